import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MEMORY_MIGRATIONS } from '../servers/memory/store/migrations.ts';
import { systemClock } from '../shared/clock.ts';
import { openDatabase } from '../shared/db/database.ts';
import { type LineClient, startLineClient } from '../test/chaos/line-client.ts';
import { storm } from '../test/chaos/storm.ts';
import { check } from '../test/chaos/storm-check.ts';
import { seededRandom } from '../test/seeded-random.ts';
import { quantile } from './figures.ts';

// node bench/memory-chaos.ts [writes] [kills]: what is lost when processes that share a memory are killed at random,
// beside the reference memory server with a fiftieth of the writes and a tenth of the kills.
const [writes = 200_000, kills = 300] = process.argv.slice(2).map(Number);
const PROCESSES = 16;
const SEED = 20_261;
const IZA = join(import.meta.dirname, '../dist/iza.js');
const REFERENCE = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-memory/dist/index.js');

async function ours(home: string): Promise<void> {
  const {
    writers,
    kills: moments,
    ms,
  } = await storm({
    command: process.execPath,
    args: [IZA, 'memory'],
    env: { IZA_HOME: home, IZA_SETTINGS: '' },
    processes: PROCESSES,
    writes,
    kills,
    seed: SEED,
  });
  const db = await openDatabase(join(home, 'memory.db'), MEMORY_MIGRATIONS, {
    durability: 'full',
    clock: systemClock,
  });
  const { lost, doubled, illegal, damage } = check(db, writers);
  db.close();
  const acknowledged = writers.reduce((sum, writer) => sum + writer.acknowledged, 0);
  const took = writers.map((writer) => writer.took);
  const all = took.flat();
  const failures = writers.flatMap((writer) => writer.failures);
  const killed = Object.entries(moments).map(([moment, count]) => `${count} ${moment}`);
  const medians = took.map((each) => quantile(each, 0.5));
  console.log(
    `iza memory: ${PROCESSES} processes, ${acknowledged} acknowledged writes in ${all.length} calls,`,
  );
  console.log(`  kill -9: ${killed.join(', ')}; ${(ms / 1000).toFixed(0)} s`);
  console.log(`  lost ${lost.length}, doubled ${doubled.length}, illegal histories ${illegal.length}`);
  console.log(`  damage to the file or its index: ${damage.length === 0 ? 'none' : damage.join('; ')}`);
  console.log(`  errors that reached a client: ${failures.length}`);
  for (const what of [...lost, ...doubled, ...illegal, ...failures].slice(0, 20)) console.log(`    ${what}`);
  const ms1 = (value: number): string => `${value.toFixed(0)} ms`;
  console.log(
    `  a call: p50 ${ms1(quantile(all, 0.5))}, p99 ${ms1(quantile(all, 0.99))}, slowest ${ms1(Math.max(...all.map(Math.round)))};` +
      ` p50 of the luckiest process ${ms1(Math.min(...medians))}, of the unluckiest ${ms1(Math.max(...medians))}`,
  );
  if (lost.length + doubled.length + illegal.length + damage.length + failures.length > 0)
    process.exitCode = 1;
}

/** Entities instead of memories: one a call, repeated until it is acknowledged; what is not in the file is lost. */
async function reference(home: string): Promise<void> {
  const random = seededRandom(SEED);
  const file = join(home, 'memory.jsonl');
  const target = Math.round(writes / 50);
  const acknowledged = new Set<string>();
  const clients: (LineClient | undefined)[] = [];
  let errors = 0;
  let killed = 0;
  const write = async (slot: number): Promise<void> => {
    const names = Array.from({ length: Math.ceil(target / PROCESSES) }, (_, n) => `writer-${slot} item ${n}`);
    while (names.length > 0) {
      try {
        const client = await startLineClient(process.execPath, [REFERENCE], { MEMORY_FILE_PATH: file });
        clients[slot] = client;
        for (let name = names.at(-1); name !== undefined; name = names.at(-1)) {
          const entity = { name, entityType: 'note', observations: [`${name} was written`] };
          const { isError } = await client.call('create_entities', { entities: [entity] });
          if (isError) errors += 1;
          else acknowledged.add(name);
          names.pop();
        }
      } catch (error) {
        if (!(error instanceof Error) || error.message !== 'the process ended') throw error;
      }
    }
    await clients[slot]?.leave();
    clients[slot] = undefined;
  };
  const strike = async (): Promise<void> => {
    const rest = Array.from({ length: Math.round(kills / 10) }, () => random() * 0.97 * target).sort(
      (a, b) => a - b,
    );
    for (const at of rest) {
      while (acknowledged.size + errors < at && clients.some(Boolean)) await sleep(3);
      if (clients[Math.floor(random() * PROCESSES)]?.kill()) killed += 1;
    }
  };
  await Promise.all([
    ...Array.from({ length: PROCESSES }, (_, slot) => write(slot)),
    sleep(500).then(strike),
  ]);
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const names = lines.flatMap((line) => {
    try {
      return [(JSON.parse(line) as { name: string }).name];
    } catch {
      return [];
    }
  });
  const there = new Set(names);
  const lost = [...acknowledged].filter((name) => !there.has(name)).length;
  console.log(
    `reference memory server: ${PROCESSES} processes, ${acknowledged.size} acknowledged writes, ${killed} kill -9`,
  );
  console.log(
    `  lost ${lost} (${((100 * lost) / (acknowledged.size || 1)).toFixed(1)} %), lines in the file ${lines.length},`,
  );
  console.log(
    `  doubled ${names.length - there.size}, broken lines ${lines.length - names.length}, calls that failed ${errors}`,
  );
}

for (const run of [ours, reference]) {
  const home = await mkdtemp(join(tmpdir(), 'iza-chaos-'));
  await run(home);
  await rm(home, { recursive: true, force: true });
}
