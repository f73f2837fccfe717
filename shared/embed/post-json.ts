import type { Clock } from '../clock.ts';
import { answered } from '../llm/errors.ts';
import { beginAttempt } from '../llm/http/attempt.ts';
import { hasBegun } from '../llm/http/exchange.ts';
import type { Origin } from '../llm/http/origin.ts';

export interface PostOptions {
  origin: Origin;
  clock: Clock;
  url: string;
  apiKey?: string | undefined;
  fetch?: typeof fetch | undefined;
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
}

/**
 * One request with JSON both ways, for providers without a kept SDK worth its size.
 * @throws LlmError as every provider's attempt does; what `read` throws as well.
 */
export async function postJson<T>(
  options: PostOptions,
  body: unknown,
  read: (answer: unknown) => T,
): Promise<T> {
  const { origin, clock, url, apiKey, fetch, signal, timeoutMs } = options;
  const attempt = beginAttempt(
    { origin, clock, ...(apiKey !== undefined && { secret: apiKey }), ...(fetch && { fetch }) },
    { signal, timeoutMs },
  );
  try {
    const response = await attempt.fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify(body),
      signal: attempt.signal,
    });
    if (!response.ok) throw new Error((await response.text()).slice(0, 2_000));
    return read(await response.json());
  } catch (error) {
    const failed = attempt.explain(error);
    throw hasBegun(attempt.exchange) ? answered(failed) : failed;
  }
}
