import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlePeer } from './bundle.ts';
import { type Claim, cpuMs, median } from './figures.ts';
import { openSession, startPeer } from './stdio-peer.ts';

const RUNS = 30;
const IZA = join(import.meta.dirname, '../dist/iza.js');

/** Processor time from the start of a process to its first list of tools, beside the least the SDK can do. */
export async function coldStart(): Promise<Claim[]> {
  const minimal = await bundlePeer('minimal-server');
  const home = await mkdtemp(join(tmpdir(), 'iza-bench-'));
  const samples = { minimal: [] as number[], memory: [] as number[], meta: [] as number[] };
  const run = async (args: readonly string[]): Promise<number> => {
    const peer = startPeer(args, { IZA_HOME: home });
    await openSession(peer);
    const used = cpuMs(peer.child.pid ?? 0);
    await peer.close();
    return used;
  };
  // In turn, so that the machine's moods fall on all alike; the first round warms the disk and does not count.
  for (let i = 0; i <= RUNS; i += 1) {
    const round = {
      minimal: await run([minimal]),
      memory: await run([IZA, 'memory']),
      meta: await run([IZA, 'meta']),
    };
    if (i === 0) continue;
    for (const name of ['minimal', 'memory', 'meta'] as const) samples[name].push(round[name]);
  }
  await rm(home, { recursive: true, force: true });
  const floor = median(samples.minimal);
  const detail = (name: 'memory' | 'meta') =>
    `CPU to the first tools/list, median of ${RUNS}: iza ${name} ${median(samples[name]).toFixed(1)} ms, minimal SDK server ${floor.toFixed(1)} ms`;
  return [
    {
      name: 'cold start of iza memory',
      measured: median(samples.memory) / floor,
      limit: 1.6,
      unit: '× minimal',
      detail: detail('memory'),
    },
    {
      name: 'cold start of iza meta',
      measured: median(samples.meta) / floor,
      limit: 2,
      unit: '× minimal',
      detail: detail('meta'),
    },
  ];
}
