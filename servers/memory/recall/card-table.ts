import { lengthened } from '../../../shared/lengthened.ts';
import { MEMORY_KINDS } from '../memory.ts';
import { type Card, type Cards, fitting } from './card.ts';

const PRESENT = 1;
const PINNED = 2;
const SUPERSEDED = 4;
const GROWTH = 1.25;

/**
 * Cards in columns, a place for each seq: fifty bytes where an object takes two hundred and fifty. For the whole of a
 * store, whose seqs are nearly dense.
 */
export function createCardTable(expected = 0): Cards {
  let capacity = 0;
  let flags = new Uint8Array(0);
  let kinds = new Uint8Array(0);
  let trusts = new Uint8Array(0);
  let scopes = new Uint32Array(0);
  let sessions = new Uint32Array(0);
  let speakers = new Uint32Array(0);
  let marks = new Float64Array(0);
  let recorded = new Float64Array(0);
  let begins = new Float64Array(0);
  let ends = new Float64Array(0);
  let importances = new Float64Array(0);
  const tags = new Map<number, readonly string[]>();
  const names = createNames();

  const reach = (seq: number): void => {
    if (seq < capacity) return;
    capacity = Math.max(seq + 1, capacity === 0 ? expected : Math.ceil(capacity * GROWTH));
    flags = lengthened(flags, capacity);
    kinds = lengthened(kinds, capacity);
    trusts = lengthened(trusts, capacity);
    scopes = lengthened(scopes, capacity);
    sessions = lengthened(sessions, capacity);
    speakers = lengthened(speakers, capacity);
    marks = lengthened(marks, capacity);
    recorded = lengthened(recorded, capacity);
    begins = lengthened(begins, capacity);
    ends = lengthened(ends, capacity);
    importances = lengthened(importances, capacity);
  };

  const get = (seq: number): Card | undefined => {
    const flag = flags[seq] ?? 0;
    if ((flag & PRESENT) === 0) return undefined;
    const card: Card = {
      mark: marks[seq] ?? Number.NaN,
      scope: names.of(scopes[seq] ?? 0) ?? '',
      kind: MEMORY_KINDS[kinds[seq] ?? 0] ?? 'note',
      tags: tags.get(seq) ?? [],
      createdAt: recorded[seq] ?? 0,
      importance: importances[seq] ?? 0,
      trust: trusts[seq] ?? 0,
      pinned: (flag & PINNED) !== 0,
      superseded: (flag & SUPERSEDED) !== 0,
    };
    const begin = begins[seq] ?? Number.NaN;
    const end = ends[seq] ?? Number.NaN;
    const session = names.of(sessions[seq] ?? 0);
    const speaker = names.of(speakers[seq] ?? 0);
    if (!Number.isNaN(begin)) card.validFrom = begin;
    if (!Number.isNaN(end)) card.validTo = end;
    if (session !== undefined) card.session = session;
    if (speaker !== undefined) card.speaker = speaker;
    return card;
  };

  return {
    get,
    set(seq, card) {
      reach(seq);
      flags[seq] = PRESENT | (card.pinned ? PINNED : 0) | (card.superseded ? SUPERSEDED : 0);
      kinds[seq] = MEMORY_KINDS.indexOf(card.kind);
      trusts[seq] = card.trust;
      scopes[seq] = names.number(card.scope);
      sessions[seq] = names.number(card.session);
      speakers[seq] = names.number(card.speaker);
      marks[seq] = card.mark;
      recorded[seq] = card.createdAt;
      begins[seq] = card.validFrom ?? Number.NaN;
      ends[seq] = card.validTo ?? Number.NaN;
      importances[seq] = card.importance;
      if (card.tags.length > 0) tags.set(seq, card.tags);
      else tags.delete(seq);
    },
    passing(filter, now, seen) {
      const { scopes: inScopes, kinds: ofKinds, validAt = now, ...narrow } = filter;
      const scopeNumbers = new Set(inScopes.flatMap((scope) => names.known(scope) ?? []));
      const kindNumbers = ofKinds && new Set(ofKinds.map((kind) => MEMORY_KINDS.indexOf(kind)));
      // What is seldom asked for is looked at on the whole card.
      const isNarrow = Object.values(narrow).some((value) => value !== undefined);
      const fits = fitting(filter, now);
      // Columns, since all that a common word is in may be asked for.
      return (seq) => {
        if (((flags[seq] ?? 0) & PRESENT) === 0 || !scopeNumbers.has(scopes[seq] ?? 0)) return false;
        if (kindNumbers && !kindNumbers.has(kinds[seq] ?? 0)) return false;
        if (validAt !== 'any' && ((begins[seq] ?? 0) > validAt || (ends[seq] ?? 0) <= validAt)) return false;
        if (seen.size > 0 && seen.has(marks[seq] ?? 0)) return false;
        if (!isNarrow) return true;
        const card = get(seq);
        return card !== undefined && fits(card);
      };
    },
    delete(seq) {
      if (seq < capacity) flags[seq] = 0;
      tags.delete(seq);
    },
  };
}

/** Strings that many cards share, by numbers from 1 on; 0 is none. */
function createNames() {
  const all: (string | undefined)[] = [undefined];
  const numbers = new Map<string, number>();
  return {
    of: (number: number) => all[number],
    known: (name: string) => numbers.get(name),
    number(name: string | undefined): number {
      if (name === undefined) return 0;
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, all.length);
      return all.push(name) - 1;
    },
  };
}
