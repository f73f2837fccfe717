import type { Asking } from '../ask.ts';
import type { Batch } from '../facts.ts';
import { findByOwnWords } from '../own-words.ts';
import { count } from '../shorten.ts';
import type { Killed } from './kill.ts';
import { type Acknowledged, remember } from './remember.ts';

/** Repeats with the same keys what was not answered, then remembers the rest. Returns all that was acknowledged. */
export async function recover(asking: Asking, killed: Killed): Promise<Acknowledged[]> {
  const { step } = asking;
  const acknowledged = [...killed.acknowledged];
  const torn: string[] = [];
  for (const batch of killed.unanswered) {
    const there = await countStored(asking, batch);
    const all = batch.facts.length;
    if (there !== 0 && there !== all) torn.push(batch.key);
    step.note(
      there === 0
        ? `${batch.key} had not been stored when the server died.`
        : `${batch.key} had been stored; only its answer was lost.`,
    );
    acknowledged.push(...(await remember(asking, batch)));
  }
  step.check(
    'each unanswered batch was there whole, or not at all',
    torn.length === 0,
    torn.length === 0 ? count(killed.unanswered.length, 'batch', 'batches') : `in part: ${torn.join(', ')}`,
  );
  for (const batch of killed.rest) acknowledged.push(...(await remember(asking, batch)));
  const expected = [...killed.unanswered, ...killed.rest].reduce((sum, { facts }) => sum + facts.length, 0);
  const got = acknowledged.length - killed.acknowledged.length;
  step.check(
    'the repeated and the remaining calls were acknowledged',
    got === expected,
    `${got} of ${expected}`,
  );
  return acknowledged;
}

async function countStored({ session }: Asking, { facts }: Batch): Promise<number> {
  let there = 0;
  for (const { text } of facts) {
    if ((await findByOwnWords(session, text)).length > 0) there += 1;
  }
  return there;
}
