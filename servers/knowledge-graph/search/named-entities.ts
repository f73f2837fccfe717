import { STOP_WORDS } from '../../../shared/text/words/stop-words.ts';
import type { Canon } from '../canon.ts';
import { keyIn } from '../entity-key.ts';
import { normaliseName } from '../resolution/read-name.ts';
import type { GraphView, KnownAt } from '../store/store.ts';
import { type QueryWord, stemsOf } from './query-words.ts';
import { rareWords } from './rare-words.ts';

/** An entity that a query names, whole or in part. */
export interface NamedEntity {
  entity: number;
  /** The name by which it was found. */
  name: string;
  /** 1 for a whole name, less for a part of one. */
  score: number;
}

/** Words of a name in a query. */
const LONGEST = 6;
/** Entities that one name may mean. */
const SAME_NAME = 5;
/** Names found by some of their words. */
const PARTIAL = 20;
/** What a name counts of which only a part is in the query. */
const PART = 0.8;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’&.@/:_-]+[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu;

/** Entities that a query names: by their whole names, the longest at each place, or else by words of their names. */
export async function namedEntities(
  view: GraphView,
  graph: string,
  query: string,
  words: readonly QueryWord[],
  canon: Canon,
  knownAt: KnownAt,
): Promise<NamedEntity[]> {
  const found = new Map<number, NamedEntity>();
  const offer = (one: NamedEntity): void => {
    if (one.score > (found.get(one.entity)?.score ?? 0)) found.set(one.entity, one);
  };
  const whole = await wholeNames(view, graph, query, canon, knownAt);
  for (const { ids, name } of whole) {
    for (const entity of ids.slice(0, SAME_NAME)) offer({ entity, name, score: 1 });
  }
  // A word of a whole name says nothing of others that share it.
  const taken = new Set(whole.flatMap(({ name }) => stemsOf(name)));
  const rare = await rareWords(
    view,
    'alias',
    words.filter(({ stem }) => !taken.has(stem)),
  );
  const hits = await view.find(
    'alias',
    graph,
    rare.map(({ word }) => word),
    PARTIAL,
  );
  const asked = new Set(words.map(({ stem }) => stem));
  for (const { entity, name, added, ended } of await view.rows(
    'alias',
    hits.map(({ row }) => row),
  )) {
    if (!isKnown({ added, ended }, knownAt)) continue;
    const stems = [...new Set(stemsOf(name))];
    const there = stems.filter((stem) => asked.has(stem)).length;
    offer({ entity: canon.of(entity), name, score: (PART * there) / stems.length });
  }
  return [...found.values()].sort((a, b) => b.score - a.score || a.entity - b.entity);
}

export function isKnown(
  { added, ended }: { added: number; ended?: number | undefined },
  at: KnownAt,
): boolean {
  if (at === 'ever') return true;
  return at === 'now' ? ended === undefined : added <= at && (ended === undefined || ended > at);
}

interface Stretch {
  from: number;
  to: number;
  name: string;
  norms: string[];
}

async function wholeNames(
  view: GraphView,
  graph: string,
  query: string,
  canon: Canon,
  knownAt: KnownAt,
): Promise<{ ids: number[]; name: string }[]> {
  const stretches = stretchesOf(query);
  const byNorm = new Map<string, number[]>();
  const norms = [...new Set(stretches.flatMap((one) => one.norms))];
  for (const { norm, entity } of await view.named(graph, norms, knownAt)) {
    byNorm.set(norm, [...new Set([...(byNorm.get(norm) ?? []), canon.of(entity)])]);
  }
  const taken = new Set<number>();
  const found: { ids: number[]; name: string }[] = [];
  for (const { from, to, name, norms: own } of stretches) {
    const ids = own.flatMap((norm) => byNorm.get(norm) ?? []);
    const places = Array.from({ length: to - from }, (_, index) => from + index);
    if (ids.length === 0 || places.some((place) => taken.has(place))) continue;
    for (const place of places) taken.add(place);
    found.push({ ids: [...new Set(ids)], name });
  }
  return found;
}

/** Runs of words that may be a name, the longest first. One of stop words alone is none, nor one that begins or ends with one. */
function stretchesOf(query: string): Stretch[] {
  const words = [...query.slice(0, 2_000).matchAll(WORD)].slice(0, 40);
  const cased = /.\p{Lu}/u.test(query);
  const stretches: Stretch[] = [];
  for (let length = Math.min(LONGEST, words.length); length > 0; length -= 1) {
    for (let from = 0; from + length <= words.length; from += 1) {
      const [first, last] = [words[from], words[from + length - 1]];
      if (!first || !last || STOP_WORDS.has(last[0].toLowerCase())) continue;
      const article = /^(?:the|a|an)$/i.test(first[0]) && length > 1;
      if (STOP_WORDS.has(first[0].toLowerCase()) && !article) continue;
      // A word alone is a name where it is written as one, or where nothing is.
      if (length === 1 && cased && !/[\p{Lu}\p{N}@/]/u.test(first[0])) continue;
      const name = query.slice(first.index, last.index + last[0].length);
      const norms = normsOf(name);
      if (norms.length > 0) stretches.push({ from, to: from + length, name, norms });
    }
  }
  return stretches;
}

function normsOf(name: string): string[] {
  try {
    const key = name.includes(' ') ? undefined : keyIn(name);
    return key === undefined ? [normaliseName(name)] : [normaliseName(name), key];
  } catch {
    return [];
  }
}
