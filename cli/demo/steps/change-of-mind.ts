import type { Clock } from '../../../shared/clock.ts';
import { Decided, Preferred, Recalled } from '../answers.ts';
import { type Asking, ask } from '../ask.ts';
import { CHANGES_SCOPE } from '../memory-scope.ts';

const DAY = 24 * 60 * 60_000;
const KEY = 'demo.drink';
const TITLE = 'Where the notes are kept';
const REASON = 'everyone can read it without an account';

/** Says one thing, later another, and asks what held in between: nothing that was believed is lost. */
export async function changeOfMind(asking: Asking, clock: Clock): Promise<void> {
  const day = (ago: number): string => new Date(clock.now() - ago * DAY).toISOString().slice(0, 10);
  const [longAgo, lastMonth, lastWeek] = [day(90), day(30), day(7)];
  const { step } = asking;
  const scope = CHANGES_SCOPE;

  for (const [value, since] of [
    ['tea', longAgo],
    ['coffee', lastWeek],
  ] as const) {
    await ask(asking, 'set_preference', { key: KEY, value, valid_from: since, scope }, Preferred, {
      answered: ({ status, replaced = [] }) =>
        [status, ...replaced.map((old) => `was ${JSON.stringify(old.value)}`)].join(', '),
    });
  }
  for (const [choice, rationale, decided] of [
    ['a wiki', REASON, longAgo],
    ['the repository', 'changes can be reviewed', lastWeek],
  ] as const) {
    const decision = { title: TITLE, choice, rationale, decided_at: decided, scope };
    await ask(asking, 'record_decision', decision, Decided, { answered: ({ status }) => status });
  }

  const askedAt = async (query: string, asOf?: string) => {
    const args = { query, scopes: [scope], limit: 5, ...(asOf !== undefined && { as_of: asOf }) };
    const { items } = await ask(asking, 'recall', args, Recalled, {
      answered: ({ items: [best] }) => best?.text ?? 'nothing',
    });
    return items.map(({ text }) => text);
  };
  const [drinkNow, drinkThen] = [await askedAt('demo drink'), await askedAt('demo drink', lastMonth)];
  step.check(
    'a preference that changed is recalled as it is, and as it was last month',
    drinkNow.length === 1 &&
      drinkThen.length === 1 &&
      /coffee/.test(drinkNow[0] ?? '') &&
      /tea/.test(drinkThen[0] ?? ''),
    `now ${JSON.stringify(drinkNow[0])}, on ${lastMonth} ${JSON.stringify(drinkThen[0])}`,
  );
  const decidedThen = await askedAt('where are notes kept, and why?', lastMonth);
  step.check(
    'a decision is recalled with its reason, as of last month',
    decidedThen.length === 1 &&
      decidedThen[0]?.includes('a wiki') === true &&
      decidedThen[0].includes(REASON),
    JSON.stringify(decidedThen[0] ?? 'nothing'),
  );
}
