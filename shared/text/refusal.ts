import { IzaError } from '../mcp/errors.ts';

/** Where in a file something is: `notes.md, line 3`. */
export function place(file: string, line: number): string {
  return `${file}, line ${line}`;
}

/** A file that is refused: where, and what is wrong there. */
export function refused(where: string, what: string, hint?: string): IzaError {
  return new IzaError('INVALID_INPUT', `${where}: ${what}.`, {
    hint: hint ?? 'Mend the file or take that part out. Nothing of it was taken in.',
  });
}

/** A file that is larger than a limit, which is named. */
export function overLimit(where: string, what: string, limit: number, unit: string): IzaError {
  return new IzaError('TOO_LARGE', `${where}: ${what} more than ${limit} ${unit}.`, {
    why: 'Everything that is read from outside has limits.',
    hint: 'Split the file or take that part out. Nothing of it was taken in.',
  });
}
