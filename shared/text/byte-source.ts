/** A file as something that can be read anywhere, as a zip needs; handed in. */
export interface ByteSource {
  /** What messages call it. Never opened by this name. */
  name: string;
  /** Bytes. */
  size: number;
  /** The bytes from `start` to before `end`. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Bytes in memory as a source. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return { name, size: bytes.byteLength, read: async (start, end) => bytes.subarray(start, end) };
}
