import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { overLimit } from '../../../shared/text/refusal.ts';
import { isWithin } from './locate.ts';

export interface FileBytes {
  bytes: Uint8Array;
  size: number;
  /** Milliseconds since the epoch. */
  mtime: number;
}

/**
 * The bytes of a file below a root. It may have been put in place of another since the folder was listed: links are
 * not followed, a pipe is not waited for, and where it really is has to be within the root.
 * @throws IzaError NOT_FOUND, TOO_LARGE; the file system's errors.
 */
export async function readWithin(
  root: string,
  place: string,
  name: string,
  most: number,
): Promise<FileBytes> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // Windows has neither of the two.
  const file = await open(place, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  try {
    const real = await realpath(place);
    const stat = await file.stat();
    if (!isWithin(root, real) || !stat.isFile()) throw new IzaError('NOT_FOUND', `${name} is no file.`);
    if (stat.size > most) throw overLimit(name, 'it has', most, 'bytes');
    const bytes = await readUpTo(file, most);
    if (bytes.length > most) throw overLimit(name, 'it has', most, 'bytes');
    return { bytes, size: stat.size, mtime: stat.mtimeMs };
  } finally {
    await file.close();
  }
}

/** It may grow meanwhile: one byte more than may be shows that. */
async function readUpTo(file: FileHandle, most: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length <= most) {
    const part = Buffer.allocUnsafe(Math.min(most + 1 - length, 256 * 1024));
    const { bytesRead } = await file.read(part, 0, part.length);
    if (bytesRead === 0) break;
    parts.push(part.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(parts);
}

/** Bytes in which a text would have no NUL. */
const LOOKED_AT = 8_192;

/** Whether a file is neither text nor a document that can be read: pictures, programs, archives. */
export function isBinary(bytes: Uint8Array, name: string): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LOOKED_AT));
  if (head.subarray(0, 1_024).includes('%PDF-')) return false;
  if (head.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) return !/\.docx$/i.test(name);
  const utf16 = head[0] === 0xff ? head[1] === 0xfe : head[0] === 0xfe && head[1] === 0xff;
  return !utf16 && head.includes(0);
}
