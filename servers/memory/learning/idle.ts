import type { Clock } from '../../../shared/clock.ts';
import { isFinished, type JobView } from '../../../shared/jobs/job-view.ts';
import type { Jobs } from '../../../shared/jobs/jobs.ts';
import type { Logger } from '../../../shared/log.ts';
import type { MemoryConfig } from '../settings.ts';

export interface IdleConsolidation {
  /** To be told of every call. */
  called(): void;
  /** Begins a run if nobody has called for a while and the last one is long ago; says whether it did. */
  look(): Promise<boolean>;
  close(): void;
}

export interface IdleOptions {
  jobs: Pick<Jobs, 'start' | 'list'>;
  clock: Clock;
  log: Logger;
  settings: MemoryConfig['consolidation'];
}

const HOUR = 60 * 60_000;

/**
 * Starts consolidation in time that nobody uses. Several processes may want to at once: a run is named by the one
 * before it, and one name is one job.
 */
export function createIdleConsolidation({ jobs, clock, log, settings }: IdleOptions): IdleConsolidation {
  const { enabled, idleSeconds, everyHours } = settings;
  let calledAt = clock.monotonic();

  const look = async (): Promise<boolean> => {
    if (!enabled || clock.monotonic() - calledAt < idleSeconds * 1_000) return false;
    const since = clock.now() - everyHours * HOUR;
    const { last, through } = await runs(since);
    if (last && (!isFinished(last.status) || Date.parse(last.created) > since)) return false;
    const receipt = { tool: 'consolidate', key: `after ${last?.id ?? 'none'}`, inputHash: 'idle' };
    await jobs.start('consolidate', { after: through }, { receipt });
    return true;
  };

  /** The last run, whatever became of it, and how far the last that was finished got. */
  const runs = async (since: number): Promise<{ last?: JobView; through: number }> => {
    let last: JobView | undefined;
    let cursor: string | undefined;
    do {
      const page = await jobs.list({ limit: 100, cursor });
      for (const job of page.items) {
        if (job.kind !== 'consolidate') continue;
        last ??= job;
        if (Date.parse(last.created) > since) return { last, through: 0 };
        if (job.status === 'done') return { last, through: throughOf(job) };
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
    return { ...(last && { last }), through: 0 };
  };

  // Now and then is enough; an idle process should sleep.
  const timer = setInterval(
    () => {
      look().catch((error: unknown) => log.debug({ err: error }, 'consolidation could not be begun'));
    },
    Math.max(1_000, idleSeconds * 500),
  );
  timer.unref();
  if (!enabled) clearInterval(timer);

  return {
    called() {
      calledAt = clock.monotonic();
    },
    look,
    close: () => clearInterval(timer),
  };
}

function throughOf({ result }: JobView): number {
  if (typeof result !== 'object' || result === null || !('through' in result)) return 0;
  return typeof result.through === 'number' ? result.through : 0;
}
