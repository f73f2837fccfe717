import { createHash } from 'node:crypto';
import { contentStems } from '../../../servers/memory/ranking/query.ts';

/** Words that mean the same to the model, the first standing for all. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['cat', 'moggy'],
  ['sport', 'taekwondo'],
  ['guitar', 'ukulele'],
];
const STANDS_FOR = new Map(
  SYNONYMS.flatMap(([first = '', ...others]) =>
    [first, ...others].map((word) => [contentStems(word)[0] ?? word, contentStems(first)[0] ?? first]),
  ),
);

/**
 * The model: each stem of a text counts in a dimension of its own, which a hash draws. The cosine of two texts can be
 * worked out by hand: what they share over the root of the product of their lengths.
 */
export function vectorOf(text: string, dimensions: number): number[] {
  const stems = contentStems(text).map((stem) => STANDS_FOR.get(stem) ?? stem);
  const vector = new Array<number>(dimensions).fill(0);
  for (const stem of stems.length > 0 ? stems : [text]) {
    const at = createHash('sha256').update(stem).digest().readUInt32BE() % dimensions;
    vector[at] = (vector[at] ?? 0) + 1;
  }
  return vector;
}
