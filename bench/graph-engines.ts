import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { auditOf, catchUp, verifyCopy } from '../servers/knowledge-graph/projection.ts';
import { GRAPH_MIGRATIONS } from '../servers/knowledge-graph/store/migrations.ts';
import { createNeo4jGraphStore } from '../servers/knowledge-graph/store/neo4j.ts';
import { connectNeo4j } from '../servers/knowledge-graph/store/neo4j-client.ts';
import { createNeo4jCopy } from '../servers/knowledge-graph/store/neo4j-copy.ts';
import { createSqliteGraphStore } from '../servers/knowledge-graph/store/sqlite.ts';
import type { GraphStore, KnownAt } from '../servers/knowledge-graph/store/store.ts';
import { openDatabase } from '../shared/db/database.ts';
import { lazyDatabase } from '../shared/db/lazy-database.ts';
import { systemIds } from '../shared/ids.ts';
import { createLogger } from '../shared/log.ts';
import { testClock } from '../test/clock.ts';
import { canonicalDump } from '../test/servers/knowledge-graph/canonical-dump.ts';
import { applier, askAll, randomChange } from '../test/servers/knowledge-graph/random-changes.ts';
import { startNeo4j } from '../test/support/neo4j/server.ts';

// node bench/graph-engines.ts [operations]: random changes in SQLite and in a real Neo4j (IZA_NEO4J_HOME, see
// AGENTS.md), which have to give the same outcomes, answers and content, also rebuilt from the log of the other.
const OPERATIONS = Number(process.argv[2] ?? 100_000);
/** Changes made up at a time, and asked about after. */
const ROUND = 500;
const folder = await mkdtemp(join(tmpdir(), 'iza-bench-'));
const server = await startNeo4j();
const clock = testClock();
const line = (text: string): void => void process.stdout.write(`${text}\n`);

const sqliteIn = (name: string): GraphStore => {
  const open = () =>
    lazyDatabase(() => openDatabase(join(folder, name), GRAPH_MIGRATIONS, { durability: 'normal', clock }));
  return createSqliteGraphStore({ reading: open(), writing: open() }, clock);
};
const connect = () =>
  connectNeo4j({
    settings: { url: server.url, user: server.user, passwordEnv: 'PASSWORD' },
    env: { PASSWORD: server.password },
    clock: { ...clock, monotonic: () => performance.now() },
    log: createLogger('silent'),
    deadlineMs: 600_000,
  });
const same = (what: string, one: unknown, other: unknown): void => {
  if (one === other) return;
  const lines = [one, other].map((text) => String(text).split('\n'));
  const at = lines[0]?.findIndex((text, n) => text !== lines[1]?.[n]) ?? 0;
  const differing = lines.map((text) => text[at]?.slice(0, 2_000)).join('\n');
  throw new Error(`${what} differ:\n${differing}`);
};

const sqlite = sqliteIn('graph.db');
const neo4j = createNeo4jGraphStore({ neo4j: connect(), clock, ids: systemIds });
const copy = createNeo4jCopy({ neo4j: connect(), space: 'Copy' });
try {
  const spent = { sqlite: 0, neo4j: 0 };
  const timed = async <T>(engine: keyof typeof spent, work: Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work;
    spent[engine] += performance.now() - started;
    return result;
  };
  const inSqlite = applier(sqlite);
  const inNeo4j = applier(neo4j);
  let operations = 0;
  let changes = 0;
  let answers = 0;
  for (let seed = 1; operations < OPERATIONS; seed += 1) {
    for (const change of fc.sample(randomChange, { numRuns: ROUND, seed })) {
      if (operations >= OPERATIONS) break;
      clock.advance(change.ms);
      const outcome = await timed('sqlite', inSqlite(change));
      same(`Outcome of change ${changes}`, await timed('neo4j', inNeo4j(change)), outcome);
      operations += change.steps.length;
      changes += 1;
    }
    for (const knownAt of ['now', 'ever', changes >> 1] satisfies KnownAt[]) {
      for (let n = seed; n < changes; n += Math.ceil(changes / 5)) {
        const expected = await sqlite.read((view) => askAll(view, knownAt, n));
        same(`Answers after ${changes}`, await neo4j.read((view) => askAll(view, knownAt, n)), expected);
        answers += expected.split('\n').length;
      }
    }
    await catchUp(sqlite, copy);
    line(`${operations} operations in ${changes} changes: the same, as are ${answers} answers`);
  }
  const dump = await canonicalDump(sqlite);
  same('The content', await canonicalDump(neo4j), dump);
  line(`the content is the same: ${dump.length} characters`);
  const last = (await sqlite.read((view) => view.last()))?.seq ?? 0;
  const believed = await sqlite.read((view) => auditOf(view, last));
  const kept = createNeo4jCopy({ neo4j: connect() });
  same('What is believed', (await kept.audit()).checksum, believed.checksum);
  await kept.close();
  const { ok, copy: copied } = await verifyCopy(sqlite, copy);
  same('The copy', ok, true);
  line(`the copy is the same: change ${copied.seq}, ${copied.entities} entities, ${copied.facts} facts`);
  const rebuilt = sqliteIn('rebuilt.db');
  for (let after = 0; after < last; ) {
    const some = await neo4j.read((view) => view.changes(after, 200));
    for (const change of some) await rebuilt.replay(change);
    after += some.length;
  }
  same('What is rebuilt', await canonicalDump(rebuilt), dump);
  await rebuilt.close();
  line('rebuilt from the log of Neo4j it is the same, byte for byte');
  const ms = (engine: keyof typeof spent): string => (spent[engine] / changes).toFixed(2);
  line(`a change took ${ms('sqlite')} ms in SQLite (durability normal), ${ms('neo4j')} ms in Neo4j`);
} finally {
  await Promise.all([sqlite.close(), neo4j.close(), copy.close()]);
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
