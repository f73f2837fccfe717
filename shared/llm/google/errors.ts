import * as z from 'zod';
import type { Said } from '../http/status.ts';

/** The body of an error (https://cloud.google.com/apis/design/errors), which the SDK hands on as its message. */
const BodySchema = z.object({
  error: z.object({
    code: z.number().optional().catch(undefined),
    message: z.string().catch(''),
    status: z.string().catch(''),
    details: z
      .array(z.object({ reason: z.string().optional(), retryDelay: z.string().optional() }))
      .optional()
      .catch(undefined),
  }),
});

/** What an error of the SDK says of itself. One inside a stream comes with status 200, and names its own. */
export function saidOf(error: unknown): Said & { status?: number; retryAfterMs?: number } {
  const { message, status } = (error ?? {}) as { message?: unknown; status?: unknown };
  if (typeof message !== 'string') return {};
  const parsed = BodySchema.safeParse(parse(message.slice(Math.max(0, message.indexOf('{')))));
  const own = typeof status === 'number' ? { status } : {};
  if (!parsed.success) return { ...own, message };
  const { details = [], ...body } = parsed.data.error;
  const reasons = details.map(({ reason }) => reason).filter((reason) => reason !== undefined);
  const wait = details.map(({ retryDelay }) => delayMs(retryDelay)).find((ms) => ms !== undefined);
  return {
    ...own,
    code: [body.status, ...reasons].join(' '),
    message: body.message,
    ...(wait !== undefined && { retryAfterMs: wait }),
  };
}

/** A duration as protobuf writes it in JSON: `34s`, `34.074824224s`. */
function delayMs(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?s$/.test(text)
    ? Math.ceil(Number.parseFloat(text) * 1000)
    : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
