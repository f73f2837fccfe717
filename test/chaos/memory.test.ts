import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MEMORY_MIGRATIONS } from '../../servers/memory/store/migrations.ts';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LineClient, startLineClient } from './line-client.ts';

const BINARY = fileURLToPath(new URL('../../dist/iza.js', import.meta.url));
const WRITERS = 8;
const MEMORIES = 1_000;
/** One process is killed each time so many more writes have been acknowledged, whoever they came from. */
const ACKNOWLEDGED_PER_KILL = 100;
const IN_FLIGHT = 8;

interface Acknowledgement {
  id: string;
  status: string;
}

test('kill -9 anywhere loses nothing that was acknowledged, and doubles nothing', async () => {
  expect([BINARY, existsSync(BINARY)], 'run `npm run build` first').toEqual([BINARY, true]);
  const home = await temporaryFolder();
  const acknowledged = new Map<string, Acknowledgement>();
  const clients: (LineClient | undefined)[] = Array(WRITERS).fill(undefined);
  let kills = 0;

  const start = () =>
    startLineClient(process.execPath, [BINARY, 'memory'], { IZA_HOME: home, IZA_SETTINGS: '' });

  const acknowledge = (text: string, result: Record<string, unknown>): void => {
    const { stored } = (result.structuredContent ?? {}) as { stored?: Acknowledgement[] };
    const [memory] = stored ?? [];
    if (!memory) throw new Error(`not stored: ${JSON.stringify(result)}`);
    acknowledged.set(text, memory);
    if (acknowledged.size % ACKNOWLEDGED_PER_KILL !== 0) return;
    // Which one is as good as random: it depends on whose answer happened to come last.
    const first = acknowledged.size / ACKNOWLEDGED_PER_KILL + text.length * 5;
    const order = Array.from(clients.keys(), (index) => (first + index) % WRITERS);
    if (order.some((writer) => clients[writer]?.kill())) kills++;
  };

  /** Sends what is not acknowledged yet, some at a time, until the process is killed or everything is done. */
  const drive = async (client: LineClient, open: string[]): Promise<void> => {
    const remember = async (text: string): Promise<void> => {
      const result = await client.call('remember', { items: [{ text }], idempotency_key: text });
      acknowledge(text, result);
    };
    const lanes = Array.from({ length: IN_FLIGHT }, async () => {
      for (let text = open.pop(); text !== undefined; text = open.pop()) await remember(text);
    });
    await Promise.all(lanes);
  };

  const write = async (writer: number): Promise<void> => {
    const texts = Array.from({ length: MEMORIES }, (_, n) => `memory ${n} of writer ${writer}`);
    for (;;) {
      const open = texts.filter((text) => !acknowledged.has(text));
      if (open.length === 0) break;
      try {
        clients[writer] = await start();
        await drive(clients[writer], open);
      } catch (error) {
        if (!(error instanceof Error) || error.message !== 'the process ended') throw error;
      }
    }
    await clients[writer]?.leave();
    clients[writer] = undefined;
  };

  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));

  expect(acknowledged.size).toBe(WRITERS * MEMORIES);
  expect(kills).toBeGreaterThanOrEqual(40);
  // A retry that was stored a second time would have been caught as a duplicate; none may even have come to that.
  expect(new Set([...acknowledged.values()].map(({ status }) => status))).toEqual(new Set(['new']));

  const db = await openDatabase(join(home, 'memory.db'), MEMORY_MIGRATIONS, {
    durability: 'full',
    clock: systemClock,
  });
  try {
    const rows = db.prepare<[], { id: string; text: string }>('SELECT id, text FROM memory').all();
    expect(rows).toHaveLength(WRITERS * MEMORIES);
    expect(rows.filter(({ id, text }) => acknowledged.get(text)?.id !== id)).toEqual([]);
    expect(db.prepare('SELECT count(*) FROM receipt').pluck().get()).toBe(WRITERS * MEMORIES);
    expect(db.prepare('SELECT count(*) FROM source').pluck().get()).toBe(WRITERS * MEMORIES);
    expect(db.prepare('SELECT count(*) FROM operation').pluck().get()).toBe(WRITERS * MEMORIES);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    db.exec("INSERT INTO memory_words (memory_words, rank) VALUES ('integrity-check', 1)");
  } finally {
    db.close();
  }
});
