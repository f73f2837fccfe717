import type { NumberLists } from '../../../shared/number-lists.ts';
import { saturated } from './candidates.ts';
import type { Query } from './query.ts';
import type { Group, Wanted } from './wanted.ts';

/** Which words of one query the entries have: a row an entry, read when it is first asked for. */
export interface Evidence {
  /** The number of the row of a slot. */
  row(slot: number): number;
  /** At row × groups + group: 0, or the worth of what the entry has of the group, more when repeated. Fetch it anew after `row`. */
  matched: Float64Array;
  /** What matched best; undefined when nothing did. */
  by(row: number, group: number): Wanted | undefined;
  /** Pairs of neighbouring words of the query that stand together. */
  pairs(row: number): number;
  /** Share of the quoted phrases that it has. */
  phrases(row: number): number;
  excluded(row: number): boolean;
}

/** Arrays as long as the index that are clean between searches, so that a search costs nothing for their length. */
export interface Scratch {
  /** By term: one more than its first place among what the query uses. */
  uses: Int32Array;
  /** By slot: one more than its row. */
  rows: Int32Array;
}

const FIRST_ROWS = 512;

/** Runs `work` on the evidence of one query. `texts` holds the terms of each slot in their order. */
export function withEvidence<T>(
  {
    texts,
    scratch,
    termOf,
  }: { texts: NumberLists; scratch: Scratch; termOf: (stem: string) => number | undefined },
  groups: readonly Group[],
  query: Query,
  work: (evidence: Evidence) => T,
): T {
  const width = groups.length;
  // What the query uses, as chains of those with the same term.
  const wanted = groups.flatMap((group, index) =>
    group.wanted.map((one) => ({ one, group: index, next: 0 })),
  );
  wanted.forEach((use, place) => {
    use.next = scratch.uses[use.one.term] ?? 0;
    scratch.uses[use.one.term] = place + 1;
  });
  const excluded = query.excluded.flatMap((stem) => termOf(stem) ?? []);
  const phrases = query.phrases.map((phrase) => phrase.map((stem) => termOf(stem) ?? -1));

  const slots: number[] = [];
  const pairs: number[] = [];
  const shares: number[] = [];
  const shutOut: boolean[] = [];
  let matched = new Float64Array(FIRST_ROWS * width);
  let best = new Int32Array(FIRST_ROWS * width);
  const hits: number[] = [];

  const read = (slot: number): number => {
    const row = slots.push(slot) - 1;
    if ((row + 1) * width > matched.length) {
      const [smaller, fewer] = [matched, best];
      matched = new Float64Array(smaller.length * 2);
      matched.set(smaller);
      evidence.matched = matched;
      best = new Int32Array(fewer.length * 2);
      best.set(fewer);
    }
    const { data } = texts;
    const start = texts.start(slot);
    const end = start + texts.length(slot);
    const base = row * width;
    hits.length = 0;
    let together = 0;
    let before = -2;
    for (let position = start; position < end; position += 1) {
      const term = data[position] ?? 0;
      let place = scratch.uses[term] ?? 0;
      if (place === 0) {
        before = -2;
        continue;
      }
      let times = 1;
      for (const hit of hits) if (hit === term) times += 1;
      hits.push(term);
      const worth = saturated(times);
      let here = -2;
      while (place > 0) {
        const use = wanted[place - 1];
        if (!use) break;
        if (use.one.exact) here = use.group;
        const value = use.one.worth * worth;
        if (value > (matched[base + use.group] ?? 0)) {
          matched[base + use.group] = value;
          best[base + use.group] = place;
        }
        place = use.next;
      }
      if (here === before + 1) together += 1;
      before = here;
    }
    pairs.push(together);
    if (phrases.length > 0)
      shares[row] = phrases.filter((one) => has(data, start, end, one)).length / phrases.length;
    if (excluded.length > 0) shutOut[row] = excluded.some((term) => has(data, start, end, [term]));
    return row;
  };

  const evidence: Evidence = {
    matched,
    row(slot) {
      const known = scratch.rows[slot] ?? 0;
      if (known > 0) return known - 1;
      const row = read(slot);
      scratch.rows[slot] = row + 1;
      return row;
    },
    by: (row, group) => wanted[(best[row * width + group] ?? 0) - 1]?.one,
    pairs: (row) => pairs[row] ?? 0,
    phrases: (row) => shares[row] ?? 0,
    excluded: (row) => shutOut[row] ?? false,
  };
  try {
    return work(evidence);
  } finally {
    for (const { one } of wanted) scratch.uses[one.term] = 0;
    for (const slot of slots) scratch.rows[slot] = 0;
  }
}

function has(data: Uint32Array, start: number, end: number, phrase: readonly number[]): boolean {
  for (let position = start; position + phrase.length <= end; position += 1) {
    if (phrase.every((term, offset) => data[position + offset] === term)) return true;
  }
  return false;
}
