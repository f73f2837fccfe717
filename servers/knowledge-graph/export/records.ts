import type { Canon } from '../canon.ts';
import { canonOf } from '../canon.ts';
import type { Extractor, Fact, Literal, Support } from '../graph.ts';
import { publicId } from '../public-id.ts';
import type { GraphStore, GraphView } from '../store/store.ts';
import type { Selection } from './select.ts';

export interface ExportedEntity {
  id: string;
  type: string;
  name: string;
  summary?: string | undefined;
  /** Other names, in the order in which they were learned. */
  also: string[];
  /** What belongs to it alone, as it was written. */
  keys: string[];
  /** Entities that were found to be this one. */
  merged: { id: string; type: string; name: string }[];
}

export interface ExportedFact {
  /** Of this interval: `f7`, or `f7.12` for a further one of the same fact. */
  id: string;
  fact: string;
  subject: string;
  relation: string;
  object?: string;
  value?: Literal;
  validFrom?: number | undefined;
  validTo?: number | undefined;
  confidence: number;
  text?: string | undefined;
  sources: ExportedSource[];
}

export interface ExportedSource {
  /** Of the support itself, unique in the store. */
  id: string;
  episode: string;
  kind: string;
  title?: string | undefined;
  uri?: string | undefined;
  quote?: string | undefined;
  at?: number | undefined;
  extractor: Extractor;
}

/** Entities that are read at a time. */
const PAGE = 200;

/** The entities of a selection, in the order of their numbers. */
export async function* entitiesIn(
  store: GraphStore,
  { graph, knownAt, entities }: Selection,
): AsyncGenerator<ExportedEntity> {
  for (let start = 0; start < entities.length; start += PAGE) {
    yield* await store.read(async (view) => {
      const canon = canonOf(await view.merges(graph, knownAt));
      const page = entities.slice(start, start + PAGE);
      const members = canon.all(page);
      const rows = new Map((await view.entities(members, knownAt)).map((one) => [one.entity, one]));
      const aliases = Map.groupBy(await view.aliases(members, knownAt), ({ entity }) => canon.of(entity));
      return page.flatMap((id) => {
        const entity = rows.get(id);
        if (!entity) return [];
        const named = aliases.get(id) ?? [];
        const names = (key: boolean) => [
          ...new Set(
            named
              .filter(({ kind, name }) => (kind === 'key') === key && name !== entity.name)
              .map(({ name }) => name),
          ),
        ];
        const merged = canon.members(id).slice(1);
        return {
          id: publicId('entity', id),
          type: entity.type,
          name: entity.name,
          summary: entity.summary,
          also: names(false),
          keys: names(true),
          merged: merged.flatMap((other) => {
            const row = rows.get(other);
            return row ? [{ id: publicId('entity', other), type: row.type, name: row.name }] : [];
          }),
        };
      });
    });
  }
}

/**
 * The facts of a selection, in the order of their subjects and then of their rows: those that have an entity of it as
 * their subject, and another as their object or a value.
 */
export async function* factsIn(
  store: GraphStore,
  { graph, knownAt, validAt, relations, entities }: Selection,
  mostSources = Number.POSITIVE_INFINITY,
): AsyncGenerator<ExportedFact> {
  const selected = new Set(entities);
  for (let start = 0; start < entities.length; start += PAGE) {
    yield* await store.read(async (view) => {
      const canon = canonOf(await view.merges(graph, knownAt));
      const page = entities.slice(start, start + PAGE);
      const filter = { direction: 'out' as const, relations, validAt, knownAt };
      const rows = await view.facts(canon.all(page), filter);
      const kept = rows
        .filter(({ object }) => object === undefined || selected.has(canon.of(object)))
        .sort((a, b) => canon.of(a.subject) - canon.of(b.subject) || a.row - b.row);
      const sources = mostSources > 0 ? await sourcesOf(view, kept, knownAt, mostSources) : undefined;
      return kept.map((row) => factOf(row, canon, sources?.get(row.fact) ?? []));
    });
  }
}

function factOf(row: Fact, canon: Canon, sources: ExportedSource[]): ExportedFact {
  const fact = publicId('fact', row.fact);
  return {
    id: row.row === row.fact ? fact : `${fact}.${row.row}`,
    fact,
    subject: publicId('entity', canon.of(row.subject)),
    relation: row.relation,
    ...(row.object !== undefined && { object: publicId('entity', canon.of(row.object)) }),
    ...(row.value !== undefined && { value: row.value }),
    validFrom: row.validFrom,
    validTo: row.validTo,
    confidence: row.confidence,
    text: row.text,
    sources,
  };
}

async function sourcesOf(
  view: GraphView,
  facts: readonly Fact[],
  knownAt: Selection['knownAt'],
  most: number,
): Promise<Map<number, ExportedSource[]>> {
  const supports = new Map<number, Support[]>();
  for (const support of await view.supports([...new Set(facts.map(({ fact }) => fact))], knownAt)) {
    const some = supports.get(support.fact) ?? [];
    if (some.length < most) some.push(support);
    supports.set(support.fact, some);
  }
  const episodes = new Map(
    (
      await view.rows('episode', [...new Set([...supports.values()].flat().map(({ episode }) => episode))])
    ).map((one) => [one.row, one]),
  );
  const source = (support: Support): ExportedSource[] => {
    const episode = episodes.get(support.episode);
    if (!episode) return [];
    return [
      {
        id: `s${support.row}`,
        episode: publicId('episode', support.episode),
        kind: episode.kind,
        title: episode.title,
        uri: episode.uri,
        quote: support.quote,
        at: episode.occurredAt,
        extractor: support.extractor,
      },
    ];
  };
  return new Map([...supports].map(([fact, some]) => [fact, some.flatMap(source)]));
}
