import type { Asking } from '../ask.ts';
import type { Batch } from '../facts.ts';
import { stillRunning } from '../processes.ts';
import type { Step } from '../record.ts';
import type { Session } from '../session.ts';
import { count } from '../shorten.ts';
import { type Acknowledged, remember } from './remember.ts';

/** Batches that are under way at once when the server is killed. */
const IN_FLIGHT = 4;
const LEAVE_MS = 5_000;

export interface Killed {
  acknowledged: Acknowledged[];
  /** Batches that were sent and never answered: nobody knows whether they were stored. */
  unanswered: Batch[];
  /** Batches that were not sent yet. */
  rest: Batch[];
}

/**
 * Remembers half of the batches one by one, then several at once, and kills the server as soon as the first of
 * these is answered. The last of them is sent in that very moment, so that there is always one without an answer.
 */
export async function rememberAndKill(asking: Asking, batches: readonly Batch[]): Promise<Killed> {
  const { step, session } = asking;
  const half = Math.max(1, Math.floor(batches.length / 2));
  const acknowledged: Acknowledged[] = [];
  for (const batch of batches.slice(0, half)) acknowledged.push(...(await remember(asking, batch)));
  const before = acknowledged.length;

  const sent = batches.slice(half, half + IN_FLIGHT);
  const early = sent.slice(0, -1).map((batch) => remember(asking, batch));
  // Whatever else is wrong with an early one shows when they are settled.
  if (early.length > 0) await Promise.race(early).catch(() => {});
  const late = sent.slice(-1).map((batch) => remember(asking, batch));
  const killed = session.kill();
  step.note(`SIGKILL to process ${session.pid}, amid ${count(sent.length, 'call')} that were sent together.`);
  const settled = await Promise.allSettled([...early, ...late]);
  await killed;

  const unanswered: Batch[] = [];
  for (const [index, batch] of sent.entries()) {
    const outcome = settled[index];
    if (outcome?.status === 'fulfilled') acknowledged.push(...outcome.value);
    else unanswered.push(batch);
  }
  for (const { facts, document, key } of unanswered) {
    step.note(`Never answered: ${count(facts.length, 'fact')} from ${document.name}, ${key}.`);
  }
  step.check('memories were acknowledged before the kill', before > 0, count(before, 'memory', 'memories'));
  step.check(
    'killed while remember was under way',
    unanswered.length > 0,
    `${count(unanswered.length, 'call')} without an answer`,
  );
  return { acknowledged, unanswered, rest: batches.slice(half + IN_FLIGHT) };
}

/** The servers behind the door lose their master, and have to notice by themselves. */
export async function checkOrphans(step: Step, { pid }: Session, pids: readonly number[]): Promise<void> {
  const left = await stillRunning([pid, ...pids], LEAVE_MS);
  step.check(
    'the servers behind it left by themselves',
    left.length === 0,
    left.length === 0
      ? `${count(pids.length, 'process', 'processes')} gone`
      : `still there: ${left.join(', ')}`,
  );
}
