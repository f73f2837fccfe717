import { createHash } from 'node:crypto';
import type { PointPayload } from './engine.ts';

/** A point as far as it can be compared: an engine may store the vector itself rounded or rescaled. */
export interface PointRecord {
  id: string;
  payload: PointPayload;
  /** `digestOf` the vector that was written. */
  digest: string;
}

export interface Checksum {
  add(record: PointRecord): void;
  /** 64 hexadecimal digits; zeros for no points. */
  value(): string;
}

/** SHA-256 of a vector's bytes, in hexadecimal; its first half, which is plenty to tell two vectors apart. */
export function digestOf(vector: Float32Array): string {
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

/** Hashes of points, added up by XOR: the order in which a store gives them does not matter, and none is kept. */
export function createChecksum(): Checksum {
  const sum = new Uint8Array(32);
  return {
    add({ id, payload: { memory, scope, kind, at }, digest }) {
      const hash = createHash('sha256')
        .update(JSON.stringify([id, memory, scope, kind, at, digest]))
        .digest();
      for (const [index, byte] of hash.entries()) sum[index] = (sum[index] as number) ^ byte;
    },
    value: () => Buffer.from(sum).toString('hex'),
  };
}
