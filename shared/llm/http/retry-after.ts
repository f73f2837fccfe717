/** Seconds as digits, or an HTTP date (RFC 9110 §10.2.3). */
const SECONDS = /^\d+(\.\d+)?$/;

/**
 * Milliseconds that a provider asks to wait: `retry-after-ms` where it sends that, `retry-after` otherwise. Undefined
 * when it says nothing that can be read; 0 when the time it names has passed. Never capped here.
 */
export function retryAfterMs(headers: Headers | undefined, now: number): number | undefined {
  const exact = headers?.get('retry-after-ms')?.trim();
  if (exact && SECONDS.test(exact)) return Math.ceil(Number(exact));
  const value = headers?.get('retry-after')?.trim();
  if (!value) return undefined;
  if (SECONDS.test(value)) return Math.ceil(Number(value) * 1000);
  // `Date.parse` takes almost anything, a lone `-5` included: a date of HTTP has letters and a colon.
  const date = /[a-z].*:/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
