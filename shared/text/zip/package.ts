// A file of its own so that it can be loaded on first use: in the bundle, a CommonJS package that is imported
// dynamically has no named exports.
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
import type { ByteSource } from '../byte-source.ts';

export { fromRandomAccessReaderPromise } from 'yauzl';

const CHUNK = 256 * 1024;

/** A source as yauzl reads from it, which wants a class of its own for that. */
class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(chunksOf(this.#source, start, end), { objectMode: false });
  }
}

export function createSourceReader(source: ByteSource): RandomAccessReader {
  return new SourceReader(source);
}

async function* chunksOf(source: ByteSource, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += CHUNK) {
    yield Buffer.from(await source.read(at, Math.min(end, at + CHUNK)));
  }
}
