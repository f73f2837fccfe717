import { acronymsIn } from './acronyms.ts';
import { cleanName } from './fold.ts';
import { forbidsMerging } from './guards.ts';
import type { NearName } from './name-index.ts';
import type { Named } from './named.ts';
import { differingNumbers } from './numerals.ts';
import { normaliseName, readName } from './read-name.ts';

/** An entity as a text, a document or the host names it. */
export interface Mention {
  name: string;
  type?: string | undefined;
  /** Canonical strong keys, as `strongKey` gives them. */
  keys: readonly string[];
  /** Other names that it was given together with. */
  aliases: readonly string[];
  /** The entity that it already is, when its duplicates are looked for. */
  id?: number | undefined;
}

export const HOW_NAMED = ['name', 'alias', 'acronym', 'former'] as const;

/** An entity under one of its names. */
export interface KnownName extends Named {
  id: number;
  /** What `name` is to it: for an alias, `name` is the alias as it is written. */
  how: (typeof HOW_NAMED)[number];
}

/** What is asked of the store. */
export interface Known {
  /** Entities that have a strong key. */
  byKey(key: string): readonly number[];
  /** All names with this normal form, of all entities. */
  named(normalised: string): readonly KnownName[];
  /** As `NameIndex.near`, with what else is known of the entities. */
  near(name: string, limit: number): readonly (NearName & Omit<Named, 'name'>)[];
  /** Whether two entities were declared not to be the same. */
  distinct(a: number, b: number): boolean;
  /** The type of an entity, for those found by key. */
  typeOf(id: number): string | undefined;
}

/** Whether something of one type may be of the other. Asked only when both are stated. */
export type TypesFit = (a: string, b: string) => boolean;

export interface Offered {
  id: number;
  score: number;
  why: string[];
}

/** An offered entity; `forbidden` says what speaks against it. */
export type Similar = Offered & { forbidden?: string };

export type Resolution =
  | { same: number; rule: 'key' | KnownName['how']; evidence: string }
  | { ambiguous: Offered[] }
  | { new: true; similar: Similar[] };

/** How many are offered. */
const OFFERED = 5;
/** Shorter acronyms stand for too much: New York (NY) is a state, and New York a city. */
const SHORTEST_ACRONYM = 3;

/**
 * Which known entity a mention is. Only what is certain is said to be the same: a strong key that one entity has; one
 * entity with a name, alias, acronym or former name that is written alike, its type fitting and no guard against it; or
 * where there is none, one entity that is written like an alias of the mention. Several of them, or a key of something
 * of another type, are ambiguous. Otherwise it is new, and those that it may be are offered.
 * @throws as `normaliseName`, for the name and the aliases.
 */
export function resolve(mention: Mention, known: Known, typesFit: TypesFit): Resolution {
  const otherNames = [...mention.aliases, ...acronymsOf(mention.name)];
  for (const name of otherNames) normaliseName(name);
  const candidates = candidatesOf(mention, known, typesFit);
  const held = candidates.byKeys();
  if (held) return held;
  const named = exactOr(candidates.alike(mention.name), mention.name);
  if (named.length > 0) return oneOf(named, (best) => best.how);
  const otherwise = otherNames.flatMap(candidates.alike);
  if (otherwise.length > 0) return oneOf(otherwise, ({ how }) => (how === 'name' ? 'alias' : how));
  return { new: true, similar: candidates.similar() };
}

interface Candidates {
  byKeys(): Resolution | undefined;
  /** Those with a name that is written like one of the mention's, but for those that a guard speaks against. */
  alike(name: string): KnownName[];
  /** Those that were refused, and those with near names; best first. */
  similar(): Similar[];
}

function candidatesOf(mention: Mention, known: Known, typesFit: TypesFit): Candidates {
  const refused = new Map<number, Similar>();
  const isOther = (id: number): boolean =>
    id !== mention.id && !(mention.id !== undefined && known.distinct(mention.id, id));
  const unfit = (type: string | undefined): string | undefined =>
    mention.type === undefined || type === undefined || typesFit(mention.type, type)
      ? undefined
      : `their types do not fit: ${[mention.type, type].sort().join(', ')}`;
  const words = (name: string): string[] => readName(name).words.map(({ text }) => text);
  const refusal = (name: string, candidate: KnownName): string | undefined =>
    unfit(candidate.type) ??
    forbidsMerging({ ...mention, name }, candidate) ??
    // Who calls an iPhone 15 an iPhone as well does not make it one with all of them.
    (name === mention.name ? undefined : differingNumbers(words(mention.name), words(candidate.name)));

  return {
    byKeys() {
      const held = new Map<number, string[]>();
      for (const key of mention.keys) {
        for (const id of known.byKey(key).filter(isOther)) held.set(id, [...(held.get(id) ?? []), key]);
      }
      const [first] = held;
      if (!first) return undefined;
      if (held.size === 1 && unfit(known.typeOf(first[0])) === undefined) {
        return { same: first[0], rule: 'key', evidence: first[1].join(', ') };
      }
      return {
        ambiguous: [...held].map(([id, keys]) => ({
          id,
          score: 1,
          why: [...keys.map((key) => `it has ${key}`), ...[unfit(known.typeOf(id)) ?? []].flat()],
        })),
      };
    },
    alike: (name) =>
      known.named(normaliseName(name)).filter((candidate) => {
        if (!isOther(candidate.id)) return false;
        const forbidden = refusal(name, candidate);
        if (forbidden === undefined) return true;
        refused.set(candidate.id, { id: candidate.id, score: 1, why: [whyAlike(candidate)], forbidden });
        return false;
      }),
    similar() {
      const found = new Map(refused);
      const near = [mention.name, ...mention.aliases].flatMap((name) => known.near(name, OFFERED * 2));
      for (const candidate of near.sort((a, b) => b.score - a.score)) {
        const { id, score, why, type } = candidate;
        if (!isOther(id) || unfit(type) !== undefined || found.has(id)) continue;
        const forbidden = forbidsMerging(mention, candidate);
        found.set(id, { id, score, why, ...(forbidden !== undefined && { forbidden }) });
      }
      return [...found.values()].sort((a, b) => b.score - a.score || a.id - b.id).slice(0, OFFERED);
    },
  };
}

/** The one entity that all of them name, or all that they name. */
function oneOf(found: readonly KnownName[], ruleOf: (best: KnownName) => KnownName['how']): Resolution {
  const ids = [...new Set(found.map(({ id }) => id))];
  const best = found.find(({ how }) => how === 'name') ?? found[0];
  if (best && ids.length === 1) return { same: best.id, rule: ruleOf(best), evidence: whyAlike(best) };
  return {
    ambiguous: ids.map((id) => ({ id, score: 1, why: found.filter((each) => each.id === id).map(whyAlike) })),
  };
}

const whyAlike = ({ name, how }: KnownName): string =>
  `${how === 'name' ? 'its name' : how === 'former' ? 'its former name' : `its ${how}`} is "${name}"`;

/** Those written exactly so, where one is named so: Volvo AB before Volvo. An alias comes before no name. */
function exactOr(found: readonly KnownName[], name: string): readonly KnownName[] {
  const exact = cleanName(name).toLowerCase();
  const same = found.filter((candidate) => cleanName(candidate.name).toLowerCase() === exact);
  return same.some(({ how }) => how === 'name') ? same : found;
}

/** "World Health Organization (WHO)" names itself twice. */
function acronymsOf(name: string): string[] {
  return acronymsIn(name).flatMap((pair) =>
    pair.acronym.length >= SHORTEST_ACRONYM ? [pair.name, pair.acronym] : [],
  );
}
