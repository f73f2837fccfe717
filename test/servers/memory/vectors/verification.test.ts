import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drain } from '../../../../servers/memory/vectors/drain.ts';
import { rebuild, verify } from '../../../../servers/memory/vectors/verification.ts';
import { type Fault, failing, isWrite } from '../../../support/qdrant/server.ts';
import { point, SPACE } from '../store/qdrant-suite.ts';
import { createOutbox } from './outbox.ts';
import { surroundings } from './surroundings.ts';

const here = surroundings();

describe('verification', () => {
  test('sees what is missing, too many, or other than it should be', async () => {
    for (let i = 0; i < 300; i += 1) here.outbox.upsert(point(`m${i}`, [1, i]));
    await drain(here.outbox, here.engine, { limit: 100, sleep: async () => {} });
    expect(await verify(here.outbox, here.engine)).toMatchObject({ equal: true, engine: { count: 300 } });
    const harms = [
      () => here.engine.remove([point('m7', []).id]),
      () => here.engine.upsert([point('stranger', [1, 0])]),
      () => here.engine.upsert([point('m7', [1, 7], { scope: 'project:b' })]),
      () => here.engine.upsert([point('m7', [1, 8])]),
    ];
    for (const harm of harms) {
      await harm();
      expect((await verify(here.outbox, here.engine)).equal).toBe(false);
      expect(await rebuild(here.outbox, here.engine, SPACE)).toMatchObject({
        equal: true,
        truth: { count: 300 },
      });
    }
  });

  test('a rebuild that is interrupted is seen, and done again', async () => {
    for (let i = 0; i < 600; i += 1) here.outbox.upsert(point(`m${i}`, [1, i]));
    let writes = 0;
    here.qdrant.fault = (received) => (isWrite(received) && ++writes === 3 ? 'reset' : undefined);
    await expect(rebuild(here.outbox, here.engine, SPACE)).rejects.toEqual(
      expect.objectContaining({ code: 'UNAVAILABLE' }),
    );
    expect(await verify(here.outbox, here.engine)).toMatchObject({ equal: false, engine: { count: 512 } });
    expect((await rebuild(here.outbox, here.engine, SPACE)).equal).toBe(true);
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
      here.outbox = createOutbox();
      here.qdrant.fault = () => undefined;
      await rebuild(here.outbox, here.engine, SPACE);
      for (const { changes, script } of runs) {
        for (const { memory, x } of changes) {
          if (x === null) here.outbox.remove(point(memory, []).id);
          else here.outbox.upsert(point(memory, [1, x]));
        }
        here.qdrant.fault = (received) => (isWrite(received) ? script.shift() : undefined);
        await drain(here.outbox, here.engine, { limit: 5, sleep: async () => {} });
      }
      here.qdrant.fault = () => undefined;
      expect(here.outbox.failures.filter(({ setAside }) => setAside)).toEqual([]);
      expect((await verify(here.outbox, here.engine)).equal).toBe(true);
    }),
    { numRuns: 30 },
  );
});
