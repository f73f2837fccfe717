import { createChecksum, digestOf } from './checksum.ts';
import type { EnginePoint, VectorEngine, VectorSpace } from './engine.ts';

/** What the engine should hold: every vector of one space. */
export interface Truth {
  points(): AsyncIterable<EnginePoint>;
}

/** How many points there are, and the checksum over them. */
export interface Tally {
  count: number;
  checksum: string;
}

export interface Verification {
  equal: boolean;
  truth: Tally;
  engine: Tally;
}

const BATCH = 256;

/** Compares the engine with the truth. With changes still in the outbox the two differ, as they should: drain it first. */
export async function verify(truth: Truth, engine: VectorEngine): Promise<Verification> {
  const checksum = createChecksum();
  let count = 0;
  for await (const { id, payload, vector } of truth.points()) {
    checksum.add({ id, payload, digest: digestOf(vector) });
    count += 1;
  }
  const expected = { count, checksum: checksum.value() };
  const found = { count: await engine.count(), checksum: await engine.checksum() };
  const equal = expected.count === found.count && expected.checksum === found.checksum;
  return { equal, truth: expected, engine: found };
}

/**
 * Makes the engine's copy anew, and verifies it. Until it ends, searches find a part of what there is; one that was
 * interrupted leaves that part, which `verify` tells from the whole. Changes made meanwhile wait in the outbox.
 * @throws IzaError of the engine; the truth is not touched.
 */
export async function rebuild(truth: Truth, engine: VectorEngine, space: VectorSpace): Promise<Verification> {
  // A space of another size is refused by `ensure`, and is exactly what `drop` is for.
  await engine.drop(space);
  await engine.ensure(space);
  let batch: EnginePoint[] = [];
  for await (const point of truth.points()) {
    batch.push(point);
    if (batch.length < BATCH) continue;
    await engine.upsert(batch);
    batch = [];
  }
  if (batch.length > 0) await engine.upsert(batch);
  return verify(truth, engine);
}
