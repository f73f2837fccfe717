import type { Finding } from '../finding.ts';
import { endOfToken } from '../joined.ts';
import { isJWT } from '../packages.ts';
import type { View } from '../view.ts';

/** `{"` in base64url: how the header of a JSON Web Token starts (RFC 7519 §3.1). */
const START = 'eyJ';
const TOKEN = /[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){2,4}|[A-Za-z0-9_-]+/y;
const WHOLE = /^eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]{8,}){1,3}$/;

/** JSON Web Tokens: three parts (signed) or five (encrypted), of which the first is a JSON header with `alg`. */
export function findJsonWebTokens(view: View): Finding[] {
  const { text } = view;
  const findings: Finding[] = [];
  for (let start = text.indexOf(START); start !== -1; ) {
    TOKEN.lastIndex = start;
    TOKEN.test(text);
    const reached = Math.max(TOKEN.lastIndex, start + START.length);
    const end = endOfToken(view, start, reached, (at) => WHOLE.test(text.slice(start, at)));
    if (view.starts(start) && isToken(text.slice(start, end))) {
      findings.push({ detector: 'jwt', class: 'secret', level: 4, start, end });
    }
    start = text.indexOf(START, reached);
  }
  return findings;
}

function isToken(token: string): boolean {
  if (!WHOLE.test(token)) return false;
  const parts = token.split('.');
  if (parts.length === 3 && !isJWT(token)) return false;
  if (parts.length === 4) return false;
  return /"alg"\s{0,4}:/.test(Buffer.from(parts[0] ?? '', 'base64url').toString('latin1'));
}
