import type { Clock } from '../../../shared/clock.ts';
import type { Sleep } from '../../../shared/llm/sleep.ts';
import { NOON } from '../../clock.ts';

/** Time that passes only when everything waits for it: hours of pauses in milliseconds, always in the same order. */
export interface VirtualTime {
  clock: Clock;
  sleep: Sleep;
  /** Lets time pass until the work is done; not while it is busy with what takes time of its own, such as a network. */
  run<T>(work: Promise<T>, busy?: () => boolean): Promise<T>;
  /** Sets the clock as a person would, without letting anyone wake. */
  set(ms: number): void;
}

export function virtualTime(start = NOON): VirtualTime {
  // The clock that people set, and the time that pauses are measured by.
  let wall = start;
  let steady = 0;
  let sleepers: { at: number; wake(): void }[] = [];

  return {
    clock: { now: () => wall, monotonic: () => steady },
    set: (ms) => {
      wall = ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { at: steady + ms, wake: () => resolve() };
        sleepers.push(sleeper);
        const stop = () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', stop, { once: true });
      }),
    async run(work, busy = () => false) {
      let done = false;
      const finish = () => {
        done = true;
      };
      work.then(finish, finish);
      while (!done) {
        // Whatever can go on without time passing goes on first.
        for (let turn = 0; turn < 3 && !done; turn++) await new Promise((resolve) => setImmediate(resolve));
        if (done) break;
        if (busy()) continue;
        const next = sleepers.reduce<(typeof sleepers)[number] | undefined>(
          (first, one) => (first && first.at <= one.at ? first : one),
          undefined,
        );
        if (!next) continue;
        sleepers = sleepers.filter((other) => other !== next);
        const passed = Math.max(0, next.at - steady);
        steady += passed;
        wall += passed;
        next.wake();
      }
      return work;
    },
  };
}
