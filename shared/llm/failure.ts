import { LlmError } from './errors.ts';

/** Why an attempt failed: when it was told to stop, that is why, whatever it says. */
export function explainFailure(thrown: unknown, signal: AbortSignal, provider: string): LlmError {
  const stopped = signal.aborted && signal.reason instanceof LlmError ? signal.reason : undefined;
  if (thrown instanceof LlmError) {
    const { usage } = thrown.details;
    return stopped
      ? new LlmError(stopped.code, stopped.message, { ...stopped.details, ...(usage && { usage }) })
      : thrown;
  }
  if (stopped) return stopped;
  return new LlmError('BAD_ANSWER', `${provider} failed in a way that it does not explain.`, {
    provider,
    retryable: false,
    hint: 'The log has the details.',
    cause: thrown,
  });
}

/**
 * Whether the provider worked on a failed attempt: it answered, or it was stopped under way, by the core or by a timer
 * of the provider's own. Otherwise it was turned away, and nothing is charged.
 */
export function wasSent(thrown: unknown, signal: AbortSignal): boolean {
  if (!(thrown instanceof LlmError)) return signal.aborted;
  if (thrown.details.answered) return true;
  const stopped = signal.aborted || thrown.code === 'TIMEOUT' || thrown.code === 'CANCELLED';
  return stopped && thrown.details.status === undefined;
}
