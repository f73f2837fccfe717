import { contentOf } from '../intake.ts';
import type { Memory } from '../memory.ts';
import { contentWords } from '../query.ts';
import { saysTheSame } from '../similar.ts';
import type { MemoryChange, MemoryView } from '../store/store.ts';
import { supersede } from '../supersede.ts';
import type { RarestWords } from './rarest-words.ts';

/** Candidates that are compared with one memory, as when it was remembered. */
const NEAR = 20;
/** Words of a text that are looked at for those that copies are looked up by. */
const WORDS = 40;
/** Sources that one memory can hand on. */
const SOURCES = 1_000;

/** Whether a memory holds at a time. */
export function holdsAt({ validFrom, validTo }: Memory, at: number): boolean {
  return (validFrom ?? at) <= at && (validTo ?? Number.MAX_SAFE_INTEGER) > at;
}

/** Memories that say what this one does in nearly the same words, the first that was told first. */
export function copiesOf(view: MemoryView, memory: Memory, now: number, rarestWords: RarestWords): Memory[] {
  if (!comparable(memory) || !holdsAt(memory, now)) return [];
  const rarest = rarestWords(view, contentWords(memory.text).slice(0, WORDS));
  if (rarest.length === 0) return [];
  const found = view.find(rarest, { scopes: [memory.scope], kinds: [memory.kind] }, NEAR);
  return view
    .bySeq(found)
    .filter((other) => other.id !== memory.id && comparable(other) && isCopy(memory, other))
    .sort(firstTold);
}

export function firstTold(a: Memory, b: Memory): number {
  return a.id < b.id ? -1 : 1;
}

function comparable({ kind, key, sealed }: Memory): boolean {
  return kind !== 'message' && key === undefined && sealed === undefined;
}

function isCopy(a: Memory, b: Memory): boolean {
  const relation = ({ subject, predicate, object }: Memory) => JSON.stringify([subject, predicate, object]);
  // The same words of another day are another event.
  const dated =
    a.kind === 'event'
      ? a.validFrom === b.validFrom
      : (a.validFrom ?? b.validFrom) === (b.validFrom ?? a.validFrom);
  return dated && a.validTo === b.validTo && relation(a) === relation(b) && saysTheSame(a.text, b.text);
}

/**
 * Makes one memory of two: the one that was told first stays, with the sources, tags and entities of both and whatever
 * counts for more of the two; the other is superseded by it and no longer recalled.
 */
export function mergeCopies(change: MemoryChange, older: Memory, newer: Memory): void {
  const { tags, importance, sensitivity, trust, pinned } = older;
  const merged = {
    tags: [...new Set([...tags, ...newer.tags])].sort(),
    importance: Math.max(importance, newer.importance),
    sensitivity: Math.max(sensitivity, newer.sensitivity),
    trust: Math.max(trust, newer.trust),
    pinned: pinned || newer.pinned,
  };
  const differs = JSON.stringify(merged) !== JSON.stringify({ tags, importance, sensitivity, trust, pinned });
  const kept = differs ? change.revise(older, { ...contentOf(older), ...merged }, 'update') : older;
  for (const source of change.sources(newer.id, SOURCES).items) change.addSource(kept, source);
  for (const entity of change.about(newer.id)) change.link(kept.id, entity.id);
  supersede(change, newer, kept);
}
