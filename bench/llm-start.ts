import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bundlePeer } from './bundle.ts';
import { type Claim, cpuMs, median } from './figures.ts';
import { openSession, startPeer } from './stdio-peer.ts';

const RUNS = 30;
const run = promisify(execFile);

/** What the LLM core costs those who do not use it: a start of their process, and the answer that there is no model. */
export async function llmStart(): Promise<Claim[]> {
  const [without, withCore, refusing] = await Promise.all(
    ['minimal-server', 'minimal-server-with-llm', 'llm-without-access'].map(bundlePeer),
  );
  const start = async (file = ''): Promise<number> => {
    const peer = startPeer([file]);
    await openSession(peer);
    const used = cpuMs(peer.child.pid ?? 0);
    await peer.close();
    return used;
  };
  const samples = { without: [] as number[], withCore: [] as number[], refused: [] as number[] };
  for (let i = 0; i <= RUNS; i += 1) {
    const round = { without: await start(without), withCore: await start(withCore) };
    const { stdout } = await run(process.execPath, [refusing ?? '']);
    if (i === 0) continue;
    samples.without.push(round.without);
    samples.withCore.push(round.withCore);
    samples.refused.push(Number(stdout));
  }
  const [alone, loaded] = [median(samples.without), median(samples.withCore)];
  return [
    {
      name: 'the LLM core in a server that does not use it',
      measured: loaded - alone,
      limit: 5,
      unit: 'ms CPU more at the start',
      detail: `CPU to the first tools/list, median of ${RUNS}: with it ${loaded.toFixed(1)} ms, without ${alone.toFixed(1)} ms`,
    },
    {
      name: 'a call without any key',
      measured: median(samples.refused),
      limit: 50,
      unit: 'ms until it is refused',
      detail: `first call of a fresh process, median of ${RUNS}`,
    },
  ];
}
