import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { GRAPH_MIGRATIONS } from '../../servers/knowledge-graph/store/migrations.ts';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LineClient, startLineClient } from './line-client.ts';

const BINARY = fileURLToPath(new URL('../../dist/iza.js', import.meta.url));
const PROCESSES = 20;
const ASSERTS = 50;
/** IZA_KILLS asks for more of them than a run in CI has time for. */
const KILLS = Number(process.env.IZA_KILLS ?? 40);

interface Acknowledged {
  fact: string;
  entities: string[];
}

const start = (home: string): Promise<LineClient> =>
  startLineClient(process.execPath, [BINARY, 'knowledge-graph'], { IZA_HOME: home, IZA_SETTINGS: '' });

/** Tells of a person of its own and of a company that all share. */
async function tell(client: LineClient, key: string): Promise<Acknowledged> {
  const result = await client.call('kg_assert', {
    entities: [
      { name: `Person ${key}`, type: 'Person', keys: [`${key}@example.org`] },
      { name: 'Acme', type: 'Organisation', keys: ['https://acme.example'] },
    ],
    facts: [{ subject: `Person ${key}`, relation: 'works_at', object: 'Acme', quote: key }],
    idempotency_key: key,
  });
  const { status, facts, entities } = (result.structuredContent ?? {}) as {
    status?: string;
    facts?: { id: string; status: string }[];
    entities?: { id: string }[];
  };
  const [fact] = facts ?? [];
  if (status !== 'stored' || !fact) throw new Error(`not stored: ${JSON.stringify(result)}`);
  expect(fact.status).toBe('new');
  return { fact: fact.id, entities: (entities ?? []).map(({ id }) => id) };
}

/** Looks at the file itself: every acknowledged fact is there once, and nothing besides. */
async function check(home: string, acknowledged: ReadonlyMap<string, Acknowledged>): Promise<void> {
  const db = await openDatabase(join(home, 'knowledge-graph.db'), GRAPH_MIGRATIONS, {
    durability: 'full',
    clock: systemClock,
  });
  try {
    const rows = db
      .prepare<[], { quote: string; fact: number; subject: number; object: number }>(
        'SELECT s.quote, f.row AS fact, f.subject, f.object FROM support s JOIN fact f ON f.row = s.fact',
      )
      .all();
    expect(rows).toHaveLength(acknowledged.size);
    for (const { quote, fact, subject, object } of rows) {
      expect({ fact: `f${fact}`, entities: [`e${subject}`, `e${object}`] }).toEqual(acknowledged.get(quote));
    }
    const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect(count('fact')).toBe(acknowledged.size);
    expect(count('entity')).toBe(acknowledged.size + 1);
    expect(count('change')).toBe(acknowledged.size);
    expect(count('receipt')).toBe(acknowledged.size);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
  } finally {
    db.close();
  }
}

describe('many processes on one graph', () => {
  test(`${PROCESSES} processes with ${ASSERTS} asserts at once: all are stored`, async () => {
    expect(existsSync(BINARY), 'run `npm run build` first').toBe(true);
    const home = await temporaryFolder();
    const clients = await Promise.all(Array.from({ length: PROCESSES }, () => start(home)));
    const acknowledged = new Map<string, Acknowledged>();
    await Promise.all(
      clients.flatMap((client, process) =>
        Array.from({ length: ASSERTS }, async (_, n) => {
          const key = `p${process}n${n}`;
          acknowledged.set(key, await tell(client, key));
        }),
      ),
    );
    await Promise.all(clients.map((client) => client.leave()));
    expect(acknowledged.size).toBe(PROCESSES * ASSERTS);
    await check(home, acknowledged);
  });

  test(`kill -9 at ${KILLS} moments loses nothing that was acknowledged, and doubles nothing`, async () => {
    const home = await temporaryFolder();
    const acknowledged = new Map<string, Acknowledged>();
    /** What was sent, whether or not an answer came. */
    const sent = new Set<string>();
    const acknowledge = async (client: LineClient, key: string): Promise<void> => {
      sent.add(key);
      acknowledged.set(key, await tell(client, key));
    };
    let kills = 0;
    const write = async (writer: number): Promise<void> => {
      let fresh = 0;
      while (kills < KILLS) {
        const client = await start(home);
        const again = [...sent].filter((key) => key.startsWith(`w${writer}n`) && !acknowledged.has(key));
        // Each process is killed once a few more are acknowledged, amid those that are under way.
        const until = acknowledged.size + 3 + ((kills * 7 + writer * 5) % 11);
        const lanes = Array.from({ length: 6 }, async () => {
          for (;;) {
            await acknowledge(client, again.pop() ?? `w${writer}n${fresh++}`);
            if (acknowledged.size >= until && client.kill()) kills += 1;
          }
        });
        for (const lane of await Promise.allSettled(lanes)) {
          if (lane.status === 'rejected' && lane.reason.message !== 'the process ended') throw lane.reason;
        }
      }
    };
    await Promise.all(Array.from({ length: 3 }, (_, writer) => write(writer)));
    const last = await start(home);
    for (const key of sent) if (!acknowledged.has(key)) await acknowledge(last, key);
    await last.leave();
    expect(kills).toBeGreaterThanOrEqual(KILLS);
    await check(home, acknowledged);
  });
});
