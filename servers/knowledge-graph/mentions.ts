import type { Chunk } from '../../shared/text/chunk-document.ts';
import { findCues } from '../../shared/text/cues.ts';
import type { ParsedDocument } from '../../shared/text/document.ts';
import type { KnownNames } from './known-names.ts';
import { LONGEST_NAME } from './resolution/fold.ts';
import { normaliseName } from './resolution/read-name.ts';

/** That a chunk names something, before it is resolved to an entity. */
export interface NamedInChunk {
  /** As it is written where it comes first. */
  name: string;
  /** As names are compared (resolution/read-name.ts). */
  norm: string;
  count: number;
}

/**
 * What each chunk of a document names, by rules alone: names by their form and links to notes (shared/text/cues.ts), and
 * names that are known already, however they are written here. The longest name at a place counts, and a known one
 * before one by form. In the order of the text; the same text with the same names known gives the same.
 */
export async function namesInChunks(
  document: ParsedDocument,
  chunks: readonly Pick<Chunk, 'start' | 'end'>[],
  known: KnownNames,
): Promise<NamedInChunk[][]> {
  const cues = await findCues(document);
  const byForm = cues.names.flatMap(({ spans }) =>
    spans.map(([start, end]) => ({ name: document.text.slice(start, end).replace(/\s+/g, ' '), start, end })),
  );
  const places = longest([...known.find(document.text), ...byForm]);
  const links = cues.wikilinks.map(({ target }) => target);
  return chunks.map(({ start, end }) => {
    const named = new Map<string, NamedInChunk>();
    const inside = places.filter((place) => place.start >= start && place.end <= end).map(({ name }) => name);
    const text = document.text.slice(start, end);
    for (const name of [...inside, ...links.filter((target) => text.includes(target))]) {
      const norm = normOf(name);
      if (norm === undefined) continue;
      const before = named.get(norm);
      if (before) before.count += 1;
      else named.set(norm, { name, norm, count: 1 });
    }
    return [...named.values()];
  });
}

interface Place {
  name: string;
  start: number;
  end: number;
}

/** Places that do not overlap: of two that do the longer one, of equal ones the first given. */
function longest(places: readonly Place[]): Place[] {
  const order = [...places].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Place[] = [];
  for (const place of order) {
    const last = kept.at(-1);
    if (!last || place.start >= last.end) kept.push(place);
    else if (place.end - place.start > last.end - last.start) kept[kept.length - 1] = place;
  }
  return kept;
}

/** Undefined for what cannot be a name: too long, or nothing that shows. */
function normOf(name: string): string | undefined {
  if (name.length > LONGEST_NAME || !/[\p{L}\p{N}]/u.test(name)) return undefined;
  return normaliseName(name);
}
