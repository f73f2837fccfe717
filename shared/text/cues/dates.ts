import type { Cue } from './marks.ts';

/** A day or a month that a text names in full; `value` is ISO 8601: `2026-03-03` or `2026-03`. */
export interface DateCue extends Cue {
  /** The last day, where it is a stretch of time. */
  until?: string;
}

/** Only what is named in full counts, so it does not matter what day it is; it must not be another tomorrow. */
const REFERENCE = new Date(2000, 0, 1, 12);
/** UTF-16 units that are parsed at once: a parser's time grows with the square of them. */
const STRETCH = 1_000;
/** Month and day may stand in either order. */
const EITHER_ORDER = /^\D*(\d{1,2})[/.](\d{1,2})[/.]\d{2,4}/;
/** More often a version. */
const DOTTED = /^\d{4}\.\d/;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** A month alone, which strict parsing passes over. */
const MONTH =
  /(?<![\p{L}\p{N}])(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?,? (\d{4})(?![\p{L}\p{N}])/gu;

type Components = import('chrono-node').ParsedComponents;

/** Days and months with their year. "Tomorrow", "5 March" and "03/04/2026" may be any of several days: left out. */
export async function findDates(text: string): Promise<DateCue[]> {
  if (!/\d{4}/.test(text)) return [];
  const { strict } = await import('chrono-node/en');
  const found: DateCue[] = [];
  for (const [from, stretch] of stretchesOf(text)) {
    const days = strict.parse(stretch, REFERENCE).flatMap(({ index, text: said, start, end }): DateCue[] => {
      const value = dayOf(start);
      if (value === undefined || isEitherOrder(said) || DOTTED.test(said)) return [];
      const lead = /^on\s+/i.exec(said)?.[0].length ?? 0;
      const until = end ? dayOf(end) : undefined;
      const at = from + index;
      return [
        {
          text: said.slice(lead),
          value,
          start: at + lead,
          end: at + said.length,
          ...(until !== undefined && { until }),
        },
      ];
    });
    const months = monthsIn(stretch, from).filter(
      (month) => !days.some(({ start, end }) => month.start < end && start < month.end),
    );
    for (const one of [...days, ...months].sort((a, b) => a.start - b.start)) found.push(one);
  }
  return found;
}

function dayOf(components: Components): string | undefined {
  if (!(['year', 'month', 'day'] as const).every((part) => components.isCertain(part))) return undefined;
  const [year, month, day] = [components.get('year'), components.get('month'), components.get('day')];
  if (year === null || year < 1 || year > 9999) return undefined;
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

function monthsIn(stretch: string, from: number): DateCue[] {
  return [...stretch.matchAll(MONTH)].map(({ 0: said, 1: name = '', 2: year = '', index }) => ({
    text: said,
    value: `${year}-${padded(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1, 2)}`,
    start: from + index,
    end: from + index + said.length,
  }));
}

function padded(value: number | null, digits: number): string {
  return String(value ?? 0).padStart(digits, '0');
}

function isEitherOrder(said: string): boolean {
  const [, first, second] = EITHER_ORDER.exec(said) ?? [];
  return first !== undefined && first !== second && Number(first) <= 12 && Number(second) <= 12;
}

/** Lines with a year in them, long ones in parts that end after a sentence or a word. */
function* stretchesOf(text: string): Generator<[from: number, stretch: string]> {
  for (const { 0: line, index } of text.matchAll(/[^\n]+/g)) {
    for (let at = 0; at < line.length; ) {
      const end = endOfStretch(line, at);
      const stretch = line.slice(at, end);
      if (/\d{4}/.test(stretch)) yield [index + at, stretch];
      at = end;
    }
  }
}

function endOfStretch(line: string, at: number): number {
  const end = at + STRETCH;
  if (end >= line.length) return line.length;
  const stretch = line.slice(at, end);
  const sentence = stretch.lastIndexOf('. ');
  const space = sentence > 0 ? sentence + 1 : stretch.lastIndexOf(' ');
  return space > 0 ? at + space + 1 : end;
}
