/** What memories are exported as: one file, or a folder with a file for each version. */
export const EXPORT_FORMATS = ['jsonl', 'markdown'] as const;
