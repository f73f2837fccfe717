import { createDecipheriv, createHash } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { keyIdOf, open, seal } from '../../../shared/privacy/seal.ts';
import { deriveSealKey, parseSealKey, readSealKey } from '../../../shared/privacy/seal-key.ts';

const BYTES = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const KEY = parseSealKey(BYTES.toString('hex'));
const OTHER = parseSealKey(Buffer.alloc(32, 9).toString('base64'));

function failure(act: () => unknown): IzaError {
  try {
    act();
  } catch (error) {
    if (error instanceof IzaError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('sealing', () => {
  test('the form: version, key id, nonce, tag, then AES-256-GCM of the text', () => {
    const nonce = Buffer.alloc(12, 5);
    const sealed = seal('Grüße', KEY, 'row 7', () => nonce);
    expect([sealed[0], sealed.subarray(1, 5).toString('hex'), sealed.subarray(5, 17)]).toEqual([
      1,
      KEY.id,
      nonce,
    ]);
    expect(sealed).toHaveLength(1 + 4 + 12 + 16 + 7);
    const decipher = createDecipheriv('aes-256-gcm', BYTES, nonce);
    decipher.setAAD(Buffer.concat([sealed.subarray(0, 5), Buffer.from('row 7')]));
    decipher.setAuthTag(sealed.subarray(17, 33));
    expect(Buffer.concat([decipher.update(sealed.subarray(33)), decipher.final()]).toString()).toBe('Grüße');
  });

  test('whatever is sealed comes back, and never twice in the same form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        const [one, two] = [seal(text, KEY, context), seal(text, KEY, context)];
        expect(open(one, KEY, context)).toBe(text);
        expect(one.equals(two)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('another key is told by its id, without the text or the key', () => {
    const sealed = seal('a secret', KEY);
    expect(keyIdOf(sealed)).toBe(KEY.id);
    const { code, message, details } = failure(() => open(sealed, OTHER));
    expect([code, message]).toEqual(['UNAVAILABLE', 'This is sealed with another key.']);
    expect(details.why).toBe(`It was sealed with key ${KEY.id}; the key in use is ${OTHER.id}.`);
  });

  test('a changed byte, another place and a cut text are refused', () => {
    const sealed = seal('a secret', KEY, 'row 7');
    for (let at = 5; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(failure(() => open(changed, KEY, 'row 7')).message).toMatch('was changed since');
    }
    expect(failure(() => open(sealed, KEY, 'row 8')).message).toMatch('for another place');
    expect(failure(() => open(sealed.subarray(0, 20), KEY)).message).toMatch('no sealed text');
    expect(failure(() => open(Buffer.alloc(60), KEY)).message).toMatch('no sealed text');
  });
});

describe('keys', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'iza-seal-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('hex, base64 and base64url of the same bytes are the same key', () => {
    const id = createHash('sha256').update('iza seal key\0').update(BYTES).digest('hex').slice(0, 8);
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      const key = parseSealKey(` ${BYTES.toString(encoding)}\n`);
      expect([key.id, Buffer.from(key.bytes)]).toEqual([id, BYTES]);
    }
  });

  test('what is no key is refused and not repeated', () => {
    for (const text of ['', 'hunter2', 'ab'.repeat(31), `${'A'.repeat(42)}!`]) {
      const error = failure(() => parseSealKey(text));
      expect(error.code).toBe('INVALID_INPUT');
      if (text) expect(JSON.stringify([error.message, error.details])).not.toContain(text);
    }
  });

  test('a file that its owner alone may read', async () => {
    const path = join(folder, 'key');
    await writeFile(path, BYTES.toString('base64'), { mode: 0o600 });
    expect(readSealKey(path).id).toBe(KEY.id);
    expect(failure(() => readSealKey(join(folder, 'none'))).code).toBe('NOT_FOUND');
    if (process.platform === 'win32') return;
    await chmod(path, 0o640);
    expect(failure(() => readSealKey(path)).details.why).toBe('Its mode is 0640; it has to be 0600.');
  });

  // Costs far below the default, so that the test is quick.
  test('from a passphrase by scrypt', () => {
    const cost = { N: 16_384, r: 8, p: 1 };
    const salt = Buffer.from('SodiumChloride, and more of it');
    const key = deriveSealKey('pleaseletmein', salt, cost);
    expect(deriveSealKey('pleaseletmein', salt, cost).id).toBe(key.id);
    expect(deriveSealKey('pleaseletmeout', salt, cost).id).not.toBe(key.id);
    expect(open(seal('x', key), key)).toBe('x');
    expect(failure(() => deriveSealKey('short', salt)).code).toBe('INVALID_INPUT');
    expect(failure(() => deriveSealKey('long enough', Buffer.alloc(8))).code).toBe('INVALID_INPUT');
  });
});
