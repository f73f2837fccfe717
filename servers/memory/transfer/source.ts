import { type ImportLimits, overLimit } from './limits.ts';

/** A file to be imported, handed in: any part of it can be read, as a zip needs. */
export interface ImportSource {
  /** What messages call it. Never opened by this name. */
  name: string;
  /** Bytes. */
  size: number;
  /** The bytes from `start` to before `end`. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Files that are imported together. */
export interface ImportFolder {
  name: string;
  files: readonly ImportFile[];
}

/** A file as readers of text see it: from its start to its end, as often as they ask. */
export interface ImportFile {
  name: string;
  chunks(): AsyncIterable<Uint8Array>;
}

const CHUNK = 256 * 1024;

/** Bytes in memory as a source. */
export function bytesSource(name: string, bytes: Uint8Array): ImportSource {
  return { name, size: bytes.byteLength, read: async (start, end) => bytes.subarray(start, end) };
}

/** @throws IzaError TOO_LARGE */
export function fileOf(source: ImportSource, { fileBytes }: ImportLimits): ImportFile {
  const { name, size } = source;
  if (size > fileBytes) throw overLimit(name, 'it has', fileBytes, 'bytes');
  return {
    name,
    async *chunks() {
      for (let start = 0; start < size; start += CHUNK) {
        yield await source.read(start, Math.min(size, start + CHUNK));
      }
    },
  };
}
