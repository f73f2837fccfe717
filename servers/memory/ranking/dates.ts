import type { ParsedComponents, ParsedResult } from 'chrono-node';
import type { Interval } from './entry.ts';

/** Finds the times that a text speaks of, as spans as wide as the words leave them: a day, a week, a month, a year. */
export type DateTagger = (text: string, at: number) => Interval[];

/**
 * What a text with a time in it has in it: looking for these costs a fiftieth of reading the times. Units of time are
 * only worth it beside a direction, since "for years" names no time.
 */
const HINT =
  /\b(?:1[89]|20)\d\d\b|\b(?:yesterday|today|tonight|tomorrow|ago|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|august|september|october|november|december)\b|\b(?:last|next|this|past|coming|in|the|of|on|back|since|until|by|early|late|mid|\d{1,2}(?:st|nd|rd|th)?)[ -](?:few |couple of |two |three |\d+ )?(?:night|morning|afternoon|evening|days?|weeks?|weekend|months?|years?|spring|summer|autumn|fall|winter|march|may|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thu|thurs|fri|sat|sun)\b|\b(?:march|may|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.? \d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}/i;

const DAY = 86_400_000;
/** Times past these many characters of a text are not looked for: reading them takes time in proportion. */
const MOST_READ = 4_000;
const MOST_TIMES = 8;

/** Loads the parser, which is heavy, on first use. English; everything in UTC. */
export async function loadDateTagger(): Promise<DateTagger> {
  const { en } = await import('chrono-node');
  return (text, at) => {
    const read = text.slice(0, MOST_READ);
    if (!HINT.test(read) || !Number.isFinite(new Date(at).getTime())) return [];
    const found = en.casual.parse(read, { instant: new Date(at), timezone: 0 }).flatMap(interval);
    const spans = [...found, ...yearsAndSeasons(read, at, found.length > 0)];
    return spans.filter(({ from, to }) => from < to).slice(0, MOST_TIMES);
  };
}

function interval(result: ParsedResult): Interval[] {
  // "May" and "sat" alone are more often words than dates, and a time of day says nothing about the day.
  if (/^(?:may|march|sat|sun|mar|now|second)$/i.test(result.text)) return [];
  const start = span(result.start, result.text);
  if (!start) return [];
  const end = result.end && span(result.end, result.text);
  return [{ from: start.from, to: end ? Math.max(start.to, end.to) : start.to }];
}

function span(parts: ParsedComponents, text: string): Interval | undefined {
  const year = parts.get('year') ?? 1970;
  const month = (parts.get('month') ?? 1) - 1;
  const day = Date.UTC(year, month, parts.get('day') ?? 1);
  if (/weekend/i.test(text)) return { from: day, to: day + 2 * DAY };
  if (/week/i.test(text)) return { from: day - 3 * DAY, to: day + 4 * DAY };
  if (parts.isCertain('day') || parts.isCertain('weekday')) return { from: day, to: day + DAY };
  if (parts.isCertain('month')) return { from: Date.UTC(year, month), to: Date.UTC(year, month + 1) };
  if (parts.isCertain('year')) return { from: Date.UTC(year, 0), to: Date.UTC(year + 1, 0) };
  return undefined;
}

/** What the parser leaves out: a year alone, and "last summer". Seasons are those of the northern half. */
function yearsAndSeasons(text: string, at: number, hasDates: boolean): Interval[] {
  const spans: Interval[] = [];
  const years = hasDates
    ? []
    : text.matchAll(
        /\b(?:in|since|(?<!(?:spring|summer|autumn|fall|winter) )of|from|until|by|during|year) ((?:19|20)\d\d)\b/gi,
      );
  for (const [, year] of years)
    spans.push({ from: Date.UTC(Number(year), 0), to: Date.UTC(Number(year) + 1, 0) });
  for (const match of text.matchAll(
    /\b(last|this|next|in the|the) (spring|summer|autumn|fall|winter)(?: of (\d{4}))?/gi,
  )) {
    // "The summer" alone may be any.
    if (match[1]?.toLowerCase() === 'the' && !match[3]) continue;
    const first =
      { spring: 2, summer: 5, autumn: 8, fall: 8, winter: 11 }[match[2]?.toLowerCase() ?? ''] ?? 0;
    const now = new Date(at);
    const started = now.getUTCMonth() >= first + 3;
    const shift = { last: started ? 0 : -1, next: started ? 1 : 0 }[match[1]?.toLowerCase() ?? ''] ?? 0;
    const year = match[3] ? Number(match[3]) : now.getUTCFullYear() + shift;
    spans.push({ from: Date.UTC(year, first), to: Date.UTC(year, first + 3) });
  }
  return spans;
}
