import type { Said } from '../http/status.ts';

/**
 * What an error of the SDK says of itself. An error inside a stream comes with status 200: there only its code tells
 * what happened, and the status it would have had is named here.
 */
export function saidOf(error: unknown): Said & { status?: number } {
  const { code, type, message } = (error ?? {}) as { code?: unknown; type?: unknown; message?: unknown };
  const named = [code, type].filter((one) => typeof one === 'string').join(' ');
  const status = statusOf(named);
  return {
    ...(named && { code: named }),
    ...(typeof message === 'string' && { message }),
    ...(status !== undefined && { status }),
  };
}

function statusOf(code: string): number | undefined {
  if (/rate_limit|insufficient_quota/.test(code)) return 429;
  return /server_error|overloaded|unavailable/.test(code) ? 503 : undefined;
}
