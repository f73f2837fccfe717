import { LlmError } from '../errors.ts';
import type { Provider } from '../port.ts';

/** Whether Claude can be used now, with words for a person. */
export interface Availability {
  state: 'ok' | 'no_key' | 'wrong_key' | 'unreachable';
  words: string;
}

/**
 * Finds out by a call that costs nothing, the list of models: a key in the environment may be wrong or expired, and
 * without one there may be a profile that works.
 */
export async function checkClaude(provider: Provider, signal?: AbortSignal): Promise<Availability> {
  try {
    const models = await provider.models(signal);
    return { state: 'ok', words: `Claude answers; the key may use ${models.length} models.` };
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    const { code, message, details } = error;
    const words = [message, details.hint].filter(Boolean).join(' ');
    if (code === 'RATE_LIMITED') return { state: 'ok', words: `Claude answers. ${words}` };
    if (code !== 'NO_ACCESS') return { state: 'unreachable', words };
    return { state: details.status === undefined ? 'no_key' : 'wrong_key', words };
  }
}
