import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** What a value is made of. Two keys that are equal as JSON lead to one value, in all processes. */
export interface CacheKey {
  /** Who makes the value: `recall`, `github`. */
  source: string;
  /** What shapes it beside the arguments: versions of the code, the model and the policy. Another version is a miss. */
  version: string;
  /** The arguments, as JSON. Whose data it is belongs here or into the scopes, or one person reads another's. */
  args: unknown;
  /** The parts of our own data that it is made from; a write to one of them makes it a miss at once. */
  scopes: readonly string[];
}

/** A key, ready to be looked up. */
export interface Slot {
  /** SHA-256 of the key in hexadecimal: arguments may be long and private, and a key is written to disk. */
  id: string;
  /** The scopes of the key, each once. */
  scopes: readonly string[];
}

/** Undefined for arguments that have no canonical form: NaN, circles, and the like. */
export function slotOf({ source, version, args, scopes }: CacheKey): Slot | undefined {
  const unique = scopes.length > 1 ? [...new Set(scopes)].sort() : scopes;
  try {
    // RFC 8785: the order in which an object's keys were written makes no other key.
    const text = canonicalize([source, version, args ?? null, unique]) ?? '';
    return { id: hash('sha256', text), scopes: unique };
  } catch {
    return undefined;
  }
}
