import { type DateCue, findDates } from './cues/dates.ts';
import { findMarks, type Marks } from './cues/marks.ts';
import { findNames, type NameCue } from './cues/names.ts';
import type { Link, ParsedDocument } from './document.ts';
import { linesIn, type Span, sentencesIn } from './sentences.ts';

/** What can be told of a document by rules alone: the same text always has the same cues. */
export interface Cues extends Marks {
  links: Link[];
  /** Links to notes, by their names. */
  wikilinks: Link[];
  dates: DateCue[];
  names: NameCue[];
}

/**
 * Links, addresses, people and words behind @ and #, dates that are named in full, and names by their form, with their
 * places in the text. Code has only addresses and links.
 */
export async function findCues({
  kind,
  text,
  blocks,
  links,
}: Pick<ParsedDocument, 'kind' | 'text' | 'blocks' | 'links'>): Promise<Cues> {
  const code = blocks.filter((block) => block.kind === 'code');
  const inCode = withinSpans(code.map(({ start, end }) => [start, end]));
  const marks = findMarks(text, inCode);
  const prose = blocks.filter((block) => block.kind !== 'code');
  const sentences = prose.flatMap((block): Span[] => {
    const whole: Span = [block.start, block.end];
    const flowing = block.kind === 'paragraph' || block.kind === 'quote';
    // JSON is lines of `path: value`.
    if (flowing && kind !== 'json') return sentencesIn(text, whole);
    return linesIn(text, whole).flatMap((line) => sentencesIn(text, line));
  });
  const dates = (kind === 'code' ? [] : await findDates(text)).filter(({ start }) => !inCode(start));
  const others = [...marks.urls, ...marks.emails, ...marks.mentions, ...marks.hashtags, ...dates];
  const elsewhere = others.map(({ start, end }): Span => [start, end]).sort((a, b) => a[0] - b[0]);
  return {
    ...marks,
    links: links.filter(({ wiki }) => !wiki),
    wikilinks: links.filter(({ wiki }) => wiki),
    dates,
    names: findNames(text, sentences, withinSpans(elsewhere)),
  };
}

/** Whether a place is within one of the spans, which are in order and apart. */
function withinSpans(spans: readonly Span[]): (at: number) => boolean {
  return (at) => {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((spans[middle]?.[0] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return at < (spans[low - 1]?.[1] ?? -1);
  };
}
