import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
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
  if (!existsSync(file)) await makeOnce(file, randomBytes(TOKEN_BYTES).toString('base64url'));
  const token = (await readFile(file, 'utf8')).trim();
  if (token.length < 32) {
    throw new Error(`${file} holds no usable token. Delete the file; a new one is made at the next start.`);
  }
  await chmod(file, 0o600);
  return token;
}

/** Of processes that start at once one makes the file, and none sees it half written: a link appears whole. */
async function makeOnce(file: string, token: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, `${token}\n`, { mode: 0o600, flag: 'wx' });
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Compares in constant time: digests have one length, whatever was given. */
export function isAccessToken(given: string | undefined, token: string): boolean {
  const match = /^Bearer (\S+)$/i.exec(given ?? '');
  return match?.[1] !== undefined && timingSafeEqual(digest(match[1]), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
