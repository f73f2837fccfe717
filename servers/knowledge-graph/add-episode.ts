import { createHash } from 'node:crypto';
import { chunkDocument } from '../../shared/text/chunk-document.ts';
import { DOCUMENT_LIMITS } from '../../shared/text/document-limits.ts';
import { readPlainText } from '../../shared/text/formats/plain-text.ts';
import type { AssertRequest } from './assertion.ts';
import type { EntityOutcome } from './resolve-all.ts';
import type { GraphChange } from './store/store.ts';

/** An episode with the chunks of its text. */
export interface AddedEpisode {
  episode: number;
  /** Where a quote stands in it; only the quote where it is not in the text word for word. */
  placeOf(quote: string | undefined): { quote?: string; chunk?: number; start?: number; end?: number };
}

/** Adds the episode of a call with its text in chunks, and which of the call's entities each of them names. */
export async function addEpisode(
  change: GraphChange,
  { episode, entities, facts }: AssertRequest,
  resolved: readonly EntityOutcome[],
): Promise<AddedEpisode> {
  const { text = '', ...record } = episode;
  const hash = createHash('sha256').update(text || JSON.stringify([entities, facts]));
  const row = await change.add('episode', { ...record, hash: hash.digest('hex') });
  const document = readPlainText('/episode/text', text, DOCUMENT_LIMITS);
  const chunks: { row: number; text: string }[] = [];
  for (const chunk of chunkDocument(document)) {
    const added = await change.add('chunk', { episode: row, ...chunk });
    chunks.push({ row: added, text: chunk.text });
    for (const [entity, names] of namesOf(entities, resolved)) {
      const count = names.reduce((sum, name) => sum + occurrences(chunk.text, name), 0);
      if (count > 0) await change.add('mention', { chunk: added, entity, count });
    }
  }
  return {
    episode: row,
    placeOf(quote) {
      if (quote === undefined) return {};
      const found = chunks.find((chunk) => chunk.text.includes(quote));
      const start = found?.text.indexOf(quote) ?? 0;
      return { quote, ...(found && { chunk: found.row, start, end: start + quote.length }) };
    },
  };
}

/** What the call calls each entity. */
function namesOf(
  entities: AssertRequest['entities'],
  resolved: readonly EntityOutcome[],
): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const { entity, ref, name } of resolved) {
    if (entity === undefined) continue;
    const asked = entities.find((one) => (one.ref ?? one.name) === ref);
    names.set(entity, [
      ...new Set([...(names.get(entity) ?? []), asked?.name ?? ref, name, ...(asked?.aliases ?? [])]),
    ]);
  }
  return names;
}

/** How often a name stands in a text as words of its own. */
function occurrences(text: string, name: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (!isWordPart(text.at(at - 1), at > 0) && !isWordPart(text[at + name.length], true)) count += 1;
  }
  return count;
}

function isWordPart(character: string | undefined, there: boolean): boolean {
  return there && character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}
