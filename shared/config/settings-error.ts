import { IzaError } from '../mcp/errors.ts';

/** One thing that is wrong in the settings, with the place and the mend. */
export interface Defect {
  /** The file, or the name of the environment variable or the command-line option. */
  where: string;
  /** Dotted path of the key; empty for the file as a whole. */
  key: string;
  /** What is wrong and what would be right, as a sentence. */
  message: string;
}

export function renderDefect({ where, key, message }: Defect): string {
  return key ? `${where}: ${key}: ${message}` : `${where}: ${message}`;
}

/** All defects of the settings at once, so that they are mended in one go. */
export class SettingsError extends IzaError {
  readonly defects: readonly Defect[];

  constructor(defects: readonly Defect[]) {
    const count = defects.length === 1 ? 'a mistake' : `${defects.length} mistakes`;
    super('INVALID_INPUT', `The settings have ${count}.\n${defects.map(renderDefect).join('\n')}`, {
      hint: 'Mend them and start again; `iza doctor` checks them too.',
    });
    this.name = 'SettingsError';
    this.defects = defects;
  }
}
