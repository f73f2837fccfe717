import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const TOKEN_BYTES = 32;

/** Where the bearer token of the HTTP door is kept. */
export function accessTokenFile(home: string): string {
  return join(home, 'http-token');
}

/** Reads the token, or makes it on first use: 256 random bits in a file that only its owner can read. */
export async function readAccessToken(home: string): Promise<string> {
  const file = accessTokenFile(home);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const fresh = randomBytes(TOKEN_BYTES).toString('base64url');
  try {
    // `wx` fails when the file is there: of two processes that start at once, one makes it and both read it.
    await writeFile(file, `${fresh}\n`, { mode: 0o600, flag: 'wx' });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const token = (await readFile(file, 'utf8')).trim();
  if (token.length < 32) {
    throw new Error(`${file} holds no usable token. Delete the file; a new one is made at the next start.`);
  }
  await chmod(file, 0o600);
  return token;
}

/** Compares in constant time, whatever the lengths. */
export function isAccessToken(given: string | undefined, token: string): boolean {
  const match = /^Bearer (\S+)$/i.exec(given ?? '');
  const a = Buffer.from(match?.[1] ?? '');
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}
