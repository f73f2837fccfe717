import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drain } from '../../../../servers/memory/vectors/drain.ts';
import type { VectorEngine } from '../../../../servers/memory/vectors/engine.ts';
import { rebuild, verify } from '../../../../servers/memory/vectors/verification.ts';
import {
  type Fault,
  failing,
  isWrite,
  type QdrantStandIn,
  startQdrant,
} from '../../../support/qdrant/server.ts';
import { engineAt, point, SPACE } from '../store/qdrant-suite.ts';
import { createOutbox, type TestOutbox } from './outbox.ts';

let qdrant: QdrantStandIn;
let engine: VectorEngine;
let outbox: TestOutbox;

beforeEach(async () => {
  qdrant = await startQdrant();
  engine = engineAt(qdrant.url);
  await engine.ensure(SPACE);
  outbox = createOutbox();
});
afterEach(async () => {
  await qdrant.close();
  expect(qdrant.violations).toEqual([]);
});

describe('verification', () => {
  test('sees what is missing, too many, or other than it should be', async () => {
    for (let i = 0; i < 300; i += 1) outbox.upsert(point(`m${i}`, [1, i]));
    await drain(outbox, engine, { limit: 100, sleep: async () => {} });
    expect(await verify(outbox, engine)).toMatchObject({ equal: true, engine: { count: 300 } });
    const harms = [
      () => engine.remove([point('m7', []).id]),
      () => engine.upsert([point('stranger', [1, 0])]),
      () => engine.upsert([point('m7', [1, 7], { scope: 'project:b' })]),
      () => engine.upsert([point('m7', [1, 8])]),
    ];
    for (const harm of harms) {
      await harm();
      expect((await verify(outbox, engine)).equal).toBe(false);
      expect(await rebuild(outbox, engine, SPACE)).toMatchObject({ equal: true, truth: { count: 300 } });
    }
  });

  test('a rebuild that is interrupted is seen, and done again', async () => {
    for (let i = 0; i < 600; i += 1) outbox.upsert(point(`m${i}`, [1, i]));
    let writes = 0;
    qdrant.fault = (received) => (isWrite(received) && ++writes === 3 ? 'reset' : undefined);
    await expect(rebuild(outbox, engine, SPACE)).rejects.toEqual(
      expect.objectContaining({ code: 'UNAVAILABLE' }),
    );
    expect(await verify(outbox, engine)).toMatchObject({ equal: false, engine: { count: 512 } });
    expect((await rebuild(outbox, engine, SPACE)).equal).toBe(true);
  });
});

test('any history, with any faults in between, ends equal to the truth', async () => {
  const faults: (Fault | undefined)[] = [undefined, undefined, 'reset', 'lost', failing(500), failing(503)];
  const change = fc.record({ memory: fc.constantFrom('a', 'b', 'c', 'd'), x: fc.option(fc.nat({ max: 9 })) });
  const run = fc.record({
    changes: fc.array(change, { maxLength: 12 }),
    script: fc.array(fc.constantFrom(...faults), { maxLength: 10 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 3 }), async (runs) => {
      outbox = createOutbox();
      qdrant.fault = () => undefined;
      await rebuild(outbox, engine, SPACE);
      for (const { changes, script } of runs) {
        for (const { memory, x } of changes) {
          if (x === null) outbox.remove(point(memory, []).id);
          else outbox.upsert(point(memory, [1, x]));
        }
        qdrant.fault = (received) => (isWrite(received) ? script.shift() : undefined);
        await drain(outbox, engine, { limit: 5, sleep: async () => {} });
      }
      qdrant.fault = () => undefined;
      expect(outbox.failures.filter(({ setAside }) => setAside)).toEqual([]);
      expect((await verify(outbox, engine)).equal).toBe(true);
    }),
    { numRuns: 30 },
  );
});
