import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ByteSource } from '../../../shared/text/byte-source.ts';
import { overLimit, refused } from '../../../shared/text/refusal.ts';
import { IMPORT_LIMITS, type ImportLimits } from './limits.ts';
import type { ImportFile, ImportFolder } from './source.ts';
import { WANTED } from './zip.ts';

/** A file or folder that is open for an import. */
export interface OpenImport {
  source: ByteSource | ImportFolder;
  /** Another as soon as something in it was changed. */
  stamp: string;
  close(): Promise<void>;
}

const CHUNK = 256 * 1024;
/** Never through a link, and without waiting for somebody to write into a pipe. Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** @param path a real one, as locateImport gives it. @throws IzaError */
export async function openImport(path: string, limits: ImportLimits = IMPORT_LIMITS): Promise<OpenImport> {
  const name = basename(path);
  if ((await lstat(path)).isDirectory()) return openFolder(path, name, limits);
  const file = await openPlain(path, name);
  const { size } = await file.stat();
  return {
    source: { name, size, read: (start, end) => readPart(file, start, end) },
    stamp: stampOf(await file.stat()),
    close: () => file.close(),
  };
}

async function openPlain(path: string, name: string): Promise<FileHandle> {
  const file = await open(path, FLAGS);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw refused(name, 'it is neither a file nor a folder');
}

async function readPart(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function stampOf({ size, mtimeMs, ino }: Stats): string {
  return `${ino}:${size}:${mtimeMs}`;
}

/** The files below that can hold memories, in the order of their names; what begins with a dot is passed over. */
async function openFolder(path: string, name: string, limits: ImportLimits): Promise<OpenImport> {
  const files: ImportFile[] = [];
  const stamp = createHash('sha256');
  let entries = 0;
  let bytes = 0;
  const walk = async (folder: string, shown: string, depth: number): Promise<void> => {
    if (depth > limits.depth) throw overLimit(shown, 'folders are nested', limits.depth, 'levels deep');
    for (const entry of (await readdir(folder)).sort()) {
      if (entry.startsWith('.')) continue;
      entries += 1;
      if (entries > limits.folderEntries) throw overLimit(name, 'it has', limits.folderEntries, 'files');
      const [place, title] = [join(folder, entry), `${shown}/${entry}`];
      const found = await lstat(place);
      if (found.isSymbolicLink()) throw refused(title, 'it is a symbolic link');
      if (found.isDirectory()) await walk(place, title, depth + 1);
      if (!found.isFile() || !WANTED.test(title)) continue;
      if (found.size > limits.fileBytes) throw overLimit(title, 'it has', limits.fileBytes, 'bytes');
      bytes += found.size;
      if (bytes > limits.zipBytes) throw overLimit(name, 'it has', limits.zipBytes, 'bytes');
      stamp.update(`${title}\0${stampOf(found)}\0`);
      files.push({ name: title, chunks: () => chunksOf(place, title, found.size) });
    }
  };
  await walk(path, name, 1);
  return { source: { name, files }, stamp: stamp.digest('hex'), close: async () => undefined };
}

async function* chunksOf(path: string, name: string, size: number): AsyncGenerator<Uint8Array> {
  const file = await openPlain(path, name);
  try {
    for (let start = 0; start < size; start += CHUNK) {
      yield await readPart(file, start, Math.min(size, start + CHUNK));
    }
  } finally {
    await file.close();
  }
}
