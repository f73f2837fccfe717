import type { ByteSource } from '../../../shared/text/byte-source.ts';
import { overLimit } from '../../../shared/text/refusal.ts';
import type { ImportLimits } from './limits.ts';

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

/** @throws IzaError TOO_LARGE */
export function fileOf(source: ByteSource, { fileBytes }: ImportLimits): ImportFile {
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
