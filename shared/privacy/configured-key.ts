import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IzaError } from '../mcp/errors.ts';
import type { PrivacyConfig } from './config.ts';
import { deriveSealKey, parseSealKey, readSealKey, type SealKey } from './seal-key.ts';

/** The file in the data folder with the salt of a key that is made from a passphrase. */
const SALT_FILE = 'privacy-salt';
const SALT_BYTES = 32;

/**
 * The key that the settings name; none where they name none. @throws IzaError where it is missing or no key, and
 * never with what was found instead.
 */
export function configuredKey(
  { key: { env: name, file, passphraseEnv } }: PrivacyConfig,
  { env, home }: { env: Readonly<Record<string, string | undefined>>; home: string },
): SealKey | undefined {
  if (file !== undefined) return readSealKey(file);
  if (name !== undefined) return parseSealKey(variable(name, env), `The value of ${name}`);
  if (passphraseEnv !== undefined) return deriveSealKey(variable(passphraseEnv, env), saltIn(home));
  return undefined;
}

function variable(name: string, env: Readonly<Record<string, string | undefined>>): string {
  const value = env[name];
  if (value) return value;
  throw new IzaError('UNAVAILABLE', `The key for private text is missing: ${name} is not set.`, {
    hint: `Set ${name} in the environment of the program, or take privacy.key out of the settings.`,
  });
}

/** Made at the first need; processes that need it at once get the same. */
function saltIn(home: string): Uint8Array {
  const path = join(home, SALT_FILE);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) {
    const whole = `${path}.${process.pid}`;
    writeFileSync(whole, randomBytes(SALT_BYTES).toString('hex'), { mode: 0o600 });
    try {
      // Unlike a rename, a link does not take the place of what another process has put there.
      linkSync(whole, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      unlinkSync(whole);
    }
  }
  const salt = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  if (salt.length === SALT_BYTES) return salt;
  throw new IzaError('UNAVAILABLE', 'The salt of the key for private text is damaged.', {
    why: `${path} has ${salt.length} bytes instead of ${SALT_BYTES}.`,
    hint: 'Restore it from a backup: without it, what was sealed cannot be opened.',
  });
}
