import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlePeer } from './bundle.ts';
import { type Claim, median, quantile } from './figures.ts';
import { openSession, type StdioPeer, startPeer } from './stdio-peer.ts';

const CALLS = 3_000;
const BATCH = 100;
const IZA = join(import.meta.dirname, '../dist/iza.js');

interface Contender {
  peer: StdioPeer;
  params: object;
  ms: number[];
}

/** What a call costs more when it goes through the gateway: to a server inside it, and to one behind it. */
export async function callOverhead(): Promise<Claim[]> {
  const minimal = await bundlePeer('minimal-server');
  const home = await mkdtemp(join(tmpdir(), 'iza-bench-'));
  const settings = { mcpServers: { minimal: { command: process.execPath, args: [minimal], prefix: '' } } };
  await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
  const recall = { name: 'recall', arguments: { query: 'nothing is remembered here' } };
  const echo = { name: 'echo', arguments: { text: 'x'.repeat(64) } };

  const gateway = startPeer([IZA, 'meta'], { IZA_HOME: home });
  const memory = startPeer([IZA, 'memory'], { IZA_HOME: home });
  const direct = startPeer([minimal]);
  for (const peer of [gateway, memory, direct]) await openSession(peer);

  const inside = await pair(
    { peer: memory, params: recall, ms: [] },
    { peer: gateway, params: recall, ms: [] },
  );
  const behind = await pair({ peer: direct, params: echo, ms: [] }, { peer: gateway, params: echo, ms: [] });
  for (const peer of [gateway, memory, direct]) await peer.close();
  await rm(home, { recursive: true, force: true });
  return [
    claim('a call through meta to a server inside it', 0.3, inside),
    claim('a call through meta to a server over stdio', 0.5, behind),
  ];
}

/** Calls both in turn, a batch at a time; the first two batches warm up and do not count. */
async function pair(one: Contender, other: Contender): Promise<[Contender, Contender]> {
  for (let done = -2 * BATCH; done < CALLS; done += BATCH) {
    for (const { peer, params, ms } of [one, other]) {
      for (let i = 0; i < BATCH; i += 1) {
        const start = performance.now();
        const { error, result } = await peer.request('tools/call', params);
        const took = performance.now() - start;
        if (error || result?.isError) throw new Error(`the call failed: ${JSON.stringify(error ?? result)}`);
        if (done >= 0) ms.push(took);
      }
    }
  }
  return [one, other];
}

function claim(name: string, limit: number, [direct, through]: [Contender, Contender]): Claim {
  const of = ({ ms }: Contender): string =>
    `p50 ${median(ms).toFixed(3)}, p99 ${quantile(ms, 0.99).toFixed(3)} ms`;
  return {
    name,
    measured: median(through.ms) - median(direct.ms),
    limit,
    unit: 'ms more at p50',
    detail: `${CALLS} calls each, in turn: direct ${of(direct)}; through meta ${of(through)}`,
  };
}
