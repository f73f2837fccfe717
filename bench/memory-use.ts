import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Claim, median, rssMb } from './figures.ts';
import { openSession, startPeer } from './stdio-peer.ts';

const RUNS = 10;
const IZA = join(import.meta.dirname, '../dist/iza.js');

/** Memory of the gateway with all of Iza's servers inside, beside that of one server alone; both after a first call. */
export async function memoryUse(): Promise<Claim[]> {
  const home = await mkdtemp(join(tmpdir(), 'iza-bench-'));
  const samples = { memory: [] as number[], meta: [] as number[] };
  for (let i = 0; i < RUNS; i += 1) {
    for (const name of ['memory', 'meta'] as const) {
      const peer = startPeer([IZA, name], { IZA_HOME: home });
      await openSession(peer);
      await peer.request('tools/call', { name: 'recall', arguments: { query: 'anything' } });
      samples[name].push(rssMb(peer.child.pid ?? 0));
      await peer.close();
    }
  }
  await rm(home, { recursive: true, force: true });
  const [alone, all] = [median(samples.memory), median(samples.meta)];
  return [
    {
      name: 'memory of meta with every first-party server',
      measured: all / alone,
      limit: 1.6,
      unit: '× one server alone',
      detail: `RSS after a first call, median of ${RUNS}: iza meta ${all.toFixed(1)} MB, iza memory ${alone.toFixed(1)} MB`,
    },
  ];
}
