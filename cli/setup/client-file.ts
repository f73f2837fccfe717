import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A client's file as it was found. */
export interface FoundFile {
  /** Where the bytes are: symbolic links resolved. */
  path: string;
  /** Undefined where there is no file. */
  text?: string;
  /** Permission bits. */
  mode?: number;
}

/** A file that is there and cannot be worked on; the message says why in a clause. */
export class UnusableFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnusableFileError';
  }
}

/** What the person may read but nobody else, since these files hold tokens; a project's file is shared. */
const PRIVATE = 0o600;
const BACKUP = '.iza-backup-';

/** Reads a file with every byte accounted for: a byte order mark stays in the text. */
export async function readClientFile(file: string): Promise<FoundFile> {
  const path = await resolveLinks(file);
  try {
    const bytes = await readFile(path);
    const { mode } = await stat(path);
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { path, text, mode: mode & 0o777 };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { path };
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new UnusableFileError('is not UTF-8 text');
    if (code === 'EISDIR') throw new UnusableFileError('is a folder');
    throw new UnusableFileError(`cannot be read (${code ?? 'unknown error'})`);
  }
}

async function resolveLinks(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') throw new UnusableFileError('is a symbolic link that leads to itself');
    if (code !== 'ENOENT') throw new UnusableFileError(`cannot be reached (${code ?? 'unknown error'})`);
    const dangling = await lstat(file).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (dangling) throw new UnusableFileError('is a symbolic link to a file that does not exist');
    return file;
  }
}

/** Replaces the content in one step, after a restart too: a reader sees the old file or the new one. */
export async function writeClientFile(found: FoundFile, text: string, shared: boolean): Promise<void> {
  const { default: writeFileAtomic } = await import('write-file-atomic');
  await mkdir(dirname(found.path), { recursive: true });
  await writeFileAtomic(found.path, text, { mode: found.mode ?? (shared ? 0o644 : PRIVATE) });
}

/** Copies the content to a new file beside it, named by the time, and says where. */
export async function backUp(found: FoundFile & { text: string }, now: number): Promise<string> {
  const stamp = new Date(now).toISOString().replaceAll(':', '-');
  for (let attempt = 0; ; attempt += 1) {
    const backup = `${found.path}${BACKUP}${stamp}${attempt ? `-${attempt}` : ''}`;
    try {
      const handle = await open(
        backup,
        constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY,
        found.mode ?? PRIVATE,
      );
      try {
        await handle.writeFile(found.text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return backup;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt >= 100) throw error;
    }
  }
}

export interface Backup {
  path: string;
  text: string;
}

/** The backups beside a file, the newest first. */
export async function readBackups(path: string): Promise<Backup[]> {
  const names = await readdir(dirname(path)).catch(() => []);
  const ours = names.filter((name) => name.startsWith(basename(path) + BACKUP)).sort();
  const backups: Backup[] = [];
  for (const name of ours.reverse()) {
    const backup = join(dirname(path), name);
    const { text } = await readClientFile(backup).catch(() => ({ text: undefined }));
    if (text !== undefined) backups.push({ path: backup, text });
  }
  return backups;
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
