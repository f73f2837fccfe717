import type { RecalledItem } from '../answers.ts';
import type { Asking } from '../ask.ts';
import { type Document, wordOf } from '../documents.ts';
import { findByOwnWords, recallAll } from '../own-words.ts';
import { count } from '../shorten.ts';
import type { Acknowledged } from './remember.ts';

export interface Proven {
  /** Acknowledged memories that were found exactly once, under the id that was acknowledged. */
  found: number;
  /** Memories there are in all. */
  kept: number;
}

/** Asks for every acknowledged memory by its own words, and then for all there is: nothing lost, nothing doubled. */
export async function prove(
  { step, session }: Asking,
  acknowledged: readonly Acknowledged[],
  documents: readonly Document[],
): Promise<Proven> {
  const began = performance.now();
  const lost: string[] = [];
  for (const { fact, id } of acknowledged) {
    const found = await findByOwnWords(session, fact.text);
    if (found.length !== 1 || found[0]?.id !== id) lost.push(`${id} (found ${found.length} times)`);
  }
  const found = acknowledged.length - lost.length;
  const each = Math.round((performance.now() - began) / Math.max(1, acknowledged.length));
  step.note(
    `Asked recall for each of ${count(acknowledged.length, 'memory', 'memories')} by its own words, ${each} ms each.`,
  );
  step.check(
    'every acknowledged memory is there exactly once',
    lost.length === 0,
    lost.length === 0 ? `${found} of ${acknowledged.length}` : `not so: ${lost.join(', ')}`,
  );

  const all = await recallAll(session, [...new Set(documents.map(wordOf))].join(' '));
  const texts = new Set(all.map(({ text }) => text));
  step.check(
    'nothing is there twice, and nothing that was not asked for',
    all.length === acknowledged.length && texts.size === all.length,
    `${all.length} in all, ${texts.size} different`,
  );
  const unsourced = acknowledged.filter(({ fact, id }) => {
    const source = all.find((item) => item.id === id)?.sources[0];
    return source?.uri !== fact.document.uri || source.quote !== fact.quote;
  });
  step.check(
    'each names the file and the words it comes from',
    unsourced.length === 0,
    example(all, acknowledged) ?? 'none',
  );
  return { found, kept: all.length };
}

function example(all: readonly RecalledItem[], [first]: readonly Acknowledged[]): string | undefined {
  return all.find(({ id }) => id === first?.id)?.sources[0]?.uri;
}
