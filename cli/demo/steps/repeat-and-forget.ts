import { Forgotten, Remembered } from '../answers.ts';
import { type Asking, ask } from '../ask.ts';
import { SCOPE } from '../memory-scope.ts';
import { findByOwnWords } from '../own-words.ts';
import { shorten } from '../shorten.ts';
import type { Acknowledged } from './remember.ts';

const SHOWN = 60;

/** Tells a memory a second time, and then forgets it. Returns how many memories are gone. */
export async function repeatAndForget(asking: Asking, { fact, id }: Acknowledged): Promise<number> {
  const { step, session } = asking;
  const { stored } = await ask(
    asking,
    'remember',
    { items: [{ text: fact.text, kind: 'fact' }], scope: SCOPE, idempotency_key: 'demo-second-time' },
    Remembered,
    {
      asked: `remember ${JSON.stringify(shorten(fact.text, SHOWN))} a second time, with a new key`,
      answered: (value) => value.stored.map((memory) => `${memory.status}, ${memory.id}`).join(', '),
    },
  );
  const [again] = stored;
  step.check(
    'what is known already is not stored twice',
    again?.status === 'duplicate' && again.id === id,
    again ? `${again.status} of ${again.id}` : 'no answer',
  );

  const { forgotten } = await ask(asking, 'forget', { ids: [id], mode: 'retract' }, Forgotten, {
    answered: (value) => `retracted: ${value.forgotten.join(', ') || 'nothing'}`,
  });
  const left = await findByOwnWords(session, fact.text);
  step.check(
    'what was forgotten is no longer recalled',
    forgotten.length === 1 && left.length === 0,
    left.length === 0 ? 'its own words no longer find it' : `found ${left.length} times`,
  );
  return forgotten.length;
}
