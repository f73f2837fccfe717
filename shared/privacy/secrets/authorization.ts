import { textOf } from '../encoded.ts';
import type { Finding } from '../finding.ts';
import { matches } from '../matches.ts';
import { isPlaceholder } from '../randomness.ts';
import type { View } from '../view.ts';

/** Credentials of HTTP: RFC 7617 (Basic), RFC 6750 (Bearer), and those of curl's `-u`. */
const SCHEME =
  /(?<![a-z])(?:(?<basic>basic)|(?<bearer>bearer|token))[ \t]{1,4}(?<value>[A-Za-z0-9\-._~+/]{8,4096}={0,2})/gi;
const CURL = /\s(?:-u|--user)[ =]{1,2}["']?([^\s:"']{1,64}):([^\s"']{4,128})/g;

/** What is sent to a server in proof of who one is. */
export function findAuthorizations({ text }: View): Finding[] {
  const findings: Finding[] = [];
  const add = (end: number, value: string) =>
    findings.push({ detector: 'authorization', class: 'secret', level: 4, start: end - value.length, end });
  for (const match of matches(text, SCHEME)) {
    const { basic, value = '' } = match.groups ?? {};
    if (basic ? isUserAndPassword(value) : isBearer(value)) add(match.index + match[0].length, value);
  }
  for (const match of matches(text, CURL)) {
    const [whole, , password = ''] = match;
    if (/\d/.test(password) && /[A-Za-z]/.test(password) && !isPlaceholder(password)) {
      add(match.index + whole.length, password);
    }
  }
  return findings;
}

function isUserAndPassword(value: string): boolean {
  return /^[^:\s]{0,128}:[^\s]{1,128}$/.test(textOf(value) ?? '');
}

/** Longer than a word, of digits and letters or of more changes of case than a name has. */
function isBearer(value: string): boolean {
  if (value.length < 16 || isPlaceholder(value) || /^[a-z]+(?:[-_./][a-z0-9]+)+$/i.test(value)) return false;
  if (/\d/.test(value)) return /[A-Za-z]/.test(value);
  return value.length >= 24 && (value.match(/[a-z][A-Z]/g) ?? []).length >= 4;
}
