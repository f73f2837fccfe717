import type { Canon } from './canon.ts';
import type { Fact, Literal } from './graph.ts';
import { publicId } from './public-id.ts';
import type { GraphView, KnownAt } from './store/store.ts';

/** A fact as it is shown: with names, and with what it rests on. */
export interface ShownFact {
  id: string;
  subject: { id: string; name: string };
  relation: string;
  object?: { id: string; name: string };
  value?: Literal;
  validFrom?: number | undefined;
  validTo?: number | undefined;
  confidence: number;
  text?: string | undefined;
  sources: ShownSource[];
  /** How many sources it has in all. */
  support: number;
}

export interface ShownSource {
  episode: string;
  title?: string | undefined;
  uri?: string | undefined;
  quote?: string | undefined;
  at?: number | undefined;
}

/** Sources shown with a fact. */
const SOURCES = 3;

/** Rows of facts with the names of what they are about, in the same order. Entities that are one have one name. */
export async function showFacts(
  view: GraphView,
  canon: Canon,
  rows: readonly Fact[],
  knownAt: KnownAt = 'now',
): Promise<ShownFact[]> {
  const ids = new Set(
    rows
      .flatMap(({ subject, object }) => (object === undefined ? [subject] : [subject, object]))
      .map(canon.of),
  );
  const names = new Map((await view.entities([...ids], knownAt)).map(({ entity, name }) => [entity, name]));
  const supports = await view.supports([...new Set(rows.map(({ fact }) => fact))], knownAt);
  const shown = new Map<number, typeof supports>();
  const counts = new Map<number, number>();
  for (const support of supports) {
    const some = shown.get(support.fact) ?? [];
    counts.set(support.fact, (counts.get(support.fact) ?? 0) + 1);
    if (some.length < SOURCES) shown.set(support.fact, [...some, support]);
  }
  const episodes = new Map(
    (await view.rows('episode', [...new Set([...shown.values()].flat().map(({ episode }) => episode))])).map(
      (one) => [one.row, one],
    ),
  );
  const end = (entity: number) => {
    const id = canon.of(entity);
    return { id: publicId('entity', id), name: names.get(id) ?? '' };
  };
  return rows.map((row) => ({
    id: publicId('fact', row.fact),
    subject: end(row.subject),
    relation: row.relation,
    ...(row.object !== undefined && { object: end(row.object) }),
    ...(row.value !== undefined && { value: row.value }),
    validFrom: row.validFrom,
    validTo: row.validTo,
    confidence: row.confidence,
    text: row.text,
    support: counts.get(row.fact) ?? 0,
    sources: (shown.get(row.fact) ?? []).map(({ episode, quote }) => {
      const from = episodes.get(episode);
      return {
        episode: publicId('episode', episode),
        title: from?.title,
        uri: from?.uri,
        quote,
        at: from?.occurredAt,
      };
    }),
  }));
}
