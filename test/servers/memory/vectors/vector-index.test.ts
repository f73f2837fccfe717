import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VectorHit } from '../../../../servers/memory/vectors/top-hits.ts';
import { createVectorIndex, type VectorIndex } from '../../../../servers/memory/vectors/vector-index.ts';
import { clusters } from './clusters.ts';

const seqs = (hits: readonly VectorHit[]) => hits.map(({ seq }) => seq);

/** Every cosine, in doubles, without the index. */
function exhaustive(vectors: readonly Float32Array[], query: Float32Array, limit: number): number[] {
  const cosine = (a: Float32Array, b: Float32Array) => {
    let [dot, aa, bb] = [0, 0, 0];
    for (let i = 0; i < a.length; i += 1) {
      const [x, y] = [a[i] as number, b[i] as number];
      dot += x * y;
      aa += x * x;
      bb += y * y;
    }
    return dot / Math.sqrt(aa * bb);
  };
  return vectors
    .map((vector, seq) => ({ seq, score: cosine(vector, query) }))
    .sort((a, b) => b.score - a.score || a.seq - b.seq)
    .slice(0, limit)
    .map(({ seq }) => seq);
}

function filled(vectors: readonly Float32Array[]): VectorIndex {
  const index = createVectorIndex(vectors[0]?.length ?? 0);
  for (const [seq, vector] of vectors.entries()) index.upsert(seq, vector);
  return index;
}

describe('an index of few vectors', () => {
  const index = createVectorIndex(2);
  index.upsert(7, Float32Array.of(10, 0));
  index.upsert(3, Float32Array.of(0.3, 0.4));
  index.upsert(5, Float32Array.of(0, -2));
  index.upsert(9, Float32Array.of(3, 4));

  test('gives cosines, best first and equals by seq', () => {
    const hits = index.search(Float32Array.of(5, 0), { limit: 10 });
    expect(seqs(hits)).toEqual([7, 3, 9, 5]);
    expect(hits.map(({ score }) => Number(score.toFixed(6)))).toEqual([1, 0.6, 0.6, 0]);
  });

  test('keeps to the limit and to what is allowed', () => {
    const query = Float32Array.of(1, 0);
    expect(seqs(index.search(query, { limit: 2 }))).toEqual([7, 3]);
    expect(seqs(index.search(query, { limit: 2, allow: (seq) => seq > 3 }))).toEqual([7, 9]);
    expect(index.search(query, { limit: 0 })).toEqual([]);
    expect(createVectorIndex(2).search(query, { limit: 5 })).toEqual([]);
  });

  test('replaces a vector', () => {
    const again = createVectorIndex(2);
    again.upsert(1, Float32Array.of(1, 0));
    again.upsert(1, Float32Array.of(0, 1));
    expect(again.size).toBe(1);
    expect(again.search(Float32Array.of(0, 1), { limit: 1 })).toEqual([{ seq: 1, score: 1 }]);
  });
});

describe('what cannot be compared', () => {
  test.each([
    ['another size', Float32Array.of(1, 2), 'The vector has 2 numbers where 3 are expected.'],
    ['NaN', Float32Array.of(1, Number.NaN, 0), 'The vector holds what is no finite number.'],
    [
      'an infinity',
      Float32Array.of(1, Number.NEGATIVE_INFINITY, 0),
      'The vector holds what is no finite number.',
    ],
    ['zeros', new Float32Array(3), 'The vector is all zeros.'],
  ])('%s is refused, stored or asked, and changes nothing', (_, vector, message) => {
    const index = createVectorIndex(3);
    index.upsert(1, Float32Array.of(0, 0, 1));
    const refused = expect.objectContaining({ code: 'INVALID_INPUT', message });
    expect(() => index.upsert(1, vector)).toThrow(refused);
    expect(() => index.upsert(2, vector)).toThrow(refused);
    expect(() => index.search(vector, { limit: 1 })).toThrow(refused);
    expect(index.size).toBe(1);
    expect(index.search(Float32Array.of(0, 0, 1), { limit: 9 })).toEqual([{ seq: 1, score: 1 }]);
  });

  test('the largest and the smallest floats keep their direction', () => {
    const index = createVectorIndex(2);
    index.upsert(1, Float32Array.of(3e38, 3e38));
    index.upsert(2, Float32Array.of(1e-45, 0));
    const hits = index.search(Float32Array.of(1, 0), { limit: 2 });
    expect(hits.map(({ seq, score }) => [seq, score.toFixed(4)])).toEqual([
      [2, '1.0000'],
      [1, '0.7071'],
    ]);
  });

  test('a limit that is none, and a size that is none', () => {
    const index = createVectorIndex(2);
    expect(() => index.search(Float32Array.of(1, 0), { limit: 1.5 })).toThrow(/whole number/);
    expect(() => createVectorIndex(0)).toThrow(RangeError);
  });
});

describe('an index of many vectors', () => {
  const { vectors, queries } = clusters({ dimensions: 384, count: 12_000, queries: 40, seed: 1 });
  const index = filled(vectors);

  test('recall@20 by signs and rescoring is at least .99 of an exhaustive search', () => {
    let found = 0;
    for (const query of queries) {
      const wanted = new Set(exhaustive(vectors, query, 20));
      found += index.search(query, { limit: 20 }).filter(({ seq }) => wanted.has(seq)).length;
    }
    expect(found / (20 * queries.length)).toBeGreaterThanOrEqual(0.99);
  });

  test('recall@20 where all vectors lean to one side, as those of language models do', () => {
    const leaning = clusters({ dimensions: 256, count: 8_000, queries: 20, seed: 2, lean: 0.7 });
    const other = filled(leaning.vectors);
    let found = 0;
    for (const query of leaning.queries) {
      const wanted = new Set(exhaustive(leaning.vectors, query, 20));
      found += other.search(query, { limit: 20 }).filter(({ seq }) => wanted.has(seq)).length;
    }
    expect(found / (20 * leaning.queries.length)).toBeGreaterThanOrEqual(0.99);
  });

  test('finds the few that are allowed, however far they are', () => {
    const query = queries[0] as Float32Array;
    const allowed = new Set([11, 4_711, 11_999]);
    const hits = index.search(query, { limit: 20, allow: (seq) => allowed.has(seq) });
    const wanted = exhaustive(vectors, query, vectors.length).filter((seq) => allowed.has(seq));
    expect(seqs(hits)).toEqual(wanted);
    expect(index.search(query, { limit: 20, allow: () => false })).toEqual([]);
  });

  test('a thousand equal vectors come by seq, whatever way they went in', () => {
    const twin = queries[1] as Float32Array;
    const forwards = filled(vectors);
    const backwards = filled(vectors);
    for (let i = 0; i < 1_000; i += 1) {
      forwards.upsert(20_000 + i, twin);
      backwards.upsert(20_999 - i, twin);
    }
    const first = Array.from({ length: 30 }, (_, i) => 20_000 + i);
    expect(seqs(forwards.search(twin, { limit: 30 }))).toEqual(first);
    expect(seqs(backwards.search(twin, { limit: 30 }))).toEqual(first);
  });

  test('what was removed is as if it had never been there', () => {
    const kept = createVectorIndex(384);
    const churned = filled(vectors);
    for (const [seq, vector] of vectors.entries()) {
      if (seq % 3 === 0) churned.remove(seq);
      else kept.upsert(seq, vector);
    }
    churned.remove(99_999);
    expect(churned.size).toBe(8_000);
    expect([churned.has(3), churned.has(4)]).toEqual([false, true]);
    for (const query of queries) {
      expect(churned.search(query, { limit: 20 })).toEqual(kept.search(query, { limit: 20 }));
    }
  });

  test('grows and shrinks over the edges of its blocks', () => {
    const edge = filled(vectors.slice(0, 4_097));
    for (let seq = 4_096; seq >= 1; seq -= 1) edge.remove(seq);
    expect(edge.size).toBe(1);
    expect(seqs(edge.search(vectors[0] as Float32Array, { limit: 5 }))).toEqual([0]);
    edge.remove(0);
    expect(edge.search(vectors[0] as Float32Array, { limit: 5 })).toEqual([]);
    edge.upsert(8, vectors[8] as Float32Array);
    expect(seqs(edge.search(vectors[8] as Float32Array, { limit: 5 }))).toEqual([8]);
  });
});

test('any history of changes leaves what a map of vectors would hold', () => {
  const vector = fc
    .array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 })
    .filter((values) => values.some((value) => value !== 0))
    .map((values) => Float32Array.from(values));
  const step = fc.record({ seq: fc.nat({ max: 9 }), vector: fc.option(vector, { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), vector, fc.nat({ max: 12 }), (steps, query, limit) => {
      const index = createVectorIndex(3);
      const model = new Map<number, Float32Array>();
      for (const one of steps) {
        if (one.vector) {
          index.upsert(one.seq, one.vector);
          model.set(one.seq, one.vector);
        } else {
          index.remove(one.seq);
          model.delete(one.seq);
        }
      }
      const odd = (seq: number) => seq % 2 === 1;
      const fresh = createVectorIndex(3);
      for (const [seq, value] of [...model].reverse()) fresh.upsert(seq, value);
      expect(index.size).toBe(model.size);
      expect(index.search(query, { limit })).toEqual(fresh.search(query, { limit }));
      const found = index.search(query, { limit: 12, allow: odd });
      expect(seqs(found).sort()).toEqual([...model.keys()].filter(odd).sort());
    }),
  );
});
