import type { Finding } from '../finding.ts';
import type { View } from '../view.ts';

/** The longest key that is looked through for its end: RSA of 16,384 bits is 13 kB in PEM. */
const LONGEST = 40_000;
/** RFC 7468 (PEM), OpenSSH's and PuTTY's own forms, RFC 9580 §6.2 (OpenPGP). */
const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d:/g;
const END = /-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|Private-MAC: [0-9a-f]{40,64}/g;
/** What a key whose end is missing is made of. */
const BODY = /^[ \t\r\n>|#*"'`+,\\A-Za-z0-9/=_:;.-]*/;

/** Private keys, from their first line to their last; where the last is missing, as far as the block goes. */
export function findPrivateKeys({ text }: View): Finding[] {
  const findings: Finding[] = [];
  let last: RegExpExecArray | null | undefined;
  BEGIN.lastIndex = 0;
  for (let match = BEGIN.exec(text); match; match = BEGIN.exec(text)) {
    const begun = BEGIN.lastIndex;
    if (last === undefined || (last && last.index < begun)) {
      END.lastIndex = begun;
      last = END.exec(text);
    }
    const next = text.indexOf('-----BEGIN ', begun);
    const limit = Math.min(begun + LONGEST, next === -1 ? text.length : next);
    const end = last && last.index <= limit ? last.index + last[0].length : unfinished(text, begun, limit);
    if (end === undefined) continue;
    findings.push({ detector: 'private-key', class: 'secret', level: 4, start: match.index, end });
    BEGIN.lastIndex = end;
  }
  return findings;
}

/** The end of a key without its last line; nothing where hardly anything follows, as where PEM is explained. */
function unfinished(text: string, from: number, limit: number): number | undefined {
  const [body = ''] = BODY.exec(text.slice(from, limit)) ?? [];
  let end: number | undefined;
  for (const line of body.matchAll(/[A-Za-z0-9+/=]{24,}/g)) end = from + line.index + line[0].length;
  return end;
}
