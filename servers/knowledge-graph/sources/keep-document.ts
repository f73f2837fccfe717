import { IzaError } from '../../../shared/mcp/errors.ts';
import type { Span } from '../../../shared/text/sentences.ts';
import { believe } from '../believe.ts';
import { checkFact } from '../check-fact.ts';
import type { MentionRecord } from '../graph.ts';
import { endEpisode, retractSupport } from '../retract.ts';
import type { DrawnEntity, DrawnFact, PreparedDocument } from './drawn.ts';
import { type Keeping, resolveDrawn } from './resolve-drawn.ts';

export interface Kept {
  episode: number;
  /** What was left out of it, in words. */
  notes: string[];
}

/**
 * Adds a document to the graph in place of the episode that it was before. The next version is there before what only
 * the old one said is taken back, so that a fact of both stays the same fact.
 */
export async function keepDocument(
  keeping: Keeping,
  source: string,
  document: PreparedDocument,
  before: number | undefined,
): Promise<Kept> {
  const { change, ontology } = keeping;
  const [old] = before === undefined ? [] : await change.rows('episode', [before]);
  const live = old && old.ended === undefined ? old.row : undefined;
  if (live !== undefined) await endEpisode(change, live);
  const { kind, title, uri, hash, occurredAt, actor, chunks } = document;
  const externalId = await freeId(keeping, source, document.externalId);
  const episode = await change.add('episode', {
    kind,
    title,
    uri,
    source,
    externalId,
    hash,
    occurredAt,
    actor,
  });
  const first = await change.addAll(
    'chunk',
    chunks.map((chunk) => ({ episode, ...chunk })),
  );
  const { ids, undecided } = await resolveDrawn(keeping, document.entities);
  await change.addAll('mention', mentionsIn(chunks, first, document.entities, ids));
  const refused = await keepFacts(keeping, document, { episode, first, ids });
  if (live !== undefined) await retractSupport(change, ontology, live);
  return {
    episode,
    notes: [
      ...document.notes,
      ...(undecided.length > 0 ? [`May be several entities, so not linked: ${listed(undecided)}.`] : []),
      ...(refused.length > 0 ? [`Not stored as facts: ${listed(refused)}.`] : []),
    ],
  };
}

/** A file that was moved keeps its episode under its old id; what comes to lie there has another. */
async function freeId({ change }: Keeping, source: string, wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? wanted : `${wanted}#${number}`;
    if (!(await change.episodeOf(change.graph, source, id))) return id;
  }
}

interface Place {
  entity: number;
  start: number;
  end: number;
}

/** How often each chunk names each entity; what two chunks share counts in both. */
function mentionsIn(
  chunks: PreparedDocument['chunks'],
  first: number,
  entities: readonly DrawnEntity[],
  ids: ReadonlyMap<string, number>,
): MentionRecord[] {
  const places = entities
    .flatMap(({ ref, places: spans }): Place[] => {
      const entity = ids.get(ref);
      return entity === undefined ? [] : spans.map(([start, end]: Span) => ({ entity, start, end }));
    })
    .sort((a, b) => a.start - b.start);
  const mentions: MentionRecord[] = [];
  for (const [index, { start, end }] of chunks.entries()) {
    const counts = new Map<number, number>();
    const seen = new Set<string>();
    for (let at = lowerBound(places, start); at < places.length; at += 1) {
      const place = places[at];
      if (!place || place.start >= end) break;
      // A name that is both a link and a word of the sentence stands there once.
      const key = `${place.entity} ${place.start}`;
      if (place.end > end || seen.has(key)) continue;
      seen.add(key);
      counts.set(place.entity, (counts.get(place.entity) ?? 0) + 1);
    }
    for (const [entity, count] of counts) mentions.push({ chunk: first + index, entity, count });
  }
  return mentions;
}

function lowerBound(places: readonly Place[], start: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Says which were refused: by the ontology, or for an end that may be several. */
async function keepFacts(
  keeping: Keeping,
  { facts, chunks, occurredAt, entities }: PreparedDocument,
  { episode, first, ids }: { episode: number; first: number; ids: ReadonlyMap<string, number> },
): Promise<string[]> {
  const { change, ontology, known } = keeping;
  const refused: string[] = [];
  const idOf = (ref: string): number => {
    const id = ids.get(ref);
    if (id !== undefined) return id;
    throw new IzaError('NOT_FOUND', `${ref} is no entity that is known.`);
  };
  const nameOf = (ref: string): string => entities.find((one) => one.ref === ref)?.name ?? ref;
  for (const fact of facts) {
    try {
      const asked = { ...fact, confidence: 1, supersedes: [] };
      const told = checkFact(ontology, asked, '', { idOf, entity: (id) => known.entity(id), warnings: [] });
      const { fact: believed } = await believe(keeping, { ...told, at: occurredAt ?? change.at });
      await change.add('support', {
        fact: believed,
        episode,
        ...placeOf(fact, chunks, first),
        extractor: 'rules',
      });
    } catch (error) {
      if (!(error instanceof IzaError)) throw error;
      refused.push(
        `${nameOf(fact.subject)} ${fact.relation} ${fact.object ? nameOf(fact.object) : fact.value}`,
      );
    }
  }
  return refused;
}

function placeOf({ quote }: DrawnFact, chunks: PreparedDocument['chunks'], first: number) {
  if (quote === undefined) return {};
  const index = chunks.findIndex(({ text }) => text.includes(quote));
  const start = chunks[index]?.text.indexOf(quote);
  return start === undefined ? { quote } : { quote, chunk: first + index, start, end: start + quote.length };
}

const MOST_LISTED = 10;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).join(', ');
  return names.length > MOST_LISTED ? `${shown} and ${names.length - MOST_LISTED} more` : shown;
}
