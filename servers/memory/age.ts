const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365.2425 * DAY;

const UNITS = [
  ['year', YEAR],
  ['month', YEAR / 12],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
] as const;

let words: Intl.RelativeTimeFormat | undefined;

/**
 * How long ago a moment was, in the largest whole unit: "3 days ago"; "in 3 days" for one that is to come. Both times
 * in ms since the epoch.
 */
export function ageOf(at: number, now: number): string {
  const elapsed = now - at;
  const unit = UNITS.find(([, length]) => Math.abs(elapsed) >= length);
  if (!unit) return 'just now';
  words ??= new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  return words.format(-Math.trunc(elapsed / unit[1]), unit[0]);
}
