import { createHash } from 'node:crypto';

/** The namespace of Iza's points: drawn at random once, and never to change. */
const NAMESPACE = '5b0c3f0e-8a53-4d0e-9c61-2f7a1f0f6d94';

/** Name-based UUID, version 5 (RFC 9562 §5.5). */
export function uuid5(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The id of a memory's point in the space of a model: writing it twice is writing it once. */
export function pointId(memory: string, fingerprint: string): string {
  return uuid5(NAMESPACE, JSON.stringify([memory, fingerprint]));
}
