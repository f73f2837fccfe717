import { Recalled } from '../answers.ts';
import { type Asking, ask } from '../ask.ts';
import { SCOPE } from '../memory-scope.ts';
import type { Question } from '../questions.ts';
import type { Acknowledged } from './remember.ts';

/** Asks questions whose answers are known, and shows the best of what comes back. */
export async function recallByQuestions(
  asking: Asking,
  questions: readonly Question[],
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  for (const { text, fact } of questions) {
    const wanted = acknowledged.find((memory) => memory.fact === fact)?.id;
    const { items } = await ask(asking, 'recall', { query: text, scopes: [SCOPE], limit: 3 }, Recalled, {
      asked: `recall ${JSON.stringify(text)}`,
      answered: ({ items: [best], matched }) =>
        best
          ? `${matched}, ${best.age}, from ${best.sources[0]?.title ?? 'an unknown source'}, for it ${best.why.join('; ')}: ${best.text}`
          : 'nothing',
    });
    const rank = items.findIndex(({ id }) => id === wanted) + 1;
    asking.step.check(
      `the best answer is the sentence that was asked for, in ${fact.document.name}`,
      wanted !== undefined && rank === 1,
      rank === 0 ? 'not among the best three' : `number ${rank}`,
    );
  }
}
