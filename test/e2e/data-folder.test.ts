import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectToCommand } from '../../shared/mcp/harness.ts';
import { MEMORY_TOOLS } from './support/built-iza.ts';
import { ROOT } from './support/meta.ts';

const IZA = join(ROOT, 'dist/iza.js');
/** The user that may write nowhere: root is not held back by a mode. */
const NOBODY = 65_534;

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'iza-data-'));
});
afterEach(async () => {
  await chmod(home, 0o700);
  await rm(home, { recursive: true, force: true });
});

const REMEMBER = { name: 'remember', arguments: { items: [{ text: 'The data folder was full of moths.' }] } };
const textOf = (result: { content?: unknown }): string =>
  (result.content as { text: string }[])[0]?.text ?? '';

/** A server whose user may not write into `home` until it is given back. */
async function startAsStranger() {
  const asRoot = process.getuid?.() === 0;
  const script = `process.setgid?.(${NOBODY}); process.setuid?.(${NOBODY}); process.argv.splice(1, 1, ${JSON.stringify(IZA)}); await import(${JSON.stringify(IZA)});`;
  const args = asRoot ? ['--input-type=module', '-e', script, 'iza', 'memory'] : [IZA, 'memory'];
  return connectToCommand(process.execPath, args, {
    era: 'legacy',
    env: { ...(process.env as Record<string, string>), IZA_HOME: home },
  });
}

test('a data folder that may not be written is said so, and used as soon as it may', async () => {
  await chmod(home, 0o555);
  const { client, close } = await startAsStranger();
  const refused = await client.callTool(REMEMBER);
  expect(refused.isError).toBe(true);
  expect(textOf(refused)).toMatch(/^READ_ONLY: /);
  expect(textOf(refused)).toMatch(/What to do: /);
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(MEMORY_TOOLS);
  await chmod(home, 0o777);
  const stored = await client.callTool(REMEMBER);
  expect(stored.structuredContent).toMatchObject({ stored: [{ status: 'new' }] });
  await close();
});

test('a database of a newer version is refused and left as it is', async () => {
  const open = () =>
    connectToCommand(process.execPath, [IZA, 'memory'], {
      era: 'modern',
      env: { ...(process.env as Record<string, string>), IZA_HOME: home },
    });
  const first = await open();
  await first.client.callTool(REMEMBER);
  await first.close();

  const file = join(home, 'memory.db');
  const db = new Sqlite(file);
  db.pragma('user_version = 99');
  db.close();
  const hash = async () =>
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  const before = await hash();

  const second = await open();
  const refused = await second.client.callTool(REMEMBER);
  expect(textOf(refused)).toMatch(/^VERSION_MISMATCH: The data was written by a newer version of Iza\./);
  expect(textOf(refused)).toMatch(/Nothing was touched\. Update Iza/);
  await second.close();
  expect(await hash()).toBe(before);
});
