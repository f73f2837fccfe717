import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlePeer } from './bundle.ts';
import { type Claim, median, quantile } from './figures.ts';
import { generatedText } from './memory-generator.ts';
import { openSession, type StdioPeer, startPeer } from './stdio-peer.ts';

const IZA = join(import.meta.dirname, '../dist/iza.js');
const WRITERS = 8;
const WRITES = 150;

/** What a write takes when eight processes write into one memory at once, and whether one of them is left behind. */
export async function memoryWriters(): Promise<Claim[]> {
  const home = await mkdtemp(join(tmpdir(), 'iza-bench-'));
  const bare = await bundlePeer('bare-insert-server');
  const start = (args: readonly string[]) =>
    startPeer(args, { IZA_HOME: home, IZA_SETTINGS: '', BARE_DB: join(home, 'bare.db') });
  const floor = await race(
    () => start([bare]),
    (text) => ({ name: 'insert', arguments: { text } }),
  );
  const ours = await race(
    () => start([IZA, 'memory']),
    (text) => ({ name: 'remember', arguments: { items: [{ text }] } }),
  );
  await rm(home, { recursive: true, force: true });
  const of = (samples: readonly number[][]): string => {
    const all = samples.flat();
    const [best, worst] = [Math.min(...samples.map(median)), Math.max(...samples.map(median))];
    return `p50 ${median(all).toFixed(1)}, p99 ${quantile(all, 0.99).toFixed(0)}, slowest ${Math.max(...all).toFixed(0)} ms; p50 by process ${best.toFixed(1)} to ${worst.toFixed(1)} ms`;
  };
  const p99 = (samples: readonly number[][]): number => quantile(samples.flat(), 0.99);
  return [
    {
      name: `p99 of remember with ${WRITERS} processes writing at once`,
      measured: p99(ours) / p99(floor),
      limit: 1.5,
      unit: "× that of bare inserts that wait as SQLite's own busy handler does",
      detail: `${WRITES} each: remember ${of(ours)}; bare inserts ${of(floor)}`,
    },
  ];
}

/** Milliseconds of each call of each process, all at once; a tenth of them warms up first. */
async function race(start: () => StdioPeer, call: (text: string) => object): Promise<number[][]> {
  const peers = Array.from({ length: WRITERS }, start);
  for (const peer of peers) await openSession(peer);
  const write = async (peer: StdioPeer, text: string): Promise<number> => {
    const began = performance.now();
    const { error, result } = await peer.request('tools/call', call(text));
    if (error || result?.isError) throw new Error(`the call failed: ${JSON.stringify(error ?? result)}`);
    return performance.now() - began;
  };
  const run = (from: number, count: number) =>
    Promise.all(
      peers.map(async (peer, number) => {
        const ms: number[] = [];
        for (let n = from; n < from + count; n += 1)
          ms.push(await write(peer, generatedText(number * 10_000 + n)));
        return ms;
      }),
    );
  await run(0, WRITES / 10);
  const measured = await run(WRITES, WRITES);
  for (const peer of peers) await peer.close();
  return measured;
}
