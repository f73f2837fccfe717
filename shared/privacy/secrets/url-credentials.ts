import type { Finding } from '../finding.ts';
import { isPlaceholder } from '../randomness.ts';
import type { View } from '../view.ts';

/** user:password before the host (RFC 3986 §3.2.1). A password may hold `@`, or wrongly a slash. */
const USER = /[^\s:/?#@"'`<>[\](){}]{0,64}:/y;
const AUTHORITY = /[^\s/?#"'`<>]{1,256}@(?=[A-Za-z0-9[])/y;
const WITH_SLASH = /[^\s@"'`<>]{1,256}@(?=[A-Za-z0-9[])/y;

/** The passwords in URLs: `postgres://user:password@host/database`. */
export function findUrlCredentials(view: View): Finding[] {
  const { text, joins } = view;
  const findings: Finding[] = [];
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const start = after(USER, text, at + 3);
    if (start === undefined) continue;
    const end = (after(AUTHORITY, text, start) ?? after(WITH_SLASH, text, start) ?? 0) - 1;
    if (end <= start) continue;
    const password = text.slice(start, end);
    if (isNotOne(password)) continue;
    // A port at the end of one line and an address on the next, in joined lines.
    if (joins.length > 0 && /^\d{1,5}\D/.test(password)) continue;
    findings.push({ detector: 'url-password', class: 'secret', level: 4, start, end });
  }
  return findings;
}

function after(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** A port and a path with an `@` in it, or what a document writes in place of a password. */
function isNotOne(password: string): boolean {
  return /^\d{1,5}\//.test(password) || isPlaceholder(password) || /^(?:pass|pw|pwd)$/i.test(password);
}
