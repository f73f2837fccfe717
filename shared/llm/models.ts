import { startDeadline, type Timing, withinSignal } from './deadline.ts';
import { LlmError } from './errors.ts';
import { EFFORTS, type Effort, type ModelInfo, type Provider } from './port.ts';
import { withRetries } from './retry.ts';

/** Providers add models every few weeks; an hour is late enough to notice. */
const KEPT_MS = 60 * 60_000;
/** Until a provider is asked again that could not answer, while its older answer is there. */
const PAUSE_MS = 60_000;
/** Until it is asked again when there is none: callers in a hurry do not all wait for the same failure. */
const SHORT_PAUSE_MS = 5_000;
const LISTING_MS = 15_000;
const DAY_MS = 24 * 60 * 60_000;
const WARNING_DAYS = 30;

/** What a provider has, kept for an hour. */
export interface ModelCatalogue {
  /**
   * The models of a provider. Callers that come while they are fetched share the one request; when it fails and an
   * older answer is there, that one is given.
   */
  of(provider: Provider, signal?: AbortSignal): Promise<readonly ModelInfo[]>;
}

export function createModelCatalogue(deps: Timing & { random(): number }): ModelCatalogue {
  const { clock, sleep } = deps;
  const kept = new Map<string, { models: readonly ModelInfo[]; until: number }>();
  const failed = new Map<string, { error: unknown; until: number }>();
  const fetching = new Map<string, Promise<readonly ModelInfo[]>>();
  const now = () => clock.monotonic();

  const list = async (provider: Provider): Promise<readonly ModelInfo[]> => {
    const { signal, at, end } = startDeadline(
      LISTING_MS,
      undefined,
      deps,
      `Listing the models of ${provider.id}`,
    );
    const once = () => withinSignal(provider.models(signal), signal, sleep);
    return withRetries(once, { ...deps, attempts: 2, deadline: at, signal }).finally(end);
  };

  const fetchModels = async (provider: Provider): Promise<readonly ModelInfo[]> => {
    try {
      const models = await list(provider);
      kept.set(provider.id, { models, until: now() + KEPT_MS });
      failed.delete(provider.id);
      return models;
    } catch (error) {
      const old = kept.get(provider.id);
      if (old) {
        kept.set(provider.id, { models: old.models, until: now() + PAUSE_MS });
        return old.models;
      }
      failed.set(provider.id, { error, until: now() + SHORT_PAUSE_MS });
      throw error;
    } finally {
      fetching.delete(provider.id);
    }
  };

  return {
    async of(provider, signal) {
      const found = kept.get(provider.id);
      if (found && now() < found.until) return found.models;
      const failure = failed.get(provider.id);
      if (failure && now() < failure.until) throw failure.error;
      let request = fetching.get(provider.id);
      if (!request) {
        request = fetchModels(provider);
        fetching.set(provider.id, request);
      }
      return signal ? unlessAborted(request, signal) : request;
    },
  };
}

/** The request goes on for the others who wait for it. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/**
 * The newest model of a line that still answers; a line that is the full name of a model is that model.
 * @throws LlmError NO_MODEL with the lines there are.
 */
export function pickModel(
  models: readonly ModelInfo[],
  { provider, line }: { provider: string; line: string },
  now: number,
): ModelInfo {
  const usable = models.filter(({ retiresAt }) => !hasPassed(retiresAt, now));
  const pinned = usable.find(({ id }) => id === line);
  if (pinned) return pinned;
  const [newest] = usable.filter((model) => model.line === line).sort(newestFirst);
  if (newest) return newest;
  const lines = [...new Set(usable.map((model) => model.line).filter(Boolean))].sort();
  const names = lines.length > 0 ? lines : usable.map(({ id }) => id).sort();
  throw new LlmError('NO_MODEL', `${provider} has no model of the line ${JSON.stringify(line)}.`, {
    provider,
    retryable: false,
    hint: names.length > 0 ? `There are: ${names.slice(0, 20).join(', ')}.` : 'It names no model at all.',
  });
}

function hasPassed(date: string | undefined, now: number): boolean {
  return date !== undefined && Date.parse(date) <= now;
}

/** Models without a date come last; those of one date in the order of their names, so that the choice is always the same. */
function newestFirst(a: ModelInfo, b: ModelInfo): number {
  const time = ({ createdAt }: ModelInfo) => (createdAt === undefined ? 0 : Date.parse(createdAt) || 0);
  return time(b) - time(a) || (a.id < b.id ? 1 : -1);
}

/** What to say of a model that retires within 30 days; undefined otherwise. */
export function retirementWarning({ id, retiresAt }: ModelInfo, now: number): string | undefined {
  if (retiresAt === undefined) return undefined;
  const days = Math.ceil((Date.parse(retiresAt) - now) / DAY_MS);
  if (!(days <= WARNING_DAYS)) return undefined;
  const when = days === 1 ? 'within a day' : `in ${days} days`;
  return `${id} retires ${when} (${retiresAt.slice(0, 10)}). Name another line, or another model, in the settings.`;
}

/** The wanted effort where the model knows it, else the next lower one it knows, else its lowest. */
export function fitEffort(wanted: Effort | undefined, known: readonly Effort[]): Effort | undefined {
  if (wanted === undefined || known.length === 0) return undefined;
  const ordered = EFFORTS.filter((effort) => known.includes(effort));
  return ordered.findLast((effort) => EFFORTS.indexOf(effort) <= EFFORTS.indexOf(wanted)) ?? ordered[0];
}
