import { FOREIGN_FORMATS } from '../choices.ts';

export const IMPORT_FORMATS = ['iza-jsonl', 'iza-markdown', ...FOREIGN_FORMATS] as const;

export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** What memories are exported as: one file, or a folder with a file for each version. */
export const EXPORT_FORMATS = ['jsonl', 'markdown'] as const;
