import { describe, expect, test } from 'vitest';
import { drain, waitAfter } from '../../../../servers/memory/vectors/drain.ts';
import { projectOnce } from '../../../../servers/memory/vectors/projection.ts';
import { rebuild, verify } from '../../../../servers/memory/vectors/verification.ts';
import { type Fault, failing, isWrite, type Received } from '../../../support/qdrant/server.ts';
import { engineAt, point, SPACE } from '../store/qdrant-suite.ts';
import { surroundings } from './surroundings.ts';

const here = surroundings();

const held = () => {
  const [collection] = here.qdrant.collections.values();
  return [...(collection?.points.values() ?? [])].map(({ payload }) => String(payload.memory)).sort();
};
const failWrites = (fault: Fault, when: (received: Received) => boolean = () => true) => {
  here.qdrant.fault = (received) => (isWrite(received) && when(received) ? fault : undefined);
};
/** Whether a request writes a point of this memory. */
const touches = (memory: string) => (received: Received) =>
  JSON.stringify(received.body).includes(`"${memory}"`);

describe('a pass over the outbox', () => {
  test('brings the changes over, the last of each point, and marks them as done', async () => {
    for (const memory of ['a', 'b', 'c']) here.outbox.upsert(point(memory, [1, 0]));
    here.outbox.upsert(point('b', [0, 1]));
    here.outbox.remove(point('c', [1, 0]).id);
    expect(await projectOnce(here.outbox, here.engine, 10)).toEqual({
      state: 'applied',
      applied: 5,
      failed: 0,
      setAside: 0,
    });
    expect(held()).toEqual(['a', 'b']);
    expect((await verify(here.outbox, here.engine)).equal).toBe(true);
    expect(await projectOnce(here.outbox, here.engine, 10)).toEqual({ state: 'empty' });
  });

  test('takes so many at once, the oldest first', async () => {
    for (const memory of ['a', 'b', 'c']) here.outbox.upsert(point(memory, [1, 0]));
    await projectOnce(here.outbox, here.engine, 2);
    expect(held()).toEqual(['a', 'b']);
    expect(here.outbox.rows.map(({ id }) => id)).toEqual([3]);
  });

  test('ended between the effect and its mark, it is repeated and changes nothing', async () => {
    for (const memory of ['a', 'b']) here.outbox.upsert(point(memory, [1, 0]));
    const killed = {
      ...here.outbox,
      pending: here.outbox.pending,
      done: () => Promise.reject(new Error('killed')),
    };
    await expect(projectOnce(killed, here.engine, 10)).rejects.toThrow('killed');
    expect(held()).toEqual(['a', 'b']);
    here.outbox.remove(point('a', []).id);
    expect(await drain(here.outbox, here.engine, { limit: 2, sleep: async () => {} })).toEqual({
      applied: 3,
      setAside: 0,
    });
    expect(held()).toEqual(['b']);
    expect((await verify(here.outbox, here.engine)).equal).toBe(true);
  });

  test('an answer that was lost costs a repetition', async () => {
    here.outbox.upsert(point('a', [1, 0]));
    failWrites('lost');
    const stopped = await projectOnce(here.outbox, here.engine, 10);
    expect([stopped.state, held(), here.outbox.rows.length]).toEqual(['stopped', ['a'], 1]);
    here.qdrant.fault = () => undefined;
    await projectOnce(here.outbox, here.engine, 10);
    expect([held(), here.outbox.rows]).toEqual([['a'], []]);
  });
});

describe('rows at fault', () => {
  const threeAndPoison = (vector: readonly number[]) => {
    here.outbox.upsert(point('a', [1, 0]));
    here.outbox.upsert(point('poison', vector));
    here.outbox.upsert(point('b', [1, 0]));
    here.outbox.upsert(point('c', [1, 0]));
  };

  test.each([
    ['of NaN', [Number.NaN, 0], 'INVALID_INPUT: The vector holds what is no finite number.'],
    ['of another size', [1, 0, 0], 'INVALID_INPUT: The vector has 3 numbers where 2 are expected.'],
  ])('a vector %s is set aside with the reason, and the others go on', async (_, vector, reason) => {
    threeAndPoison(vector);
    expect(await projectOnce(here.outbox, here.engine, 10)).toEqual({
      state: 'applied',
      applied: 3,
      failed: 0,
      setAside: 1,
    });
    expect(held()).toEqual(['a', 'b', 'c']);
    expect(here.outbox.failures).toEqual([{ id: 2, reason, setAside: true }]);
    expect(here.outbox.rows).toEqual([]);
  });

  test('what the server refuses by itself is set aside too', async () => {
    threeAndPoison([1, 0]);
    failWrites(failing(422), touches('poison'));
    await projectOnce(here.outbox, here.engine, 10);
    expect(held()).toEqual(['a', 'b', 'c']);
    expect(here.outbox.failures).toEqual([
      { id: 2, reason: 'INVALID_INPUT: Qdrant refused the request as wrong.', setAside: true },
    ]);
  });

  test('a row that makes the server fail is given five tries among rows that go through', async () => {
    threeAndPoison([1, 0]);
    failWrites(failing(500), touches('poison'));
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect(await projectOnce(here.outbox, here.engine, 10)).toMatchObject({
        state: 'applied',
        failed: 1,
        setAside: 0,
      });
      // Alone it is the engine that may be to blame, and nothing is counted.
      expect(await projectOnce(here.outbox, here.engine, 10)).toMatchObject({
        state: 'stopped',
        error: { code: 'INTERNAL' },
      });
      expect(here.outbox.rows).toMatchObject([{ id: 2, attempts: attempt }]);
      here.outbox.upsert(point(`d${attempt}`, [1, 0]));
    }
    expect(await projectOnce(here.outbox, here.engine, 10)).toMatchObject({
      applied: 1,
      failed: 0,
      setAside: 1,
    });
    expect(here.outbox.failures.at(-1)).toEqual({
      id: 2,
      reason: `INTERNAL: Qdrant at ${here.qdrant.url}/ failed at the request.`,
      setAside: true,
    });
    expect(held()).toEqual(['a', 'b', 'c', 'd1', 'd2', 'd3', 'd4']);
  });

  test('a server that fails at everything, as on a full disk, costs no row', async () => {
    threeAndPoison([1, 0]);
    failWrites(failing(500));
    for (let i = 0; i < 10; i += 1) {
      expect(await projectOnce(here.outbox, here.engine, 10)).toMatchObject({ state: 'stopped', applied: 0 });
    }
    expect(here.outbox.failures).toEqual([]);
    expect(here.outbox.rows).toHaveLength(4);
  });
});

describe('an engine that is away', () => {
  test.each<[string, Fault, string]>([
    ['cut connections', 'reset', 'UNAVAILABLE'],
    ['silence', 'hang', 'TIMEOUT'],
    ['overload', failing(503), 'UNAVAILABLE'],
    ['a refused key', failing(401), 'UNAVAILABLE'],
    ['junk', { raw: 'junk' }, 'UNAVAILABLE'],
  ])('%s: the outbox waits and resumes', async (_, fault, code) => {
    if (fault === 'hang') here.engine = engineAt(here.qdrant.url, { timeoutMs: 500 });
    await here.engine.ensure(SPACE);
    for (const memory of ['a', 'b', 'c']) here.outbox.upsert(point(memory, [1, 0]));
    failWrites(fault);
    expect(await projectOnce(here.outbox, here.engine, 10)).toMatchObject({
      state: 'stopped',
      applied: 0,
      error: { code },
    });
    expect([held(), here.outbox.rows.length, here.outbox.failures]).toEqual([[], 3, []]);

    const waits: number[] = [];
    const sleep = async (ms: number) => {
      waits.push(ms);
      if (waits.length === 2) here.qdrant.fault = () => undefined;
    };
    expect(await drain(here.outbox, here.engine, { limit: 2, sleep })).toEqual({ applied: 3, setAside: 0 });
    expect(waits).toEqual([1_000, 2_000]);
    expect((await verify(here.outbox, here.engine)).equal).toBe(true);
  });

  test('a server that goes away between two rows keeps what it had', async () => {
    for (const memory of ['a', 'b', 'c']) here.outbox.upsert(point(memory, [1, 0]));
    here.outbox.upsert(point('poison', [0, 0]));
    failWrites('reset', touches('b'));
    expect(await projectOnce(here.outbox, here.engine, 10)).toMatchObject({ state: 'stopped', applied: 1 });
    expect([held(), here.outbox.rows.map(({ id }) => id)]).toEqual([['a'], [2, 3, 4]]);
  });

  test('waits double up to a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 1_000].map(waitAfter)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });

  test('a lost space is not waited for', async () => {
    here.outbox.upsert(point('a', [1, 0]));
    here.qdrant.collections.clear();
    await expect(drain(here.outbox, here.engine, { limit: 10, sleep: async () => {} })).rejects.toEqual(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    );
    expect(here.outbox.rows).toHaveLength(1);
    expect((await rebuild(here.outbox, here.engine, SPACE)).equal).toBe(true);
    await drain(here.outbox, here.engine, { limit: 10, sleep: async () => {} });
    expect([held(), here.outbox.rows]).toEqual([['a'], []]);
  });

  test('a space of another size is no fault of the rows, and a rebuild mends it', async () => {
    for (const memory of ['a', 'b']) here.outbox.upsert(point(memory, [1, 0]));
    await here.engine.drop(SPACE);
    await engineAt(here.qdrant.url).ensure({ ...SPACE, dimensions: 3 });
    expect(await projectOnce(here.outbox, here.engine, 10)).toMatchObject({
      state: 'stopped',
      error: { code: 'CONFLICT' },
    });
    expect(here.outbox.failures).toEqual([]);
    expect((await rebuild(here.outbox, here.engine, SPACE)).equal).toBe(true);
  });

  test('stops when it is told to', async () => {
    here.outbox.upsert(point('a', [1, 0]));
    failWrites('reset');
    const controller = new AbortController();
    const sleep = async () => controller.abort(new Error('enough'));
    await expect(
      drain(here.outbox, here.engine, { limit: 10, sleep, signal: controller.signal }),
    ).rejects.toThrow('enough');
    expect(here.outbox.rows).toHaveLength(1);
  });
});
