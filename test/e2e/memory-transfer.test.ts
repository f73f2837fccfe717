import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MEMORY_MIGRATIONS } from '../../servers/memory/store/migrations.ts';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { type LineClient, startLineClient } from '../chaos/line-client.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const BINARY = fileURLToPath(new URL('../../dist/iza.js', import.meta.url));
const MESSAGES = 6_000;
const KILLS = 4;

interface JobState {
  id: string;
  status: string;
  attempts: number;
  progress?: { done: number };
  result?: Record<string, unknown>;
}

const start = (home: string) =>
  startLineClient(process.execPath, [BINARY, 'memory'], { IZA_HOME: home, IZA_SETTINGS: '' });

async function admin(client: LineClient, args: Record<string, unknown>): Promise<JobState> {
  const result = await client.call('memory_admin', args);
  const { job } = (result.structuredContent ?? {}) as { job?: JobState };
  if (!job) throw new Error(JSON.stringify(result));
  return job;
}

async function finished(client: LineClient, started: JobState): Promise<JobState> {
  let job = started;
  while (job.status === 'queued' || job.status === 'running') {
    job = await admin(client, { action: 'job', id: job.id });
  }
  return job;
}

/** Conversations of Claude's export, with as many messages as are asked for. */
function conversations(messages: number): string {
  const each = 60;
  return JSON.stringify(
    Array.from({ length: messages / each }, (_, c) => ({
      uuid: `c${c}`,
      name: `Talk ${c}`,
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
      chat_messages: Array.from({ length: each }, (_, m) => ({
        uuid: `m${c}-${m}`,
        sender: m % 2 === 0 ? 'human' : 'assistant',
        // Some are said again and again, which is not the same as being imported twice.
        text: m % 10 === 0 ? 'ok' : `Message ${m} of talk ${c}`,
        created_at: '2026-01-01T00:00:00Z',
      })),
    })),
  );
}

test('an import whose process is killed again and again ends with everything, and with nothing twice', async () => {
  expect([BINARY, existsSync(BINARY)], 'run `npm run build` first').toEqual([BINARY, true]);
  const home = await temporaryFolder();
  await mkdir(join(home, 'imports'));
  await writeFile(join(home, 'imports', 'conversations.json'), conversations(MESSAGES));
  const file = join(home, 'memory.db');

  let client = await start(home);
  const begun = client
    .call('memory_admin', { action: 'import', path: 'conversations.json' })
    .catch(() => undefined);
  const db = await openDatabase(file, MEMORY_MIGRATIONS, { durability: 'full', clock: systemClock });
  const count = () => db.prepare<[], number>('SELECT count(*) FROM memory').pluck().get() ?? 0;
  const job = () =>
    db.prepare<[], { id: string; status: string }>("SELECT id, status FROM job WHERE kind = 'import'").get();
  try {
    for (let kill = 1; kill <= KILLS; kill += 1) {
      while (count() < (MESSAGES * kill) / (KILLS + 2)) await sleep(5);
      client.kill();
      await begun;
      // Nobody waits for the lease of a dead process here.
      db.prepare('UPDATE job SET lease_until = 0').run();
      client = await start(home);
      await client.call('memory_admin', { action: 'stats' });
    }
    const { id = '' } = job() ?? {};
    const end = await finished(client, await admin(client, { action: 'job', id }));
    expect(end).toMatchObject({ status: 'done', result: { new: MESSAGES, duplicates: 0 } });
    expect(end.attempts).toBe(KILLS + 1);
    expect(count()).toBe(MESSAGES);
    const order = db
      .prepare<[], { name: string; n: number; last: number }>(
        `SELECT c.name, count(DISTINCT m.position) AS n, max(m.position) AS last FROM memory m
         JOIN conversation c ON c.id = m.conversation_id GROUP BY c.id ORDER BY c.name`,
      )
      .all();
    expect(order).toHaveLength(MESSAGES / 60);
    expect(order.every(({ n, last }) => n === 60 && last === 59)).toBe(true);
    const again = await finished(
      client,
      await admin(client, { action: 'import', path: 'conversations.json' }),
    );
    expect(again.result).toMatchObject({ new: 0, duplicates: MESSAGES });
  } finally {
    db.close();
    await client.leave();
  }
});

test('an import that is cancelled stops, and what it did can be undone', async () => {
  const home = await temporaryFolder();
  await mkdir(join(home, 'imports'));
  await writeFile(join(home, 'imports', 'conversations.json'), conversations(MESSAGES));
  const client = await start(home);
  const db = await openDatabase(join(home, 'memory.db'), MEMORY_MIGRATIONS, {
    durability: 'full',
    clock: systemClock,
  });
  const active = () =>
    db
      .prepare<[], number>("SELECT count(*) FROM memory WHERE retired_at IS NULL AND status = 'active'")
      .pluck()
      .get() ?? 0;
  try {
    const begun = client.call('memory_admin', { action: 'import', path: 'conversations.json' });
    while (active() < 400) await sleep(5);
    const { id = '' } =
      db.prepare<[], { id: string }>("SELECT id FROM job WHERE kind = 'import'").get() ?? {};
    expect(await admin(client, { action: 'cancel', id })).toMatchObject({ status: 'cancelled' });
    await begun;
    const stored = active();
    expect(stored).toBeLessThan(MESSAGES);
    await sleep(200);
    expect(active()).toBe(stored);
    const change = db.prepare<[], string>('SELECT DISTINCT change_id FROM operation').pluck().all();
    expect(change).toHaveLength(1);
    await client.call('memory_admin', { action: 'undo', id: change[0] });
    expect(active()).toBe(0);
  } finally {
    db.close();
    await client.leave();
  }
});

test('an export through stdio can be read by its owner alone', async () => {
  const home = await temporaryFolder();
  const client = await start(home);
  try {
    await client.call('remember', { items: [{ text: 'Ada likes tea.' }] });
    const job = await finished(client, await admin(client, { action: 'export' }));
    const path = String(job.result?.path);
    expect(path.startsWith(join(home, 'exports', 'memory-'))).toBe(true);
    expect(await readFile(path, 'utf8')).toContain('"text":"Ada likes tea."');
    if (process.platform !== 'win32') {
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect((await stat(join(home, 'exports'))).mode & 0o777).toBe(0o700);
    }
  } finally {
    await client.leave();
  }
});
