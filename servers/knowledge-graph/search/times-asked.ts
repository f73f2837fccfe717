import { findDates } from '../../../shared/text/cues/dates.ts';

/** A stretch of time, [from, to). */
export interface Stretch {
  from: number;
  to: number;
}

const YEAR =
  /\b(before|until|by|after|since|from|between|during|in|of|and|to)?\s*(?<![\d./-])((?:1\d|20)\d\d)(?![\d./-])/giu;

/** The time that a query speaks of: its days, months and years, with "before", "since" and the like; undefined if none. */
export async function timesAsked(query: string): Promise<Stretch | undefined> {
  const dates = (await findDates(query)).map(({ value, until, start, end }) => ({
    ...lasting(value, until),
    start,
    end,
    lead: /\b(before|until|by|after|since|from)\s+$/iu.exec(query.slice(0, start))?.[1],
  }));
  const years = [...query.matchAll(YEAR)]
    .filter(
      ({ index, 0: said }) => !dates.some(({ start, end }) => index + said.length > start && index < end),
    )
    .map(({ 1: lead, 2: year = '' }) => ({ ...lasting(year), lead }));
  const times = [...dates, ...years];
  if (times.length === 0) return undefined;
  if (times.length > 1) {
    return { from: Math.min(...times.map(({ from }) => from)), to: Math.max(...times.map(({ to }) => to)) };
  }
  const [{ from, to, lead = '' } = { from: 0, to: 0 }] = times;
  if (/^(?:before|until|by)$/i.test(lead))
    return { from: Number.NEGATIVE_INFINITY, to: /^before$/i.test(lead) ? from : to };
  if (/^after$/i.test(lead)) return { from: to, to: Number.POSITIVE_INFINITY };
  if (/^(?:since|from)$/i.test(lead)) return { from, to: Number.POSITIVE_INFINITY };
  return { from, to };
}

/** From the beginning of a day, month or year to its end, or to that of another. */
function lasting(value: string, until = value): Stretch {
  const [year = 0, month, day] = until.split('-').map(Number);
  const end =
    day !== undefined
      ? Date.UTC(year, (month ?? 1) - 1, day + 1)
      : Date.UTC(month === undefined ? year + 1 : year, month ?? 0);
  return { from: Date.parse(value), to: end };
}
