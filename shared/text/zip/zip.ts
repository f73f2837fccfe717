import { crc32 } from 'node:zlib';
import type { Entry, ZipFile as YauzlFile } from 'yauzl';
import { IzaError } from '../../mcp/errors.ts';
import type { ByteSource } from '../byte-source.ts';
import { overLimit, refused } from '../refusal.ts';

/** What a zip may be. */
export interface ZipLimits {
  /** Files in it. */
  zipEntries: number;
  /** Bytes of all its files, unpacked. */
  zipBytes: number;
  /** Bytes of one of its files, unpacked. */
  fileBytes: number;
  /** How many times larger a file may be than what it is packed in. Text comes to about 10. */
  zipRatio: number;
}

export interface ZipFile {
  /** Its path in the archive. */
  name: string;
  /** Unpacks it, as often as it is called. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** The type of a file in the upper half of its attributes, as Unix has it, and that of a symbolic link. */
const [FILE_TYPE, SYMLINK] = [0o170000, 0o120000];
/** Small files may be packed as well as they like. */
const RATIO_FROM = 1024 * 1024;

/** Whether bytes begin as a zip does (APPNOTE.TXT 4.3.7, or 4.3.16 for an empty one). */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 0x03 || head[2] === 0x05);
}

/**
 * The files of a zip, as its directory has them. The directory is checked as a whole before any of it is unpacked, and
 * nothing is ever written to a disk.
 * @throws IzaError
 */
export async function filesOfZip(source: ByteSource, limits: ZipLimits): Promise<ZipFile[]> {
  const { name } = source;
  const zip = await openZip(source);
  try {
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      entries.push(entry);
      if (entries.length > limits.zipEntries) throw overLimit(name, 'it has', limits.zipEntries, 'files');
    }
    checkEntries(source, entries, limits);
    return entries.map((entry) => ({ name: entry.fileName, chunks: () => unpack(source, entry) }));
  } catch (error) {
    throw damaged(name, error);
  } finally {
    zip.close();
  }
}

function checkEntries({ name, size }: ByteSource, entries: readonly Entry[], limits: ZipLimits): void {
  const names = new Set<string>();
  let [packed, unpacked] = [0, 0];
  for (const entry of entries) {
    const where = `${name}/${entry.fileName.slice(0, 200)}`;
    if (names.has(entry.fileName)) throw refused(where, 'the archive has two files of this name');
    names.add(entry.fileName);
    if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMLINK)
      throw refused(where, 'it is a symbolic link');
    if (entry.isEncrypted())
      throw refused(where, 'it is encrypted', 'Unpack it and pack it again without a password.');
    packed += entry.compressedSize;
    unpacked += entry.uncompressedSize;
    const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
    if (entry.uncompressedSize > RATIO_FROM && ratio > limits.zipRatio) {
      throw overLimit(where, 'it unpacks to', limits.zipRatio, 'times its size');
    }
    if (entry.uncompressedSize > limits.fileBytes)
      throw overLimit(where, 'it has', limits.fileBytes, 'bytes');
    if (unpacked > limits.zipBytes) throw overLimit(name, 'it unpacks to', limits.zipBytes, 'bytes');
  }
  // Files that share their bytes: more in the archive than the archive is long.
  if (packed > size) throw refused(name, 'files of the archive lie over each other');
}

/** Opens the archive anew for each file: yauzl closes it when it has been read, and a file may be read twice. */
async function* unpack(source: ByteSource, entry: Entry): AsyncGenerator<Uint8Array> {
  const zip = await openZip(source);
  try {
    // Ends with an error when there are more or fewer bytes than the directory said.
    let sum = 0;
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      sum = crc32(chunk as Uint8Array, sum);
      yield chunk as Uint8Array;
    }
    // yauzl does not look at it.
    if (sum !== entry.crc32) throw new Error('wrong checksum');
  } catch (error) {
    throw damaged(`${source.name}/${entry.fileName}`, error);
  } finally {
    zip.close();
  }
}

async function openZip(source: ByteSource): Promise<YauzlFile> {
  const { createSourceReader, fromRandomAccessReaderPromise } = await import('./package.ts');
  const options = {
    lazyEntries: true,
    autoClose: false,
    decodeStrings: true,
    validateEntrySizes: true,
  } as const;
  try {
    return await fromRandomAccessReaderPromise(createSourceReader(source), source.size, options);
  } catch (error) {
    throw damaged(source.name, error);
  }
}

/** yauzl's errors in words of our own; a name with `..` or a leading `/` is one of them. */
function damaged(where: string, error: unknown): unknown {
  if (error instanceof IzaError) return error;
  const said = error instanceof Error ? error.message : '';
  const path = /^(?:absolute path|invalid relative path|invalid characters in fileName): (.*)$/s.exec(
    said,
  )?.[1];
  if (path !== undefined) {
    return refused(
      where,
      `the archive has a file ${JSON.stringify(path.slice(0, 200))}, which leads out of it`,
    );
  }
  return refused(where, 'the archive is damaged or of a kind that cannot be read');
}
