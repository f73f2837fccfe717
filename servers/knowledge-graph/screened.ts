import type { Screen } from '../../shared/privacy/screen.ts';
import type { AssertRequest } from './assertion.ts';

/** Takes secrets out of texts, and gathers what it met. */
export interface Cleaner {
  /** The value with secrets taken out of its texts, at any depth, and half characters mended. */
  clean<T>(value: T): T;
  /** What was taken out, and what reads like orders to a model: that is kept, and said. */
  warnings(): string[];
}

export function createCleaner(screen: Screen): Cleaner {
  const redactions = new Set<string>();
  const suspicions = new Set<string>();
  const clean = <T>(value: T): T => {
    if (typeof value === 'string') {
      const found = screen(value.toWellFormed());
      for (const one of found.redactions) redactions.add(one);
      if (found.suspicion !== undefined) suspicions.add(found.suspicion);
      return found.text as T;
    }
    if (Array.isArray(value)) return value.map(clean) as T;
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, clean(one)])) as T;
  };
  return {
    clean,
    warnings: () => [
      ...(redactions.size > 0 ? [`Taken out before storing: ${[...redactions].join(', ')}.`] : []),
      ...[...suspicions].map((one) => `Stored as something that was said, not as something to do: ${one}`),
    ],
  };
}

/**
 * The request with secrets taken out of all that it says, before anything of it is compared, hashed or stored, and
 * with half characters mended. What reads like orders to a model is kept, and said.
 */
export function screened(
  screen: Screen,
  request: AssertRequest,
): { request: AssertRequest; warnings: string[] } {
  const { clean, warnings } = createCleaner(screen);
  const { episode, entities, facts } = clean({
    episode: request.episode,
    entities: request.entities,
    facts: request.facts,
  });
  return { request: { ...request, episode, entities, facts }, warnings: warnings() };
}
