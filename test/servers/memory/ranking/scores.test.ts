import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../../servers/memory/ranking/entry.ts';
import { FEATURES, type Weights } from '../../../../servers/memory/ranking/features.ts';
import { analyse } from '../../../../servers/memory/ranking/query.ts';
import {
  createWordIndex,
  type Hit,
  type WordIndexOptions,
} from '../../../../servers/memory/ranking/word-index.ts';

const now = 0;
/** A ranker that sees nothing but what is named. */
const only = (weights: Partial<Weights>): Weights =>
  ({ ...Object.fromEntries(FEATURES.map((name) => [name, 0])), ...weights }) as Weights;

function search(entries: readonly Entry[], text: string, options: WordIndexOptions, limit = 10): Hit[] {
  const index = createWordIndex(options);
  for (const entry of entries) index.add(entry);
  return index.search(analyse(text, { now, names: index.speakers() }), { limit });
}
const scores = (hits: readonly Hit[]): [number, number][] =>
  hits.map(({ seq, score }) => [seq, Math.round(score * 1e6) / 1e6]);

describe('scores worked out by hand', () => {
  const notes = ['lemon zebra', 'zebra zebra', 'lemon', 'quartz'].map((text, seq) => ({ seq, text, at: 0 }));

  test('a word counts by its rarity, and more when it is repeated', () => {
    // Of 4 entries 2 have zebra and 1 quartz: ln(1 + 2.5/2.5) = 0.693147 and ln(1 + 3.5/1.5) = 1.203973.
    // Shares: 0.365368 and 0.634632. Twice zebra: 0.365368 × 2 × 2.2 / 3.2 = 0.502381.
    expect(scores(search(notes, 'zebra quartz', { weights: only({ words: 1 }) }))).toEqual([
      [3, 0.634632],
      [1, 0.502381],
      [0, 0.365368],
    ]);
  });

  test('rarity may come from a larger collection', () => {
    // ln(1 + 990.5/10.5) = 4.557427 for zebra, ln(1 + 900.5/100.5) = 2.298579 for lemon.
    const frequencies = { documents: 1000, of: (stem: string) => (stem === 'zebra' ? 10 : 100) };
    const hits = search(notes, 'zebra lemon', { frequencies, weights: only({ words: 1 }) });
    // Shares 0.664731 and 0.335269; twice zebra 0.664731 × 1.375.
    expect(scores(hits)).toEqual([
      [0, 1],
      [1, 0.914005],
      [2, 0.335269],
    ]);
  });

  test('turns around bring in what they have, less the further they are', () => {
    const turns = ['a zebra', 'one', 'two', 'three', 'four', 'five'].map((text, index) => ({
      seq: index,
      text,
      at: index,
      session: 1,
      index,
    }));
    expect(scores(search(turns, 'zebra', { weights: only({ nearby: 1 }) }))).toEqual([
      [1, 0.6],
      [2, 0.4],
      [3, 0.25],
      [4, 0.15],
      [0, 0],
    ]);
  });

  test('who speaks counts rather than the name', () => {
    const turns = [
      { seq: 1, text: 'Zebra, Ann!', speaker: 'Bob', at: 0 },
      { seq: 2, text: 'I like a zebra', speaker: 'Ann', at: 0 },
      { seq: 3, text: 'Ann met a zebra', at: 0 },
    ];
    const weights = only({ words: 10, speaker: 1, other: -1, mentioned: 0.25, ownLife: 0.5 });
    expect(scores(search(turns, 'zebra Ann', { weights }))).toEqual([
      [2, 11.5],
      [3, 10.25],
      [1, 9.25],
    ]);
  });

  test('an answer is told by the question before it, and says so', () => {
    const turns = [
      { seq: 1, text: 'Where is the zebra?', speaker: 'Bob', at: 0, session: 5, index: 1 },
      { seq: 2, text: 'In Lisbon.', speaker: 'Ann', at: 0, session: 5, index: 2 },
    ];
    const [hit] = search(turns, 'Where is the zebra?', {
      weights: only({ answers: 2, afterQuestion: 1, where: 4, asks: -1, words: 0.5 }),
    });
    expect(hit).toMatchObject({ seq: 2, score: 7, coverage: 0.6, exactTerms: 0 });
    expect(hit?.why).toEqual(['names a place', 'answers a question about this', 'answers a question']);
  });

  test('a hit says what it has, and what it has instead', () => {
    const hits = search([{ seq: 1, text: 'The puppy eats a zebra', at: 0 }], 'dog zebra', {});
    expect(hits[0]?.why[0]).toBe('has dog ≈ puppi, zebra');
    expect(hits[0]?.exactTerms).toBe(1);
  });
});

/** Words that the lexicon does not know and that no rule shortens. */
const WORDS = Array.from({ length: 300 }, (_, number) => `q${number}x`);
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const random = pseudoRandom(7);
const someWord = (): string => WORDS[Math.floor(random() ** 3 * WORDS.length)] ?? '';
const made = (seq: number): Entry => ({
  seq,
  text: Array.from({ length: 1 + Math.floor(random() * 12) }, someWord).join(' '),
  at: Math.floor(seq / 7),
  session: Math.floor(seq / 25),
  index: seq % 25,
});

/** BM25 without length normalisation over plain maps, as a share of the query's idf. */
function reference(entries: readonly Entry[], words: readonly string[]): Map<number, number> {
  const count = (entry: Entry, word: string): number =>
    entry.text.split(' ').filter((one) => one === word).length;
  const idf = words.map((word) => {
    const n = entries.filter((entry) => count(entry, word) > 0).length;
    return Math.log(1 + (entries.length - n + 0.5) / (n + 0.5));
  });
  const mass = idf.reduce((sum, one) => sum + one, 0);
  return new Map(
    entries.map((entry) => {
      const own = words.map((word, position) => {
        const times = count(entry, word);
        return ((idf[position] ?? 0) * times * 2.2) / (times + 1.2);
      });
      return [entry.seq, own.reduce((sum, one) => sum + one, 0) / mass];
    }),
  );
}

test('of 10,000 entries, some removed and replaced, the best are those of a plain reference', () => {
  const index = createWordIndex({ weights: only({ words: 1 }) });
  const kept = new Map<number, Entry>();
  for (let seq = 0; seq < 10_000; seq += 1) {
    const entry = made(seq);
    kept.set(seq, entry);
    index.add(entry);
  }
  for (let seq = 0; seq < 10_000; seq += 9) {
    kept.delete(seq);
    expect(index.remove(seq)).toBe(true);
  }
  for (let seq = 1; seq < 10_000; seq += 11) {
    const entry = made(seq);
    kept.set(seq, entry);
    index.add(entry);
  }
  const entries = [...kept.values()];
  expect(index.size()).toBe(entries.length);
  for (let round = 0; round < 12; round += 1) {
    const words = [...new Set([someWord(), someWord(), someWord(), WORDS[200 + round] ?? ''])];
    const expected = reference(entries, words);
    const best = entries
      .filter(({ seq }) => (expected.get(seq) ?? 0) > 0)
      .sort((a, b) => (expected.get(b.seq) ?? 0) - (expected.get(a.seq) ?? 0));
    const hits = index.search(analyse(words.join(' '), { now }), { limit: 10 });
    expect(hits).toHaveLength(Math.min(10, best.length));
    hits.forEach(({ seq, score }, position) => {
      expect(score).toBeCloseTo(expected.get(seq) ?? -1, 9);
      expect(score).toBeCloseTo(expected.get(best[position]?.seq ?? -1) ?? -1, 9);
    });
  }
});

describe('whatever the entries', () => {
  const text = fc.array(fc.constantFrom('zebra', 'lemon', 'dog', 'puppy', 'tea', 'ran', '猫', 'Lisbon?'), {
    maxLength: 5,
  });
  const entries = fc.uniqueArray(
    fc.record({
      seq: fc.nat(40),
      text: text.map((words) => words.join(' ')),
      at: fc.nat(3),
      speaker: fc.constantFrom('Ann', 'Bob', undefined),
      session: fc.option(fc.nat(2), { nil: undefined }),
      index: fc.nat(8),
    }),
    { selector: ({ seq }) => seq, maxLength: 20 },
  );
  const query = 'Did Ann run with the dog to Lisbon for 猫 and tea?';

  test('the order of adding does not matter, and what is removed was never there', () => {
    fc.assert(
      fc.property(entries, entries, fc.nat(1000), (wanted, others, shift) => {
        const extra = others.map((entry) => ({ ...entry, seq: entry.seq + 100 }));
        const plain = search(wanted, query, {}, 30);
        const index = createWordIndex();
        const mixed = [...wanted, ...extra].sort(
          (a, b) => ((a.seq * 31 + shift) % 17) - ((b.seq * 31 + shift) % 17),
        );
        for (const entry of mixed) index.add(entry);
        for (const { seq } of extra) index.remove(seq);
        expect(index.search(analyse(query, { now, names: index.speakers() }), { limit: 30 })).toEqual(plain);
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  test('hits are allowed, within the limit, and in order', () => {
    fc.assert(
      fc.property(entries, fc.nat(12), fc.nat(5), (all, limit, odd) => {
        const index = createWordIndex();
        for (const entry of all) index.add(entry);
        const allow = (seq: number): boolean => seq % 6 !== odd;
        const hits = index.search(analyse(query, { now, names: ['Ann'] }), { limit, allow });
        expect(hits.length).toBeLessThanOrEqual(limit);
        expect(hits.every(({ seq }) => allow(seq))).toBe(true);
        expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => b - a));
        for (const { confidence, coverage } of hits) {
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(Math.max(confidence, coverage)).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 6, numRuns: 150 },
    );
  });
});
