import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createQdrantEngine, type QdrantOptions } from '../../../../servers/memory/store/qdrant.ts';
import { createChecksum, digestOf } from '../../../../servers/memory/vectors/checksum.ts';
import type { EnginePoint, VectorEngine } from '../../../../servers/memory/vectors/engine.ts';
import { pointId } from '../../../../servers/memory/vectors/point-id.ts';
import { systemClock } from '../../../../shared/clock.ts';

export const SPACE = { name: 'openai/some-model/2#0011', dimensions: 2 };

export const engineAt = (url: string, options: Partial<QdrantOptions> = {}): VectorEngine =>
  createQdrantEngine({
    url,
    collectionPrefix: 'iza-test',
    clock: systemClock,
    log: pino({ level: 'silent' }),
    timeoutMs: 5_000,
    ...options,
  });

export function point(
  memory: string,
  vector: readonly number[],
  payload: Partial<EnginePoint['payload']> = {},
): EnginePoint {
  return {
    id: pointId(memory, SPACE.name),
    vector: Float32Array.from(vector),
    payload: { memory, scope: 'user', kind: 'fact', at: 1_000, ...payload },
  };
}

/** What the store contract is for stores: every engine passes it, and nothing outside can tell them apart. */
export function describeEngine(
  name: string,
  open: () => Promise<{ engine: VectorEngine; other: VectorEngine; after(): Promise<void> }>,
): void {
  describe(name, () => {
    let engine: VectorEngine;
    let other: VectorEngine;
    let after: () => Promise<void>;

    beforeEach(async () => {
      ({ engine, other, after } = await open());
      await engine.drop(SPACE);
      await engine.ensure(SPACE);
    });
    afterEach(async () => {
      await engine.drop(SPACE);
      await after();
    });

    const search = (limit = 10, scopes = ['user'], kinds?: string[]) =>
      engine.search(Float32Array.of(2, 0), { scopes, limit, ...(kinds && { kinds }) });

    test('finds by cosine, best first, and equals by the id of the memory', async () => {
      await engine.upsert([point('b', [6, 8]), point('a', [6, 8]), point('c', [0, 1]), point('d', [5, 0])]);
      const hits = await search();
      expect(hits.map(({ memory, score }) => [memory, score.toFixed(5)])).toEqual([
        ['d', '1.00000'],
        ['a', '0.60000'],
        ['b', '0.60000'],
        ['c', '0.00000'],
      ]);
      expect((await search(1)).map(({ memory }) => memory)).toEqual(['d']);
    });

    test('looks in the scopes and kinds that are named, and in no others', async () => {
      await engine.upsert([
        point('mine', [1, 0]),
        point('project', [1, 0.1], { scope: 'project:a', kind: 'decision' }),
        point('alien', [1, 0], { scope: 'project:b' }),
        point('task', [1, 0.2], { kind: 'task' }),
      ]);
      const found = async (...args: Parameters<typeof search>) =>
        (await search(...args)).map(({ memory }) => memory);
      expect(await found(10, ['user'])).toEqual(['mine', 'task']);
      expect(await found(10, ['user', 'project:a', 'user'])).toEqual(['mine', 'project', 'task']);
      expect(await found(10, ['user', 'project:a'], ['decision', 'task'])).toEqual(['project', 'task']);
      expect(await found(10, ['user'], [])).toEqual([]);
      expect(await found(10, ['project:c'])).toEqual([]);
    });

    test('refuses a search without scopes, and one without a sensible limit', async () => {
      const refused = expect.objectContaining({ code: 'INVALID_INPUT' });
      await expect(search(10, [])).rejects.toEqual(refused);
      for (const limit of [0, -1, 1.5, 1_001, Number.NaN])
        await expect(search(limit)).rejects.toEqual(refused);
    });

    test('written twice is written once, and removed is gone', async () => {
      const points = [point('a', [1, 0]), point('b', [0, 1])];
      await engine.upsert(points);
      await engine.upsert(points);
      expect(await engine.count()).toBe(2);
      await engine.upsert([point('a', [0, 1], { scope: 'project:a' })]);
      expect(await engine.count()).toBe(2);
      expect((await search(10, ['project:a'])).map(({ score }) => score.toFixed(5))).toEqual(['0.00000']);
      const ids = points.map(({ id }) => id);
      await engine.remove([...ids, pointId('nobody', SPACE.name)]);
      await engine.remove(ids);
      expect(await engine.count()).toBe(0);
      expect(await search()).toEqual([]);
    });

    test('one wrong vector among many, and none is stored', async () => {
      const points = Array.from({ length: 30 }, (_, i) => point(`m${i}`, [1, i]));
      for (const wrong of [[1], [1, 2, 3], [Number.NaN, 1], [Number.POSITIVE_INFINITY, 1], [0, 0]]) {
        await expect(engine.upsert([...points, point('wrong', wrong)])).rejects.toEqual(
          expect.objectContaining({ code: 'INVALID_INPUT' }),
        );
      }
      expect(await engine.count()).toBe(0);
      await expect(
        engine.search(Float32Array.of(Number.NaN, 0), { scopes: ['user'], limit: 1 }),
      ).rejects.toEqual(expect.objectContaining({ code: 'INVALID_INPUT' }));
    });

    test('the checksum tells of every difference, and not of the order', async () => {
      // More than a page of ids.
      const points = Array.from({ length: 1_203 }, (_, i) => point(`m${i}`, [1, i]));
      const checksum = createChecksum();
      for (const { id, payload, vector } of points) checksum.add({ id, payload, digest: digestOf(vector) });
      await engine.upsert([...points].reverse());
      expect(await engine.count()).toBe(1_203);
      expect(await engine.checksum()).toBe(checksum.value());

      const seen = new Set([await engine.checksum()]);
      for (const change of [
        point('m7', [1, 7.5]),
        point('m7', [1, 7], { at: 1_001 }),
        point('m7', [1, 7], { scope: 'project:a' }),
        point('m7', [1, 7], { kind: 'note' }),
      ]) {
        await engine.upsert([change]);
        seen.add(await engine.checksum());
      }
      expect(seen.size).toBe(5);
      await engine.upsert([point('m7', [1, 7])]);
      expect(await engine.checksum()).toBe(checksum.value());
    });

    test('is made ready as often as one likes, by two at once, and keeps what is there', async () => {
      await engine.upsert([point('a', [1, 0])]);
      await engine.ensure(SPACE);
      expect(await engine.count()).toBe(1);
      await engine.drop(SPACE);
      await Promise.all([engine.ensure(SPACE), other.ensure(SPACE)]);
      await other.upsert([point('a', [1, 0])]);
      expect((await search()).map(({ memory }) => memory)).toEqual(['a']);
    });

    test('says when the space is missing or of another size', async () => {
      await expect(engine.ensure({ ...SPACE, dimensions: 3 })).rejects.toEqual(
        expect.objectContaining({ code: 'CONFLICT' }),
      );
      await engine.drop(SPACE);
      await engine.drop(SPACE);
      const missing = expect.objectContaining({ code: 'NOT_FOUND' });
      await expect(search()).rejects.toEqual(missing);
      await expect(engine.upsert([point('a', [1, 0])])).rejects.toEqual(missing);
      await expect(engine.count()).rejects.toEqual(missing);
      await other.ensure({ ...SPACE, dimensions: 3 });
      await expect(engine.upsert([point('a', [1, 0])])).rejects.toEqual(
        expect.objectContaining({ code: 'CONFLICT' }),
      );
    });

    test('keeps the spaces of two models apart', async () => {
      const second = { name: 'openai/some-model/2#0012', dimensions: 2 };
      await other.drop(second);
      await other.ensure(second);
      await engine.upsert([point('a', [1, 0])]);
      expect(await other.count()).toBe(0);
      await other.drop(second);
      expect(await engine.count()).toBe(1);
    });
  });
}
