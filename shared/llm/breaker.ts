import type { Clock } from '../clock.ts';
import { LlmError, type LlmErrorCode } from './errors.ts';

/** So many failures in a row open the circuit. */
export const FAILURES_TO_OPEN = 5;
export const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 300_000;

/** Failures that say the provider is unwell. The others are answers, if unwelcome ones. */
const UNWELL: ReadonlySet<LlmErrorCode> = new Set(['OVERLOADED', 'UNREACHABLE', 'TIMEOUT', 'BAD_ANSWER']);

export type Circuit = 'closed' | 'open' | 'half-open';

/** The right to make one attempt. Exactly one of its outcomes has to be told. */
export interface Passage {
  succeeded(): void;
  failed(code: LlmErrorCode): void;
}

export interface Breaker {
  readonly circuit: Circuit;
  /** @throws LlmError OVERLOADED when no attempt would be let through, or NO_ACCESS where that is what opened it. */
  check(): void;
  /** @throws as `check` does. */
  enter(): Passage;
}

/**
 * A circuit breaker (M. Nygard, Release It!, §5.2): after five failures in a row nothing is sent for 30 s, then one
 * attempt as a probe. The pause doubles with each probe that fails, up to five minutes. A refused key opens it at once.
 */
export function createBreaker(clock: Clock, provider: string): Breaker {
  let failures = 0;
  let pauseMs = 0;
  let openedAt = 0;
  let cause: LlmErrorCode = 'OVERLOADED';
  let probing = false;

  const remaining = (): number => {
    if (pauseMs === 0) return 0;
    return Math.max(0, pauseMs - (clock.monotonic() - openedAt));
  };
  const circuit = (): Circuit => {
    if (pauseMs === 0) return 'closed';
    return remaining() > 0 ? 'open' : 'half-open';
  };
  const open = (code: LlmErrorCode): void => {
    pauseMs = pauseMs === 0 ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    openedAt = clock.monotonic();
    cause = code;
  };
  const close = (): void => {
    failures = 0;
    pauseMs = 0;
  };

  const verdict = (probe: boolean, code: LlmErrorCode | undefined): void => {
    if (probe) probing = false;
    if (code === 'CANCELLED') return;
    if (code === 'NO_ACCESS') {
      if (probe || pauseMs === 0) open(code);
      return;
    }
    if (code === undefined || !UNWELL.has(code)) {
      // An attempt that began before the circuit opened says nothing about how things are now.
      if (probe || pauseMs === 0) close();
      return;
    }
    failures += 1;
    if (probe || (pauseMs === 0 && failures >= FAILURES_TO_OPEN)) open(code);
  };

  const check = (): void => {
    const state = circuit();
    if (state === 'open' || (state === 'half-open' && probing)) throw refusal(provider, cause, remaining());
  };

  return {
    get circuit() {
      return circuit();
    },
    check,
    enter() {
      check();
      const probe = circuit() === 'half-open';
      if (probe) probing = true;
      let told = false;
      const once = (code: LlmErrorCode | undefined): void => {
        if (told) return;
        told = true;
        verdict(probe, code);
      };
      return { succeeded: () => once(undefined), failed: once };
    },
  };
}

function refusal(provider: string, cause: LlmErrorCode, waitMs: number): LlmError {
  const seconds = Math.ceil(waitMs / 1000);
  const when = seconds > 0 ? `It is tried again in ${seconds} s.` : 'It is being tried again just now.';
  if (cause === 'NO_ACCESS') {
    return new LlmError('NO_ACCESS', `${provider} refused the key a moment ago.`, {
      provider,
      retryable: false,
      hint: `Check the key. ${when}`,
    });
  }
  return new LlmError(
    'OVERLOADED',
    `${provider} failed several times in a row, so nothing is sent to it for now.`,
    {
      provider,
      retryable: true,
      retryAfterMs: waitMs,
      hint: when,
    },
  );
}
