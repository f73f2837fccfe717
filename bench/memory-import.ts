import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { MEMORY_FILE, openMemory } from '../servers/memory/open.ts';
import { MEMORY_MIGRATIONS } from '../servers/memory/store/migrations.ts';
import { systemClock } from '../shared/clock.ts';
import { type Database, openDatabase } from '../shared/db/database.ts';
import { systemIds } from '../shared/ids.ts';
import { internalCall } from '../shared/mcp/internal-call.ts';
import { type Claim, median } from './figures.ts';

/** Of the file of a reference memory server: each with an observation. */
const ENTITIES = 100_000;
const ROUNDS = 3;
/** Rows to a transaction of the bare inserts, as many as an import has. */
const ROWS = 5_000;
const DURABLE = { durability: 'full' as const, clock: systemClock };

/** An import of memory.jsonl beside the bare inserts of the rows that it makes, into the same tables. */
export async function memoryImport(): Promise<Claim[]> {
  const samples = { import: [] as number[], bare: [] as number[] };
  let rows = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'iza-bench-'));
    try {
      const home = join(folder, 'home');
      await mkdir(join(home, 'imports'), { recursive: true });
      await writeFile(join(home, 'imports', 'memory.jsonl'), graph(ENTITIES));
      samples.import.push(await importInto(home));
      const made = await openDatabase(join(home, MEMORY_FILE), MEMORY_MIGRATIONS, DURABLE);
      const bare = await openDatabase(join(folder, 'bare.db'), MEMORY_MIGRATIONS, DURABLE);
      rows = made.prepare<[], number>('SELECT count(*) FROM memory').pluck().get() ?? 0;
      samples.bare.push(copy(made, bare));
      made.close();
      bare.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const [ours, floor] = [median(samples.import), median(samples.bare)];
  const name = `an import of memory.jsonl with ${ENTITIES} entities, each with an observation`;
  const detail = `${rows} memories, median of ${ROUNDS}: import ${seconds(ours)} s (read twice, screened, compared with what is there), bare inserts ${seconds(floor)} s`;
  return [
    { name, measured: ours / 1_000, limit: 10, unit: 's', detail },
    { name, measured: ours / floor, limit: 3, unit: '× the bare inserts of its rows', detail },
  ];
}

async function importInto(home: string): Promise<number> {
  const log = pino({ level: 'silent' });
  const domain = openMemory({ home, log, ids: systemIds, version: '0.0.0', ...DURABLE });
  try {
    await domain.store.read((view) => view.size());
    const started = performance.now();
    const path = join(home, 'imports', 'memory.jsonl');
    const { id } = await domain.jobs.start('import', { path, scope: 'user', dryRun: false });
    let job = await domain.jobs.waitFor(id, internalCall());
    while (job.status === 'running') job = await domain.jobs.waitFor(id, internalCall());
    if (job.status !== 'done') throw new Error(JSON.stringify(job));
    return performance.now() - started;
  } finally {
    await domain.close();
  }
}

/** Every row of every table that the import wrote, and the words of the memories. */
function copy(from: Database, to: Database): number {
  let ms = 0;
  for (const table of ['scope', 'entity', 'memory', 'mention', 'source', 'operation']) {
    const rows = from.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all();
    const columns = Object.keys(rows[0] ?? {});
    if (columns.length === 0) continue;
    const insert = to.prepare(
      `INSERT INTO ${table} (${columns}) VALUES (${columns.map((column) => `@${column}`)})`,
    );
    const words = to.prepare('INSERT INTO memory_words (rowid, text) VALUES (@seq, @text)');
    const started = performance.now();
    for (let at = 0; at < rows.length; at += ROWS) {
      to.transaction(() => {
        for (const row of rows.slice(at, at + ROWS)) {
          insert.run(row);
          if (table === 'memory') words.run({ seq: row.seq, text: row.text });
        }
      }).immediate();
    }
    ms += performance.now() - started;
  }
  return ms;
}

function graph(entities: number): string {
  const name = (n: number) => `Person ${n} of town ${n % 977}`;
  const lines = Array.from({ length: entities }, (_, n) => ({
    type: 'entity',
    name: name(n),
    entityType: 'person',
    observations: [`Lives in town ${n % 977} since ${1950 + (n % 70)} and likes dish number ${n}`],
  }));
  return lines.map((line) => JSON.stringify(line)).join('\n');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
