import type { Block, ParsedDocument } from './document.ts';
import { linesIn, piecesIn, type Span, sentencesIn } from './sentences.ts';
import { estimateTokens } from './tokens.ts';

export interface Chunk {
  /** From 0, in the order of the text. */
  ord: number;
  /** The headings that all of it is under; the heading that a section begins with is one of them. */
  headings: string[];
  /** `document.text.slice(start, end)` */
  text: string;
  start: number;
  end: number;
  /** As `estimateTokens` has it. */
  tokens: number;
}

export interface ChunkOptions {
  /** Tokens that a chunk may have, at least 16; 320 unless said. */
  maxTokens?: number;
  /** Tokens of whole sentences that a chunk says again of the one before it in its section; an eighth unless said. */
  overlapTokens?: number;
}

/** A section is tiny below this part of a chunk: it goes together with what follows. */
const TINY = 8;
const LEAST = 16;

/** What belongs to one heading: stretches that are not taken apart. */
interface Section {
  headings: string[];
  begins: Block['kind'];
  units: Span[];
}

/**
 * A document in chunks of at most `maxTokens`. They do not cross headings, unless a section is tiny, and keep sentences,
 * items and rows whole where these fit. All that is not space is in a chunk, in order; chunks of one section overlap.
 * @throws RangeError when the options make no sense.
 */
export function chunkDocument(
  document: Pick<ParsedDocument, 'text' | 'blocks'>,
  { maxTokens = 320, overlapTokens = Math.floor(maxTokens / 8) }: ChunkOptions = {},
): Chunk[] {
  if (!(maxTokens >= LEAST)) throw new RangeError(`A chunk has at least ${LEAST} tokens.`);
  if (!(overlapTokens >= 0 && overlapTokens < maxTokens)) {
    throw new RangeError('Chunks overlap by less than they have.');
  }
  const { text } = document;
  const tokens = ([start, end]: Span): number => estimateTokens(text.slice(start, end));
  const fits = (span: Span): boolean => tokens(span) <= maxTokens;
  const sections = joinTiny(sectionsOf(text, document.blocks, fits), maxTokens, tokens);
  const chunks: Chunk[] = [];
  for (const { headings, units } of sections) {
    for (const [start, end] of pack(units, { fits, tokens, overlapTokens })) {
      chunks.push({
        ord: chunks.length,
        headings,
        text: text.slice(start, end),
        start,
        end,
        tokens: tokens([start, end]),
      });
    }
  }
  return chunks;
}

function sectionsOf(text: string, blocks: readonly Block[], fits: (span: Span) => boolean): Section[] {
  const sections: Section[] = [];
  for (const block of blocks) {
    const last = sections.at(-1);
    // A heading does not stay alone because what follows is long and could be parted.
    const heading = block.kind !== 'heading' && last?.units.length === 1 && last.begins === 'heading';
    const units = unitsOf(text, block, heading ? (last.units[0]?.[0] ?? block.start) : block.start, fits);
    if (last && block.kind !== 'heading') for (const unit of units) last.units.push(unit);
    else {
      const headings = block.kind === 'heading' ? [...block.headings, block.text] : block.headings;
      sections.push({ headings, units, begins: block.kind });
    }
  }
  return sections;
}

/** A block whole where it fits with what leads to it, else by sentences or lines, else by words. */
function unitsOf(text: string, block: Block, lead: number, fits: (span: Span) => boolean): Span[] {
  const whole: Span = [block.start, block.end];
  const prose = block.kind === 'paragraph' || block.kind === 'quote' || block.kind === 'heading';
  if (!prose && fits([lead, block.end])) return [whole];
  const parts = prose ? sentencesIn(text, whole) : linesIn(text, whole);
  return parts.flatMap((part) => {
    if (fits(part)) return [part];
    // A line of a list or a table may be prose; what is still too long is cut.
    const finer = prose ? [part] : sentencesIn(text, part);
    return finer.flatMap((one) => (fits(one) ? [one] : piecesIn(text, one, fits)));
  });
}

/** Puts sections that are tiny before what follows, as long as both together are a chunk. */
function joinTiny(
  sections: readonly Section[],
  maxTokens: number,
  tokens: (span: Span) => number,
): Section[] {
  const joined: Section[] = [];
  for (const section of sections) {
    const last = joined.at(-1);
    const both = last && extent([...last.units, ...section.units]);
    const tiny = last && tokens(extent(last.units)) * TINY <= maxTokens;
    if (last && both && tiny && tokens(both) <= maxTokens) {
      joined[joined.length - 1] = {
        headings: common(last.headings, section.headings),
        begins: last.begins,
        units: [...last.units, ...section.units],
      };
    } else joined.push(section);
  }
  return joined;
}

function extent(units: readonly Span[]): Span {
  return [units[0]?.[0] ?? 0, units.at(-1)?.[1] ?? 0];
}

function common(a: readonly string[], b: readonly string[]): string[] {
  const end = a.findIndex((heading, index) => heading !== b[index]);
  return a.slice(0, end < 0 ? a.length : end);
}

interface Measures {
  fits: (span: Span) => boolean;
  tokens: (span: Span) => number;
  overlapTokens: number;
}

/** Units as chunks: as many as fit, each but the first beginning with the end of the one before. */
function* pack(units: readonly Span[], { fits, tokens, overlapTokens }: Measures): Generator<Span> {
  for (let first = 0, next = 0; next < units.length; ) {
    const start = units[first]?.[0] ?? 0;
    // What is said again must leave room for something new.
    let end = units[next]?.[1] ?? 0;
    if (first < next && !fits([start, end])) {
      first += 1;
      continue;
    }
    next += 1;
    for (let more = units[next]; more && fits([start, more[1]]); more = units[next]) {
      end = more[1];
      next += 1;
    }
    yield [start, end];
    first = next;
    while (first > 0 && tokens([units[first - 1]?.[0] ?? 0, end]) <= overlapTokens) first -= 1;
  }
}
