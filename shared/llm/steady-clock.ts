import type { Clock } from '../clock.ts';

/**
 * Milliseconds that only grow, from a clock that a person or a time server may set: going back counts as standing
 * still, so that nobody waits until the old time comes round again.
 */
export function steadyClock(clock: Clock): () => number {
  let last = clock.now();
  let passed = 0;
  return () => {
    const time = clock.now();
    passed += Math.max(0, time - last);
    last = time;
    return passed;
  };
}
