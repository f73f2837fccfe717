import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** The young generation stops growing at this size; V8 by itself goes to 64 MB, and to 128 under load. */
const YOUNG_BYTES = 4 * 1024 * 1024;
/** How much of what lives may come on top before V8 collects all of it; by itself it waits for up to four times as much. */
const GROWTH_PERCENT = 20;

/**
 * Makes this process prefer memory to the last per cent of speed: a server waits most of its time, beside others like
 * it. V8 takes the size of the young generation on the command line only, which clients write; the factor by which
 * that grows, and the old one, it reads at each collection.
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
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  bound();
  new PerformanceObserver(bound).observe({ entryTypes: ['gc'] });
}
