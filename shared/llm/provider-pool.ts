import { LlmError } from './errors.ts';
import type { Provider, ProviderSource, RateLimits } from './port.ts';

/** The providers there are, each opened at its first use. */
export interface ProviderPool {
  readonly ids: readonly string[];
  /** @throws LlmError NO_ACCESS when there is no such provider, or what its opening throws. */
  open(id: string): Promise<Provider>;
}

export function createProviderPool(
  sources: readonly ProviderSource[],
  report: (provider: string, limits: RateLimits) => void,
): ProviderPool {
  const byId = new Map(sources.map((source) => [source.id, source]));
  const opened = new Map<string, Promise<Provider>>();
  return {
    ids: sources.map(({ id }) => id),
    async open(id) {
      const source = byId.get(id);
      if (!source)
        throw new LlmError('NO_ACCESS', `${id} is not configured.`, { provider: id, retryable: false });
      let opening = opened.get(id);
      if (!opening) {
        opening = source.open((limits) => report(id, limits));
        opened.set(id, opening);
        // A failed opening is tried anew at the next call: a key may have been set by then.
        opening.catch(() => opened.delete(id));
      }
      return opening;
    },
  };
}
