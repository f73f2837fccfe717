import { LlmError } from './errors.ts';
import type { ModelInfo } from './port.ts';

/** Whether a provider can be used now, with words for a person to follow its name. */
export interface Availability {
  state: 'ready' | 'no_key' | 'wrong_key' | 'unreachable';
  words: string;
}

/**
 * What asking a provider for its models came to, which costs nothing: a key in the environment may be wrong or
 * expired, and without one there may be credentials that work.
 */
export async function availabilityOf(
  models: Promise<readonly ModelInfo[]>,
): Promise<Availability & { models: readonly ModelInfo[] }> {
  try {
    const found = await models;
    const count = `${found.length} model${found.length === 1 ? '' : 's'}`;
    return { state: 'ready', words: `answers, with ${count}.`, models: found };
  } catch (error) {
    return { ...explain(error), models: [] };
  }
}

function explain(error: unknown): Availability {
  if (!(error instanceof LlmError)) {
    return { state: 'unreachable', words: 'could not be asked.' };
  }
  const { code, message, details } = error;
  const words = [message, details.hint].filter(Boolean).join(' ');
  if (code === 'RATE_LIMITED') return { state: 'ready', words: `answers. ${words}` };
  if (code !== 'NO_ACCESS') return { state: 'unreachable', words };
  return { state: details.status === undefined ? 'no_key' : 'wrong_key', words };
}
