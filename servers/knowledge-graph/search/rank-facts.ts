import type { Canon } from '../canon.ts';
import type { Fact } from '../graph.ts';
import type { Moment } from '../moment.ts';
import type { GraphView } from '../store/store.ts';
import { isKnown } from './named-entities.ts';
import { type QueryWord, stemsOf } from './query-words.ts';
import { rarestOf, type WeighedWord, weighWords } from './rare-words.ts';

export interface RankedFact {
  row: Fact;
  /** The share of the query's words that the best chain through it covers, by what they tell. */
  score: number;
  /** Words of the query that it has. */
  words: string[];
  /** Entities that led to it, where it was not found by the query itself. */
  path: readonly number[];
}

export interface FactSearch {
  graph: string;
  words: readonly QueryWord[];
  canon: Canon;
  moment: Moment;
  /** Only facts that overlap it. */
  between?: { from: number; to: number } | undefined;
  /** Entities from which chains begin. */
  entities: readonly number[];
  /** Facts of a chain, at most. */
  hops: number;
}

/** Facts by their words that are looked at. */
const BY_WORDS = 60;
/** Entities whose facts are read for a hop, and facts of each. */
const WIDTH = 6;
const OF_EACH = 40;
/** What it is worth, as a share of the query, that a fact goes on where the one before ends. */
const LINK = 0.05;

interface Chain {
  fact: RankedFact;
  score: number;
  open: Map<string, number>;
  path: readonly number[];
}

/** Facts by their own words, by the entities that the query names, and along chains from those; the best first. */
export async function rankFacts(view: GraphView, search: FactSearch): Promise<RankedFact[]> {
  const { graph, canon, moment, entities, hops, between } = search;
  const weighed = await weighWords(view, 'fact', search.words);
  const weights = new Map(weighed.map(({ stem, weight }) => [stem, weight]));
  const whole = [...weights.values()].reduce((sum, weight) => sum + weight, 0) || 1;
  const names = new Map<number, readonly string[]>();
  const found = new Map<number, RankedFact>();
  const visited = new Set<number>();

  const holds = ({
    validFrom = Number.NEGATIVE_INFINITY,
    validTo = Number.POSITIVE_INFINITY,
  }: Fact): boolean => between === undefined || (validFrom < between.to && validTo > between.from);
  /** The facts as chains of one, or as continued. */
  const chained = async (rows: readonly Fact[], before?: Chain, through?: number): Promise<Chain[]> => {
    await readNames(view, canon, rows, moment, names);
    const hop = before ? before.path.length + 2 : 1;
    return rows.filter(holds).map((row) => {
      const has = stemsOfFact(row, canon, names);
      const open = before?.open ?? weights;
      const gain = [...open].reduce((sum, [stem, weight]) => sum + (has.has(stem) ? weight : 0), 0) / whole;
      const score = (before?.score ?? 0) + gain + (before ? LINK : 0);
      const path = before && through !== undefined ? [...before.path, through] : [];
      const words = weighed.filter(({ stem }) => has.has(stem)).map(({ word }) => word);
      const fact = { row, score: Math.min(1, score / Math.sqrt(hop)), words, path };
      if (fact.score > (found.get(row.row)?.score ?? -1)) found.set(row.row, fact);
      if (before) raise(found, before.fact, fact.score);
      return { fact, score, path, open: new Map([...open].filter(([stem]) => !has.has(stem))) };
    });
  };
  const factsOf = (entity: number): Promise<Fact[]> => {
    visited.add(entity);
    return view.facts(canon.members(entity), { ...moment, limit: OF_EACH });
  };

  const first = new Map<number, Fact>();
  for (const row of await byWords(view, graph, weighed, moment)) first.set(row.row, row);
  for (const entity of entities.slice(0, WIDTH)) {
    for (const row of await factsOf(entity)) first.set(row.row, row);
  }
  let chains = await chained([...first.values()]);
  for (let hop = 1; hop < hops && chains.length > 0; hop += 1) {
    const next: Chain[] = [];
    for (const [entity, chain] of openEnds(chains, canon, visited)) {
      next.push(...(await chained(await factsOf(entity), chain, entity)));
    }
    chains = next;
  }
  return [...found.values()].sort(
    (a, b) => b.score - a.score || b.words.length - a.words.length || a.row.row - b.row.row,
  );
}

/** A fact through which a better one was found is worth as much, and stands before it. */
function raise(found: Map<number, RankedFact>, fact: RankedFact, score: number): void {
  const before = found.get(fact.row.row) ?? fact;
  if (score >= before.score) found.set(fact.row.row, { ...before, score: Math.min(1, score + 1e-6) });
}

async function byWords(
  view: GraphView,
  graph: string,
  weighed: readonly (WeighedWord & { rows: number })[],
  { validAt, knownAt }: Moment,
): Promise<Fact[]> {
  const rare = rarestOf(weighed);
  const hits = await view.find(
    'fact',
    graph,
    rare.map(({ word }) => word),
    BY_WORDS,
  );
  const rows = await view.rows(
    'fact',
    hits.map(({ row }) => row),
  );
  return rows.filter((row) => isKnown(row, knownAt) && (validAt === undefined || holdsAt(row, validAt)));
}

function holdsAt({ validFrom, validTo }: Fact, at: number): boolean {
  return (validFrom === undefined || validFrom <= at) && (validTo === undefined || validTo > at);
}

/** The entities at which the best chains end and of which no facts were read yet, each by its best chain. */
function openEnds(chains: readonly Chain[], canon: Canon, visited: ReadonlySet<number>): Map<number, Chain> {
  const ends = new Map<number, Chain>();
  const order = chains
    .filter(({ score, open }) => score > 0 && open.size > 0)
    .sort((a, b) => b.score - a.score || a.fact.row.row - b.fact.row.row);
  for (const chain of order) {
    const { subject, object } = chain.fact.row;
    for (const end of object === undefined ? [subject] : [object, subject]) {
      const entity = canon.of(end);
      if (ends.size < WIDTH && !visited.has(entity) && !ends.has(entity)) ends.set(entity, chain);
    }
  }
  return ends;
}

async function readNames(
  view: GraphView,
  canon: Canon,
  rows: readonly Fact[],
  { knownAt }: Moment,
  names: Map<number, readonly string[]>,
): Promise<void> {
  const ends = rows.flatMap(({ subject, object }) => (object === undefined ? [subject] : [subject, object]));
  const missing = [...new Set(ends.map(canon.of))].filter((entity) => !names.has(entity));
  if (missing.length === 0) return;
  for (const entity of missing) names.set(entity, []);
  for (const { entity, name } of await view.entities(missing, knownAt)) names.set(entity, stemsOf(name));
}

function stemsOfFact(
  { subject, relation, object, value, text }: Fact,
  canon: Canon,
  names: ReadonlyMap<number, readonly string[]>,
): Set<string> {
  return new Set([
    ...(names.get(canon.of(subject)) ?? []),
    ...stemsOf(relation.replaceAll('_', ' ')),
    ...(object === undefined ? stemsOf(String(value ?? '')) : (names.get(canon.of(object)) ?? [])),
    ...stemsOf(text ?? ''),
  ]);
}
