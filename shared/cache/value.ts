export type Payload = { kind: 'json'; text: string } | { kind: 'bytes'; bytes: Buffer };

export interface Sealed {
  value: unknown;
  payload: Payload;
}

/**
 * Makes of a loaded value what every tier will give back: bytes, or the value as JSON tells it, frozen. So the first
 * caller sees what the later ones see, and none of them can change what another gets. Undefined for what JSON cannot
 * say: functions, circles, undefined itself.
 */
export function seal(value: unknown): Sealed | undefined {
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value);
    return { value: bytes, payload: { kind: 'bytes', bytes } };
  }
  try {
    const text = JSON.stringify(value);
    return text === undefined ? undefined : { value: unseal(text), payload: { kind: 'json', text } };
  } catch {
    return undefined;
  }
}

/** @throws SyntaxError when the text is not JSON, RangeError when it is nested too deep. */
export function unseal(text: string): unknown {
  return freeze(JSON.parse(text));
}

/** Bytes cannot be frozen, so each caller gets a copy of them. */
export function handOut(value: unknown): unknown {
  return Buffer.isBuffer(value) ? Buffer.from(value) : value;
}

export function bytesOf(payload: Payload): number {
  return payload.kind === 'json' ? Buffer.byteLength(payload.text) : payload.bytes.length;
}

function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) freeze(member);
  return Object.freeze(value);
}
