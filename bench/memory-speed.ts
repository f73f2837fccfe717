import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MEMORY_MIGRATIONS } from '../servers/memory/store/migrations.ts';
import { systemClock } from '../shared/clock.ts';
import { openDatabase } from '../shared/db/database.ts';
import { bundlePeer } from './bundle.ts';
import { type Claim, cpuMs, median, quantile, rssMb } from './figures.ts';
import { generatedQuestion, generatedText, generateMemories } from './memory-generator.ts';
import { openSession, type StdioPeer, startPeer } from './stdio-peer.ts';

const IZA = join(import.meta.dirname, '../dist/iza.js');
const RECALLS = 600;
const WRITES = 300;
/** Calls that warm up and do not count. */
const WARM = 60;

/** What the memory server takes over stdio with so many memories, half of them messages; IZA_BENCH_MEMORIES sets how many. */
export async function memorySpeed(): Promise<Claim[]> {
  const count = Number(process.env.IZA_BENCH_MEMORIES ?? 100_000);
  const home = await mkdtemp(join(tmpdir(), 'iza-bench-'));
  try {
    await fill(home, count);
    return [...(await recalls(home, count)), ...(count <= 100_000 ? await writes(home, count) : [])];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** A generated store takes minutes at a million: one that is there can be handed in by IZA_BENCH_STORE. */
async function fill(home: string, count: number): Promise<void> {
  const file = join(home, 'memory.db');
  const given = process.env.IZA_BENCH_STORE;
  if (given) return cp(given, file);
  const db = await openDatabase(file, MEMORY_MIGRATIONS, { durability: 'normal', clock: systemClock });
  await generateMemories(db, count);
  db.close();
}

async function timed(peer: StdioPeer, name: string, args: object): Promise<{ ms: number; value: unknown }> {
  const start = performance.now();
  const { error, result } = await peer.request('tools/call', { name, arguments: args });
  const ms = performance.now() - start;
  if (error || result?.isError) throw new Error(`${name} failed: ${JSON.stringify(error ?? result)}`);
  return { ms, value: result?.structuredContent };
}

/** Waits until a process has nothing more to do in the background; milliseconds that took. */
async function settled(peer: StdioPeer): Promise<number> {
  const start = performance.now();
  const pid = peer.child.pid ?? 0;
  for (let before = cpuMs(pid); ; ) {
    await sleep(500);
    const now = cpuMs(pid);
    if (now - before < 25) return performance.now() - start;
    before = now;
  }
}

async function recalls(home: string, count: number): Promise<Claim[]> {
  const peer = startPeer([IZA, 'memory'], { IZA_HOME: home, IZA_SETTINGS: '' });
  await openSession(peer);
  const ask = async (serial: number): Promise<number> =>
    (await timed(peer, 'recall', { query: generatedQuestion(serial, count) })).ms;
  const first = await ask(0);
  const meanwhile: number[] = [];
  for (let serial = 1; serial <= 30; serial += 1) meanwhile.push(await ask(serial));
  const reading = await settled(peer);
  const ms: number[] = [];
  for (let serial = -WARM; serial < RECALLS; serial += 1) {
    const took = await ask(1_000 + serial);
    if (serial >= 0) ms.push(took);
  }
  const rss = rssMb(peer.child.pid ?? 0);
  await peer.close();
  const named = `${count} memories`;
  const detail = `${RECALLS} recalls over stdio: p50 ${median(ms).toFixed(2)}, p99 ${quantile(ms, 0.99).toFixed(2)} ms`;
  return [
    {
      name: `recall, ${named}, p50`,
      measured: median(ms),
      limit: count > 100_000 ? 20 : 5,
      unit: 'ms',
      detail,
    },
    {
      name: `recall, ${named}, p99`,
      measured: quantile(ms, 0.99),
      limit: count > 100_000 ? 100 : 25,
      unit: 'ms',
      detail,
    },
    {
      name: `first recall after a start, ${named}`,
      measured: first,
      limit: 300,
      unit: 'ms',
      detail: `while the words are read into memory: p50 ${median(meanwhile).toFixed(1)}, slowest of 30 ${quantile(meanwhile, 1).toFixed(1)} ms; all read ${(reading / 1000).toFixed(1)} s later`,
    },
    ...(count > 100_000
      ? []
      : [
          {
            name: `memory of the process after ${RECALLS} recalls, ${named}`,
            measured: rss,
            limit: 150,
            unit: 'MB',
            detail: 'RSS',
          },
        ]),
  ];
}

async function writes(home: string, count: number): Promise<Claim[]> {
  const bare = startPeer([await bundlePeer('bare-insert-server')], { BARE_DB: join(home, 'bare.db') });
  const iza = startPeer([IZA, 'memory'], { IZA_HOME: home, IZA_SETTINGS: '' });
  for (const peer of [bare, iza]) await openSession(peer);
  const ms = {
    insert: [] as number[],
    worded: [] as number[],
    echo: [] as number[],
    inside: [] as number[],
    remember: [] as number[],
  };
  // In turn, so that the moods of the disk fall on all alike.
  for (let n = -WARM; n < WRITES; n += 1) {
    const text = generatedText(count + WARM + n);
    const insert = await timed(bare, 'insert', { text });
    const worded = await timed(bare, 'insert', { text, words: true });
    const echo = await timed(bare, 'echo', { text });
    const remember = await timed(iza, 'remember', { items: [{ text }] });
    if (n < 0) continue;
    ms.insert.push(insert.ms);
    ms.worded.push(worded.ms);
    ms.echo.push(echo.ms);
    ms.inside.push((insert.value as { ms: number }).ms);
    ms.remember.push(remember.ms);
  }
  for (const peer of [bare, iza]) await peer.close();
  const [remember, insert, worded, echo, inside] = [
    ms.remember,
    ms.insert,
    ms.worded,
    ms.echo,
    ms.inside,
  ].map(median) as [number, number, number, number, number];
  const show = (value: number): string => `${value.toFixed(2)} ms`;
  return [
    {
      name: `remember, ${count} memories`,
      measured: remember / insert,
      limit: 1.5,
      unit: '× a bare insert and fsync of the row, both over stdio',
      detail: `p50 of ${WRITES}, in turn: remember ${show(remember)} (p99 ${show(quantile(ms.remember, 0.99))}), bare insert ${show(insert)} (p99 ${show(quantile(ms.insert, 0.99))}), of which in SQLite ${show(inside)}; with the words of the text in FTS5 ${show(worded)}, of which remember takes ${(remember / worded).toFixed(2)} ×; an empty call ${show(echo)}; without the transport ${((remember - echo) / inside).toFixed(2)} ×`,
    },
  ];
}
