import { matches } from './matches.ts';
import { plainView, type View } from './view.ts';

/** The shortest that can hold a secret worth the name: 15 bytes. */
const LEAST = 20;
const RUNS = /[A-Za-z0-9+/_-]{18,}={0,2}/g;
const TEXT_SHARE = 0.9;
/** In joined lines the first pieces of a run may be words of prose: so many other starts are tried. */
const STARTS = 2;

/**
 * What is base64 or base64url (RFC 4648) of text inside a view, decoded, one level. A finding in it stands for the
 * whole encoded run.
 */
export function* decoded(view: View): Generator<View> {
  let join = 0;
  for (const match of matches(view.text, RUNS)) {
    if (match[0].length < LEAST) continue;
    const end = match.index + match[0].length;
    const starts = [match.index];
    while ((view.joins[join] ?? end) < match.index) join += 1;
    for (let i = join; i < join + STARTS && (view.joins[i] ?? end) < end; i += 1) {
      starts.push(view.joins[i] ?? end);
    }
    for (const start of starts) {
      if (end - start < LEAST) continue;
      const text = textOf(view.text.slice(start, end));
      if (text) yield plainView(text, () => view.source(start, end));
    }
  }
}

/** The decoded text; nothing where it is no text. `Buffer` takes both alphabets. */
export function textOf(encoded: string): string | undefined {
  // A glance at the beginning settles nearly every hash and identifier.
  if (!readable(Buffer.from(encoded.slice(0, 24), 'base64'))) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  return readable(bytes) ? bytes.toString('latin1') : undefined;
}

function readable(bytes: Buffer): boolean {
  let text = 0;
  for (const byte of bytes) {
    if ((byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13) text += 1;
  }
  return bytes.length > 0 && text >= bytes.length * TEXT_SHARE;
}
