import { afterEach, beforeEach, expect } from 'vitest';
import type { VectorEngine } from '../../../../servers/memory/vectors/engine.ts';
import { type QdrantStandIn, startQdrant } from '../../../support/qdrant/server.ts';
import { engineAt, SPACE } from '../store/qdrant-suite.ts';
import { createOutbox, type TestOutbox } from './outbox.ts';

export interface Surroundings {
  qdrant: QdrantStandIn;
  engine: VectorEngine;
  outbox: TestOutbox;
}

/** An engine at a stand-in of Qdrant with an empty space, and an empty outbox: new ones for each test of a file. */
export function surroundings(): Surroundings {
  const here = {} as Surroundings;
  beforeEach(async () => {
    const qdrant = await startQdrant();
    const engine = engineAt(qdrant.url);
    await engine.ensure(SPACE);
    Object.assign(here, { qdrant, engine, outbox: createOutbox() });
  });
  afterEach(async () => {
    await here.qdrant.close();
    expect(here.qdrant.violations).toEqual([]);
  });
  return here;
}
