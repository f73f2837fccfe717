import type { Memory, MemoryKind } from '../memory.ts';
import type { Filter } from '../store/store.ts';
import { markOf } from './seen.ts';

/** What recall has to know of a memory to decide on it without reading it. */
export interface Card {
  /** Tells it from others in a cursor (see seen.ts). */
  mark: number;
  scope: string;
  kind: MemoryKind;
  tags: readonly string[];
  createdAt: number;
  validFrom?: number;
  validTo?: number;
  importance: number;
  trust: number;
  pinned: boolean;
  session?: string;
  speaker?: string;
  superseded: boolean;
}

/** Cards by the seq of their memories. */
export interface Cards {
  get(seq: number): Card | undefined;
  set(seq: number, card: Card): void;
  delete(seq: number): void;
  /** Whether the card of a seq is there, passes a filter, and is none of these marks. */
  passing(filter: Filter, now: number, seen: ReadonlySet<number>): (seq: number) => boolean;
}

const NO_TAGS: readonly string[] = [];

export function cardOf(memory: Memory): Card {
  const {
    id,
    scope,
    kind,
    tags,
    createdAt,
    validFrom,
    validTo,
    importance,
    trust,
    pinned,
    session,
    speaker,
  } = memory;
  return {
    mark: markOf(id),
    scope,
    kind,
    tags: tags.length > 0 ? tags : NO_TAGS,
    createdAt,
    importance,
    trust,
    pinned,
    superseded: memory.supersededBy !== undefined,
    ...(validFrom !== undefined && { validFrom }),
    ...(validTo !== undefined && { validTo }),
    ...(session !== undefined && { session }),
    ...(speaker !== undefined && { speaker }),
  };
}

/** Whether an active memory passes a filter: as store/sqlite-filter.ts has it, but for entities and earlier knowledge. */
export function fitting(filter: Filter, now: number): (card: Card) => boolean {
  const scopes = new Set(filter.scopes);
  const kinds = filter.kinds && new Set<MemoryKind>(filter.kinds);
  const { tags = [], speaker, session, between, validAt = now } = filter;
  return (card) => {
    if (!scopes.has(card.scope) || (kinds && !kinds.has(card.kind))) return false;
    if (validAt !== 'any') {
      if (card.validFrom !== undefined && card.validFrom > validAt) return false;
      if (card.validTo !== undefined && card.validTo <= validAt) return false;
    }
    if (speaker !== undefined && card.speaker !== speaker) return false;
    if (session !== undefined && card.session !== session) return false;
    if (between) {
      const begin = card.validFrom ?? card.createdAt;
      if (begin < between[0] || begin >= between[1]) return false;
    }
    return tags.every((tag) => card.tags.includes(tag));
  };
}

/** A few cards out of many. */
export function createCardMap(): Cards {
  const cards = new Map<number, Card>();
  return {
    get: (seq) => cards.get(seq),
    set: (seq, card) => void cards.set(seq, card),
    delete: (seq) => void cards.delete(seq),
    passing(filter, now, seen) {
      const fits = fitting(filter, now);
      return (seq) => {
        const card = cards.get(seq);
        return card !== undefined && fits(card) && !seen.has(card.mark);
      };
    },
  };
}
