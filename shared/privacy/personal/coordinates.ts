import type { Finding } from '../finding.ts';
import { matches } from '../matches.ts';
import type { View } from '../view.ts';
import { isNear } from './nearby.ts';

/** Latitude and longitude with four decimals or more: to some ten metres. */
const DECIMAL =
  /(?<![\w.-])([+-]?\d{1,2}\.\d{4,15})°?\s?([NS])?\s{0,2}[,;/ ]\s{0,2}([+-]?\d{1,3}\.\d{4,15})°?\s?([EWO](?![A-Za-z]))?(?![\w.]|\s{0,2},\s{0,2}[+-]?\d)/g;
const SEXAGESIMAL =
  /\d{1,2}°\s?\d{1,2}['′]\s?(?:\d{1,2}(?:\.\d{1,8})?["″]\s?)?[NS],?\s{0,2}\d{1,3}°\s?\d{1,2}['′]\s?(?:\d{1,2}(?:\.\d{1,8})?["″]\s?)?[EWO]/g;
const WORDS =
  /\b(?:lat|latitude|lon|lng|longitude|gps|coord\w{0,8}|geo|location|position|located|maps?)\b|geo:|@$/i;
/** Before a list of numbers, such as a vector. */
const LISTED = /[\d.]\s{0,2},\s{0,2}$/;

/** Places on the globe, as two numbers that are written as such. */
export function findCoordinates({ text }: View): Finding[] {
  const findings: Finding[] = [];
  const add = (start: number, end: number) =>
    findings.push({ detector: 'coordinates', class: 'location', level: 2, start, end });
  for (const match of matches(text, DECIMAL)) {
    const [whole, latitude, north, longitude, east] = match;
    const end = match.index + whole.length;
    if (Math.abs(Number(latitude)) > 90 || Math.abs(Number(longitude)) > 180) continue;
    if (LISTED.test(text.slice(Math.max(0, match.index - 6), match.index))) continue;
    if ((north && east) || isNear(WORDS, text, match.index, end, 32, 16)) add(match.index, end);
  }
  if (text.includes('°')) {
    for (const match of text.matchAll(SEXAGESIMAL)) add(match.index, match.index + match[0].length);
  }
  return findings;
}
