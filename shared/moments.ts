import { IzaError } from './mcp/errors.ts';

/** A year, a month, a day, or a moment with its offset from UTC; the parts of ISO 8601 that leave nothing to guess. */
const MOMENT = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?)?)?$/;

/** The ends of what JavaScript and people can mean: years 0001 to 9999. */
const FIRST = Date.parse('0001-01-01');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

export const MOMENT_MESSAGE =
  'must be a date such as 2026-11-20, 2026-11 or 2026, or a moment such as 2026-11-20T09:30:00Z';

/** Milliseconds since the epoch at which it begins (UTC for dates); undefined when there is no such day. */
export function parseMoment(text: string): number | undefined {
  if (!MOMENT.test(text)) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return undefined;
  // Date.parse rolls the 31st of a short month over to the next one.
  const day = text.length >= 10 ? text.slice(0, 10) : undefined;
  if (day && new Date(`${day}T00:00Z`).toISOString().slice(0, 10) !== day) return undefined;
  return at >= FIRST && at <= LAST ? at : undefined;
}

export function isMoment(text: string): boolean {
  return parseMoment(text) !== undefined;
}

/** A moment that the input schema has let through already. */
export function momentOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseMoment(text);
}

/** The interval in which something holds. @throws IzaError INVALID_INPUT when it ends before it begins. */
export function intervalOf(
  { valid_from, valid_to }: { valid_from?: string | undefined; valid_to?: string | undefined },
  pointer = '',
): { validFrom?: number; validTo?: number } {
  const validFrom = momentOf(valid_from);
  const validTo = momentOf(valid_to);
  if (validFrom !== undefined && validTo !== undefined && validTo <= validFrom) {
    throw new IzaError('INVALID_INPUT', `${pointer}/valid_to: it has to be later than valid_from.`, {
      why: `${valid_to} is not after ${valid_from}.`,
      hint: 'Nothing was changed. Swap them, or leave one out.',
    });
  }
  return { ...(validFrom !== undefined && { validFrom }), ...(validTo !== undefined && { validTo }) };
}
