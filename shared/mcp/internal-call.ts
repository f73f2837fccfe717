import { SESSIONLESS } from './sessionless.ts';
import type { Call } from './surface.ts';

const NEVER = new AbortController().signal;

/** A call that no client made: one server asking another, in this process. It cannot be asked anything back. */
export function internalCall(from: Partial<Call> = {}): Call {
  return {
    session: SESSIONLESS,
    era: 'modern',
    signal: NEVER,
    internal: true,
    meta: {},
    envelope: {},
    capabilities: {},
    wantsProgress: false,
    progress: async () => {},
    notify: async () => {},
    ...from,
  };
}
