import type { Sleep } from '../../../shared/llm/sleep.ts';
import type { ErrorCode } from '../../../shared/mcp/errors.ts';
import type { VectorEngine } from './engine.ts';
import { type Outbox, projectOnce } from './projection.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** Waiting does not bring a space back that is missing or has another size. */
const NEEDS_REBUILD: readonly ErrorCode[] = ['NOT_FOUND', 'CONFLICT'];

/** Milliseconds before the next try after so many failures in a row: 1 s, doubled each time, up to a minute. */
export function waitAfter(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 16));
}

export interface DrainOptions {
  /** Most rows of one pass. */
  limit: number;
  sleep: Sleep;
  signal?: AbortSignal;
}

export interface Drained {
  applied: number;
  setAside: number;
}

/**
 * Projects until the outbox is empty, and waits ever longer while the engine is away.
 * @throws IzaError NOT_FOUND or CONFLICT when the engine's space has to be rebuilt; the signal's reason when it aborts.
 */
export async function drain(
  outbox: Outbox,
  engine: VectorEngine,
  { limit, sleep, signal }: DrainOptions,
): Promise<Drained> {
  const total: Drained = { applied: 0, setAside: 0 };
  let failures = 0;
  while (true) {
    signal?.throwIfAborted();
    const pass = await projectOnce(outbox, engine, limit);
    if (pass.state === 'empty') return total;
    total.applied += pass.applied;
    total.setAside += pass.setAside;
    if (pass.state === 'applied') {
      failures = 0;
      continue;
    }
    if (NEEDS_REBUILD.includes(pass.error.code)) throw pass.error;
    failures = pass.applied > 0 ? 1 : failures + 1;
    await sleep(waitAfter(failures), signal);
  }
}
