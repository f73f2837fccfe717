import { IzaError } from '../mcp/errors.ts';

/**
 * What the model can do about an error of SQLite or of the file system under it; undefined when the error is of
 * neither. The original is kept as the cause, for the log.
 */
export function explainDatabaseError(error: unknown): IzaError | undefined {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  if (typeof code !== 'string') return undefined;
  // Programs and sockets fail with the same codes as files do.
  if (typeof syscall === 'string' && /^(spawn|connect|listen|bind|kill)/.test(syscall)) return undefined;
  for (const { matches, explain } of EXPLANATIONS) {
    if (matches.test(code)) return explain(error);
  }
  return undefined;
}

interface Explanation {
  /** Matches the error's code; SQLite's extended codes begin with the primary one (https://sqlite.org/rescode.html). */
  matches: RegExp;
  explain(cause: unknown): IzaError;
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    matches: /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    explain: (cause) =>
      new IzaError('DISK_FULL', 'The disk that holds the data folder is full.', {
        hint: 'Nothing was changed. Free some space there (or move IZA_HOME to another disk), then call again.',
        cause,
      }),
  },
  {
    matches: /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|EACCES|EPERM|EROFS|EEXIST|ENOTDIR|EISDIR)/,
    explain: (cause) =>
      new IzaError('READ_ONLY', 'The data folder cannot be written.', {
        hint: 'Nothing was changed. Make IZA_HOME a folder that this user may write to, then call again; `iza doctor` shows what is wrong with it.',
        cause,
      }),
  },
  {
    matches: /^(SQLITE_BUSY|SQLITE_LOCKED)/,
    explain: (cause) =>
      new IzaError('UNAVAILABLE', 'Another process is holding the data for too long.', {
        hint: 'Nothing was changed. Call again; if it stays so, close other programs that have the data folder open.',
        cause,
      }),
  },
  {
    matches: /^(SQLITE_CORRUPT|SQLITE_NOTADB)/,
    explain: (cause) =>
      new IzaError('UNAVAILABLE', 'The data file is damaged, or is not a database.', {
        hint: 'Calling again does not help. Keep a copy of the data folder, run `iza doctor`, and restore the file from a backup.',
        cause,
      }),
  },
  {
    matches: /^(SQLITE_IOERR|EIO)/,
    explain: (cause) =>
      new IzaError('UNAVAILABLE', 'The disk reported an error while the data was read or written.', {
        hint: 'Call again; if it stays so, check the disk and run `iza doctor`.',
        cause,
      }),
  },
  {
    matches: /^(ERR_DLOPEN_FAILED|MODULE_NOT_FOUND|ERR_MODULE_NOT_FOUND)$/,
    explain: (cause) =>
      new IzaError('UNAVAILABLE', 'SQLite could not be loaded.', {
        hint: 'Reinstall Iza with the Node version that runs it; `iza doctor` says which one that is.',
        cause,
      }),
  },
];
