import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../../servers/memory/ranking/entry.ts';
import { analyse } from '../../../../servers/memory/ranking/query.ts';
import { createWordIndex } from '../../../../servers/memory/ranking/word-index.ts';

const now = Date.UTC(2026, 0, 1);
const entry = (seq: number, text: string, more: Partial<Entry> = {}): Entry => ({
  seq,
  text,
  at: 0,
  ...more,
});
const found = (index: ReturnType<typeof createWordIndex>, query: string, limit = 10): number[] =>
  index.search(analyse(query, { now, names: index.speakers() }), { limit }).map(({ seq }) => seq);

describe('what is in the index', () => {
  test('an entry is found by other forms of its words, and no longer once it is removed', () => {
    const index = createWordIndex();
    index.add(entry(7, 'We adopted two cats'));
    expect(found(index, 'Who adopts a cat?')).toEqual([7]);
    expect([index.has(7), index.size()]).toEqual([true, 1]);
    expect([index.remove(7), index.remove(7)]).toEqual([true, false]);
    expect(found(index, 'Who adopts a cat?')).toEqual([]);
    expect([index.has(7), index.size()]).toEqual([false, 0]);
  });

  test('an entry added again is replaced', () => {
    const index = createWordIndex();
    index.add(entry(1, 'The old address is Elm Street'));
    index.add(entry(1, 'The new address is Oak Street'));
    expect(index.size()).toBe(1);
    expect(found(index, 'elm')).toEqual([]);
    expect(found(index, 'oak')).toEqual([1]);
  });

  test('a query without words finds nothing', () => {
    const index = createWordIndex();
    index.add(entry(1, 'Anything at all'));
    for (const query of ['', '   ', '?!', 'what is it']) expect(found(index, query)).toEqual([]);
  });

  test('equal scores come latest first, then by the higher seq', () => {
    const index = createWordIndex();
    for (const [seq, at] of [
      [1, 50],
      [2, 70],
      [3, 50],
    ] as const) {
      index.add(entry(seq, 'tea at four', { at }));
    }
    expect(found(index, 'tea')).toEqual([2, 3, 1]);
    expect(found(index, 'tea', 2)).toEqual([2, 3]);
  });
});

describe('options of a search', () => {
  test('only what is allowed is found, whatever scores better', () => {
    const index = createWordIndex();
    for (let seq = 1; seq <= 500; seq += 1) index.add(entry(seq, seq === 250 ? 'tea' : 'tea tea tea tea'));
    const hits = index.search(analyse('tea', { now }), { limit: 10, allow: (seq) => seq === 250 });
    expect(hits.map(({ seq }) => seq)).toEqual([250]);
  });

  test('what was found otherwise is a candidate, and a prior is added to its score', () => {
    const index = createWordIndex();
    index.add(entry(1, 'green tea'));
    index.add(entry(2, 'hot chocolate'));
    const query = analyse('tea', { now });
    const [first] = index.search(query, { limit: 5 });
    const hits = index.search(query, { limit: 5, also: [2, 99], prior: (seq) => (seq === 2 ? 100 : 1) });
    expect(hits.map(({ seq }) => seq)).toEqual([2, 1]);
    expect(hits[1]?.score).toBeCloseTo((first?.score ?? 0) + 1, 12);
  });

  test('those near the top are scored anew, and equal scores then come by the higher seq', () => {
    const index = createWordIndex();
    for (const seq of [1, 2, 3, 4]) index.add(entry(seq, 'tea', { at: 10 - seq }));
    const asked: (readonly number[])[] = [];
    const hits = index.search(analyse('tea', { now }), {
      limit: 2,
      again: {
        among: 3,
        by(seqs) {
          asked.push(seqs);
          return (seq) => (seq === 1 ? 5 : 7);
        },
      },
    });
    // The fourth is the oldest, and not among the three.
    expect(asked).toEqual([[1, 2, 3]]);
    expect(hits.map(({ seq, score }) => [seq, score])).toEqual([
      [3, 7],
      [2, 7],
    ]);
  });
});
