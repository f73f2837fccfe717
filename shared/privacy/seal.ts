import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { IzaError } from '../mcp/errors.ts';
import type { SealKey } from './seal-key.ts';

// A sealed text is: 1 byte version, 4 bytes key id, 12 bytes nonce, 16 bytes tag, then the ciphertext. AES-256-GCM,
// NIST SP 800-38D. A random nonce is safe for 2³² texts with one key (§8.3 there).
const VERSION = 1;
const ID = 4;
const NONCE = 12;
const TAG = 16;
const HEAD = 1 + ID + NONCE + TAG;

/**
 * Seals a text. @param context what it belongs to, such as the name of its row: it has to be the same at opening,
 * so that a sealed text cannot be moved to another place. @param random bytes; from the system unless handed in.
 */
export function seal(plain: string, key: SealKey, context = '', random = randomBytes): Buffer {
  const nonce = random(NONCE);
  const head = Buffer.concat([Buffer.of(VERSION), Buffer.from(key.id, 'hex')]);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG });
  cipher.setAAD(bound(head, context));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
}

/** The text that was sealed. @throws IzaError for another key, another context, and what was changed or is no seal. */
export function open(sealed: Uint8Array, key: SealKey, context = ''): string {
  const id = keyIdOf(sealed);
  if (id !== key.id) {
    throw new IzaError('UNAVAILABLE', 'This is sealed with another key.', {
      why: `It was sealed with key ${id}; the key in use is ${key.id}.`,
      hint: 'Put the former key back into the settings, under privacy.key.',
    });
  }
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(1 + ID, 1 + ID + NONCE), {
    authTagLength: TAG,
  });
  decipher.setAAD(bound(bytes.subarray(0, 1 + ID), context));
  decipher.setAuthTag(bytes.subarray(HEAD - TAG, HEAD));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new IzaError('UNAVAILABLE', 'This was sealed for another place, or was changed since.', {
      why: 'Its authentication tag does not fit.',
      hint: 'Restore it from a backup.',
      cause,
    });
  }
}

/** The id of the key that something was sealed with. @throws IzaError where it is no seal. */
export function keyIdOf(sealed: Uint8Array): string {
  if (sealed.length < HEAD || sealed[0] !== VERSION) {
    throw new IzaError('UNAVAILABLE', 'This is no sealed text of a known version.', {
      hint: 'It was cut short, or written by a newer Iza.',
    });
  }
  return Buffer.from(sealed.subarray(1, 1 + ID)).toString('hex');
}

function bound(head: Uint8Array, context: string): Buffer {
  return Buffer.concat([head, Buffer.from(context, 'utf8')]);
}
