import { createHash, scryptSync } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { IzaError } from '../mcp/errors.ts';

/** A key of AES-256, and the public name that what it sealed carries. */
export interface SealKey {
  /** Eight hex digits: the first four bytes of a SHA-256 of the key. */
  id: string;
  bytes: Uint8Array;
}

const BYTES = 32;
const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

/** Read the key from text: 32 bytes in hex, base64 or base64url. @throws IzaError that does not repeat the text. */
export function parseSealKey(text: string, where = 'The key'): SealKey {
  const written = text.trim();
  if (HEX.test(written)) return keyOf(Buffer.from(written, 'hex'));
  if (BASE64.test(written)) return keyOf(Buffer.from(written, 'base64'));
  throw new IzaError('INVALID_INPUT', `${where} is not a key.`, {
    why: 'A key is 32 random bytes, written in hex (64 digits) or base64 (44 characters).',
    hint: 'Make one with: openssl rand -base64 32',
  });
}

/**
 * Read the key from a file that only its owner may read. @throws IzaError where it is missing, open to others (not
 * asked on Windows, which has no such modes), or no key.
 */
export function readSealKey(path: string): SealKey {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    throw new IzaError('NOT_FOUND', 'The key file cannot be read.', {
      why: 'It does not exist, or this program may not read it.',
      hint: 'Look at privacy.key.file in the settings.',
      cause,
    });
  }
  try {
    // Of the open file, not of the path: nobody can put another one in its place in between.
    const { mode, size } = fstatSync(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new IzaError('INVALID_INPUT', 'The key file is open to other users.', {
        why: `Its mode is ${(mode & 0o777).toString(8).padStart(4, '0')}; it has to be 0600.`,
        hint: 'Run chmod 600 on it.',
      });
    }
    return parseSealKey(size > 1_000 ? '' : readFileSync(file, 'utf8'), 'The content of the key file');
  } finally {
    closeSync(file);
  }
}

/**
 * The cost of making a key from a passphrase: 128 MiB and about half a second
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt).
 */
const COST = { N: 2 ** 17, r: 8, p: 1 };
const LEAST_PASSPHRASE = 8;
const LEAST_SALT = 16;

/**
 * The key that belongs to a passphrase and a salt (RFC 7914).
 * @param salt at least 16 random bytes, kept beside what is sealed; no secret.
 */
export function deriveSealKey(passphrase: string, salt: Uint8Array, cost = COST): SealKey {
  if (passphrase.length < LEAST_PASSPHRASE || salt.length < LEAST_SALT) {
    throw new IzaError('INVALID_INPUT', 'No key can be made from this.', {
      why: `A passphrase has at least ${LEAST_PASSPHRASE} characters, and its salt ${LEAST_SALT} bytes.`,
    });
  }
  const maxmem = 256 * cost.N * cost.r;
  return keyOf(scryptSync(passphrase.normalize('NFKC'), salt, BYTES, { ...cost, maxmem }));
}

function keyOf(bytes: Uint8Array): SealKey {
  const id = createHash('sha256').update('iza seal key\0').update(bytes).digest('hex').slice(0, 8);
  return { id, bytes };
}
