import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** The young generation stops growing at this size; V8 by itself goes to 64 MB, and to 128 under load. */
const YOUNG_BYTES = 4 * 1024 * 1024;

/**
 * Makes this process prefer memory to the last per cent of speed: a server waits most of its time, beside others like
 * it. V8 takes the size of the young generation on the command line only, which the clients write; the factor by which
 * it grows, and whether the old one is to be collected as soon as it has grown by a third, V8 reads at each collection.
 */
export function keepHeapLean(): void {
  let growing = true;
  const bound = (): void => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    const grows = (young?.space_size ?? 0) < YOUNG_BYTES;
    if (grows === growing) return;
    growing = grows;
    setFlagsFromString(`--semi-space-growth-factor=${grows ? 2 : 1}`);
  };
  setFlagsFromString('--optimize-for-size');
  bound();
  new PerformanceObserver(bound).observe({ entryTypes: ['gc'] });
}
