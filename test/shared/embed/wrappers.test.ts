import { describe, expect, test } from 'vitest';
import { inBatches } from '../../../shared/embed/batches.ts';
import { cacheKey, createMemoryCache, layeredCache } from '../../../shared/embed/cache.ts';
import { cached } from '../../../shared/embed/cached.ts';
import { checked } from '../../../shared/embed/checked.ts';
import type { Embedder, EmbeddingKind } from '../../../shared/embed/embedder.ts';
import { fingerprintOf } from '../../../shared/embed/fingerprint.ts';
import { noEmbedder } from '../../../shared/embed/none.ts';
import { normalised } from '../../../shared/embed/vector.ts';
import { LlmError } from '../../../shared/llm/errors.ts';
import { decisive, failure } from '../llm/expect-llm-error.ts';

interface Recorded extends Embedder {
  calls: { texts: readonly string[]; kind: EmbeddingKind }[];
}

/** An embedder that gives what it is told, and keeps what it was asked. */
function scripted(vectorOf: (text: string) => readonly number[], fields: Partial<Embedder> = {}): Recorded {
  const calls: Recorded['calls'] = [];
  return {
    id: 'scripted',
    fingerprint: 'scripted#1',
    ...fields,
    calls,
    async embed(texts, kind) {
      calls.push({ texts, kind });
      return texts.map((text) => Float32Array.from(vectorOf(text)));
    },
  };
}

const sizes = (text: string) => [text.length, 1];

describe('checked', () => {
  test('vectors come at length 1', async () => {
    const [vector] = await checked(scripted(() => [3, 4])).embed(['x'], 'query');
    expect(vector).toEqual(Float32Array.from([0.6, 0.8]));
  });

  test('lengths that overflow or vanish in 32 bits are right all the same', () => {
    expect(normalised(Float32Array.from([3e38, 0]))).toEqual(Float32Array.from([1, 0]));
    expect(normalised(Float32Array.from([0, -1e-40]))).toEqual(Float32Array.from([0, -1]));
  });

  test.each<[string, readonly number[], string]>([
    ['NaN', [1, Number.NaN], 'The vector of scripted for text 2 of 2 holds what is no finite number.'],
    [
      'infinity',
      [1, Number.POSITIVE_INFINITY],
      'The vector of scripted for text 2 of 2 holds what is no finite number.',
    ],
    [
      'a number too large for 32 bits',
      [1e39, 1],
      'The vector of scripted for text 2 of 2 holds what is no finite number.',
    ],
    ['zeros', [0, 0], 'The vector of scripted for text 2 of 2 is all zeros.'],
    ['another size', [1, 2, 3], 'scripted gave a vector of 3 numbers where 2 were expected.'],
    ['nothing', [], 'scripted gave a vector of 0 numbers where 2 were expected.'],
  ])('%s does not get through', async (_, vector, message) => {
    const embedder = checked(scripted((text) => (text === 'bad' ? vector : [1, 1])));
    const error = await failure(embedder.embed(['good', 'bad'], 'document'));
    expect(decisive(error)).toEqual({ code: 'BAD_ANSWER', retryable: false });
    expect(error.message).toBe(message);
  });

  test('the size that was set, or was there first, holds', async () => {
    const set = await failure(checked(scripted(() => [1, 2], { dimensions: 3 })).embed(['x'], 'query'));
    expect(set.message).toBe('scripted gave a vector of 2 numbers where 3 were expected.');
    const embedder = checked(scripted((text) => Array(text.length).fill(1)));
    await embedder.embed(['ab'], 'query');
    expect((await failure(embedder.embed(['abc'], 'query'))).code).toBe('BAD_ANSWER');
  });

  test('another number of vectors than texts', async () => {
    const embedder = checked({ ...scripted(sizes), embed: async () => [Float32Array.from([1])] });
    expect((await failure(embedder.embed(['a', 'b'], 'query'))).message).toBe(
      'scripted gave 1 vectors for 2 texts.',
    );
  });

  test('empty texts are not sent; nor is nothing', async () => {
    const embedder = scripted(sizes);
    const error = await failure(checked(embedder).embed(['a', ' \n'], 'query'));
    expect(decisive(error)).toEqual({ code: 'BAD_REQUEST', retryable: false });
    expect(error.message).toBe('Text 2 of 2 is empty: it has no meaning to embed.');
    expect(await checked(embedder).embed([], 'query')).toEqual([]);
    expect(embedder.calls).toEqual([]);
  });

  test('half a character is mended before it is sent', async () => {
    const embedder = scripted(sizes);
    await checked(embedder).embed(['a\uD800'], 'query');
    expect(embedder.calls).toEqual([{ texts: ['a\uFFFD'], kind: 'query' }]);
  });
});

describe('batches', () => {
  test('by count and by bytes, a large text alone', () => {
    const texts = ['aa', 'bb', 'cc', 'é'.repeat(6), 'd', 'e'];
    // é has 2 bytes: 12, past the limit of 6.
    expect([...inBatches(texts, { texts: 2, bytes: 6 })]).toEqual([[0, 1], [2], [3], [4, 5]]);
    expect([...inBatches(texts, { texts: 10, bytes: 5 })]).toEqual([[0, 1], [2], [3], [4, 5]]);
    expect([...inBatches([], { texts: 1, bytes: 1 })]).toEqual([]);
  });
});

describe('cached', () => {
  const limits = { texts: 2, bytes: 100 };

  test('asks for each text once, and not again', async () => {
    const embedder = scripted(sizes);
    const keeping = cached(embedder, { cache: createMemoryCache(), limits });
    const first = await keeping.embed(['a', 'bb', 'a', 'ccc'], 'document');
    expect(first.map(([size]) => size)).toEqual([1, 2, 1, 3]);
    await keeping.embed(['ccc', 'dddd'], 'document');
    expect(embedder.calls.map(({ texts }) => texts)).toEqual([['a', 'bb'], ['ccc'], ['dddd']]);
  });

  test('kinds and models are kept apart', async () => {
    const cache = createMemoryCache();
    const one = scripted(sizes);
    const other = scripted((text) => [text.length, 2], { fingerprint: 'scripted#2' });
    await cached(one, { cache, limits }).embed(['a'], 'document');
    await cached(one, { cache, limits }).embed(['a'], 'query');
    const [vector] = await cached(other, { cache, limits }).embed(['a'], 'document');
    expect(vector).toEqual(Float32Array.from([1, 2]));
    expect(one.calls).toHaveLength(2);
  });

  test('what came before a failure is kept', async () => {
    let failing = true;
    const embedder = scripted((text) => {
      if (text === 'ccc' && failing) throw new LlmError('RATE_LIMITED', 'slow down', { retryable: true });
      return sizes(text);
    });
    const keeping = cached(embedder, { cache: createMemoryCache(), limits });
    expect((await failure(keeping.embed(['a', 'bb', 'ccc'], 'document'))).code).toBe('RATE_LIMITED');
    failing = false;
    await keeping.embed(['a', 'bb', 'ccc'], 'document');
    expect(embedder.calls.map(({ texts }) => texts)).toEqual([['a', 'bb'], ['ccc'], ['ccc']]);
  });

  test('what a caller does to a vector stays theirs', async () => {
    const keeping = cached(scripted(sizes), { cache: createMemoryCache(), limits });
    const [mine] = await keeping.embed(['a'], 'query');
    mine?.fill(0);
    expect(await keeping.embed(['a'], 'query')).toEqual([Float32Array.from([1, 1])]);
  });

  test('a cache that fails is told, and does no harm', async () => {
    const told: unknown[] = [];
    const broken = {
      get: () => Promise.reject(new Error('get')),
      put: () => Promise.reject(new Error('put')),
    };
    const keeping = cached(scripted(sizes), {
      cache: broken,
      limits,
      onCacheError: (error) => told.push(error),
    });
    expect(await keeping.embed(['a'], 'query')).toEqual([Float32Array.from([1, 1])]);
    expect(told.map(String)).toEqual(['Error: get', 'Error: put']);
  });
});

describe('caches in memory', () => {
  const one = (key: string, value = 1) => new Map([[key, Float32Array.from([value])]]);

  test('what was used last stays', async () => {
    const cache = createMemoryCache(2);
    await cache.put(one('a'));
    await cache.put(one('b'));
    await cache.get(['a']);
    await cache.put(one('c'));
    expect([...(await cache.get(['a', 'b', 'c'])).keys()]).toEqual(['a', 'c']);
  });

  test('what is found far comes near', async () => {
    const [near, far] = [createMemoryCache(), createMemoryCache()];
    await far.put(one('a', 7));
    expect(await layeredCache(near, far).get(['a', 'b'])).toEqual(one('a', 7));
    expect(await near.get(['a'])).toEqual(one('a', 7));
    await layeredCache(near, far).put(one('b', 8));
    expect(await far.get(['b'])).toEqual(one('b', 8));
  });

  test('a key is that of fingerprint, kind and text together', () => {
    // printf '["f#1","query","tea"]' | sha256sum
    expect(cacheKey('f#1', 'query', 'tea')).toBe(
      '72904fc77bd7b2ccc6166a9a3bffe5fbf4278cb317515cab6fb74389a23d7f30',
    );
    expect(cacheKey('f', 'query', '#1tea')).not.toBe(cacheKey('f#1', 'query', 'tea'));
  });
});

describe('fingerprints', () => {
  const space = { provider: 'p', model: 'm', dimensions: 8, prefixes: { query: 'q: ' } };

  test('differ by everything that decides what vectors are', () => {
    const others = [
      { ...space, provider: 'x' },
      { ...space, model: 'x' },
      { ...space, dimensions: 9 },
      { ...space, prefixes: { document: 'q: ' } },
      { ...space, more: 'x' },
    ];
    expect(new Set([space, ...others].map(fingerprintOf)).size).toBe(6);
    expect(fingerprintOf(space)).toMatch(/^p\/m\/8#[0-9a-f]{16}$/);
    expect(fingerprintOf({ provider: 'p', model: 'm' })).toMatch(/^p\/m\/default#[0-9a-f]{16}$/);
  });
});

test('no embedder: no dimensions, and a way out', async () => {
  expect(noEmbedder.dimensions).toBe(0);
  expect(await noEmbedder.embed([], 'query')).toEqual([]);
  const error = await failure(noEmbedder.embed(['x'], 'query'));
  expect(decisive(error)).toEqual({ code: 'NO_ACCESS', retryable: false });
  expect(error.details.hint).toContain('embedding.provider');
});
