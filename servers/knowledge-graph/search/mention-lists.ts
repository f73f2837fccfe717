import { createNumberLists, type NumberLists } from '../../../shared/number-lists.ts';
import type { Canon } from '../canon.ts';

/** Which passages name which entities, in both directions. */
export interface MentionLists {
  /** @param about whether the passage's document is about the entity: it is called so. Once said, it stays. */
  add(slot: number, entity: number, about: boolean): void;
  remove(slot: number, entity: number): void;
  /** Ids of the entities that a passage names, upwards, merges not looked through. */
  entities(slot: number): Link[];
  /** Slots of the passages that name an entity, upwards. */
  passages(entity: number): Link[];
  /** How many entities a passage names. */
  named(slot: number): number;
  /** How many passages name an entity. */
  count(entity: number): number;
  /** How many entities are named at all. */
  readonly size: number;
}

export interface Link {
  to: number;
  about: boolean;
}

/** Each end of a mention is a number of a list: what it leads to, doubled, and 1 more where it is about that. */
export function createMentionLists(): MentionLists {
  const indexes = new Map<number, number>();
  const ids: number[] = [];
  const ofPassages = createNumberLists();
  const ofEntities = createNumberLists();
  const indexOf = (entity: number): number => {
    const known = indexes.get(entity);
    if (known !== undefined) return known;
    indexes.set(entity, ids.length);
    return ids.push(entity) - 1;
  };
  const read = (lists: NumberLists, list: number, to: (number: number) => number): Link[] => {
    const [start, length] = [lists.start(list), lists.length(list)];
    return Array.from(lists.data.subarray(start, start + length), (value) => ({
      to: to(value >>> 1),
      about: (value & 1) === 1,
    }));
  };
  const remove = (slot: number, index: number): boolean => {
    ofEntities.remove(index, slot * 2, slot * 2 + 2);
    return ofPassages.remove(slot, index * 2, index * 2 + 2);
  };
  return {
    add(slot, entity, about) {
      const index = indexOf(entity);
      const before = ofPassages.remove(slot, index * 2 + 1, index * 2 + 2);
      remove(slot, index);
      const bit = Number(about || before);
      ofPassages.insert(slot, index * 2 + bit);
      ofEntities.insert(index, slot * 2 + bit);
    },
    remove(slot, entity) {
      const index = indexes.get(entity);
      if (index !== undefined) remove(slot, index);
    },
    entities: (slot) => read(ofPassages, slot, (index) => ids[index] ?? 0).sort((a, b) => a.to - b.to),
    passages(entity) {
      const index = indexes.get(entity);
      return index === undefined ? [] : read(ofEntities, index, (slot) => slot);
    },
    named: ofPassages.length,
    count(entity) {
      const index = indexes.get(entity);
      return index === undefined ? 0 : ofEntities.length(index);
    },
    get size() {
      return ids.length;
    },
  };
}

/** Mentions as one moment has them: entities that are one are one, and passages that were not known are not there. */
export interface Links {
  entities(slot: number): Link[];
  passages(entity: number): Link[];
  /** How rare it is to name an entity, from 1 for one that a single passage names down to 0; 0 for what too many name. */
  rarity(entity: number): number;
  /** At least how many entities a passage names, and how many passages name an entity; without reading them. */
  named(slot: number): number;
  count(entity: number): number;
  /** Passages and entities that there are, each at most. */
  readonly size: number;
}

/** Entities in more passages than this share lead everywhere, and so nowhere; in a few passages nothing does. */
const MOST_SHARE = 0.05;
const FEW = 10;

export function linksOf(
  lists: MentionLists,
  canon: Canon,
  size: number,
  isKnown: (slot: number) => boolean,
): Links {
  const rarities = new Map<number, number>();
  const passages = new Map<number, Link[]>();
  const found = new Map<number, Link[]>();
  const once = <T>(known: Map<number, T>, key: number, work: () => T): T => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = work();
    known.set(key, result);
    return result;
  };
  const countOf = (entity: number): number =>
    canon.members(entity).reduce((sum, member) => sum + lists.count(member), 0);
  const rarityOf = (entity: number): number => {
    const count = countOf(entity);
    if (count === 0 || count > Math.max(FEW, MOST_SHARE * size)) return 0;
    return size > 1 ? Math.log((size + 1) / count) / Math.log(size + 1) : 1;
  };
  return {
    entities: (slot) =>
      once(found, slot, () =>
        joined(lists.entities(slot).map((link) => ({ ...link, to: canon.of(link.to) }))),
      ),
    passages: (entity) =>
      once(passages, entity, () =>
        joined(canon.members(entity).flatMap(lists.passages)).filter(({ to }) => isKnown(to)),
      ),
    rarity: (entity) => once(rarities, entity, () => rarityOf(entity)),
    named: lists.named,
    count: countOf,
    size: Math.max(size, lists.size),
  };
}

/** Each end once, upwards; about it where any of the links is. */
function joined(links: readonly Link[]): Link[] {
  const ends = new Map<number, Link>();
  for (const { to, about } of links) ends.set(to, { to, about: about || (ends.get(to)?.about ?? false) });
  return [...ends.values()].sort((a, b) => a.to - b.to);
}
