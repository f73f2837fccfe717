import { createHmac, randomBytes } from 'node:crypto';
import type { Finding, Level } from './finding.ts';
import { withoutInvisible } from './view.ts';

/** What was taken out, and the mark that stands in its place. Where: in the redacted text. */
export interface Redaction extends Pick<Finding, 'detector' | 'class' | 'level' | 'start' | 'end'> {
  mark: string;
}

let ofProcess: Buffer | undefined;

/**
 * The text with every finding from a level on replaced by a mark such as `[redacted:github#7f3a]`. The suffix is of
 * an HMAC-SHA-256 of the value, so that one secret has one mark and the mark tells nothing about it.
 * @param findings of this very text, in order and without overlaps, as `scan` returns them.
 * @param key of the HMAC; without one, random for each process.
 */
export function redact(
  text: string,
  findings: readonly Finding[],
  fromLevel: Level,
  key: Uint8Array = processKey(),
): { text: string; redactions: Redaction[] } {
  const redactions: Redaction[] = [];
  let redacted = '';
  let from = 0;
  for (const { start, end, ...finding } of findings) {
    if (finding.level < fromLevel) continue;
    redacted += text.slice(from, start);
    const mark = `[redacted:${finding.detector}#${suffix(text.slice(start, end), key)}]`;
    redactions.push({ ...finding, mark, start: redacted.length, end: redacted.length + mark.length });
    redacted += mark;
    from = end;
  }
  return { text: redacted + text.slice(from), redactions };
}

/** Sixteen bits: enough to tell the secrets of a page apart, too few to test a guess. */
function suffix(value: string, key: Uint8Array): string {
  const plain = withoutInvisible(value).replace(/\s+/g, '');
  return createHmac('sha256', key).update(plain).digest('hex').slice(0, 4);
}

function processKey(): Buffer {
  ofProcess ??= randomBytes(32);
  return ofProcess;
}
