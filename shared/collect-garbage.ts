import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** https://nodejs.org/docs/latest-v24.x/api/cli.html#--expose-gc */
type Collect = (options: { type: 'major'; execution: 'async'; flavor: 'last-resort' }) => Promise<void>;

/**
 * Gives back to the system what a large piece of work has left behind: V8 by itself keeps the pages of its heap for
 * the next such piece, which may never come. Takes about a tenth of a second for a heap of 200 MB.
 */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  setFlagsFromString('--no-expose-gc');
  await collect({ type: 'major', execution: 'async', flavor: 'last-resort' });
}
