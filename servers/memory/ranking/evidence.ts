import { saturated } from './candidates.ts';
import type { NumberLists } from './number-lists.ts';
import type { Query } from './query.ts';
import type { Group, Wanted } from './wanted.ts';

/** Which words of the query an entry has. */
export interface Evidence {
  /** For each group, how well the entry has it: 0, or the worth of what it has, more when repeated. */
  matched: Float64Array;
  /** For each group, what matched best. */
  by: (Wanted | undefined)[];
  /** Pairs of neighbouring words of the query that stand together. */
  pairs: number;
  /** Share of the quoted phrases that it has. */
  phrases: number;
  excluded: boolean;
}

export interface EvidenceReader {
  of(slot: number): Evidence;
}

/** Reads what the entries have of one query, each entry once. `texts` holds the terms of each slot in their order. */
export function readEvidence(
  texts: NumberLists,
  groups: readonly Group[],
  query: Query,
  termOf: (stem: string) => number | undefined,
): EvidenceReader {
  const uses = new Map<number, { group: number; wanted: Wanted }[]>();
  groups.forEach((group, index) => {
    for (const wanted of group.wanted) {
      const all = uses.get(wanted.term);
      if (all) all.push({ group: index, wanted });
      else uses.set(wanted.term, [{ group: index, wanted }]);
    }
  });
  const excluded = new Set(query.excluded.flatMap((stem) => termOf(stem) ?? []));
  const phrases = query.phrases.map((phrase) => phrase.map((stem) => termOf(stem) ?? -1));
  const rows = new Map<number, Evidence>();

  const read = (slot: number): Evidence => {
    const row: Evidence = {
      matched: new Float64Array(groups.length),
      by: new Array(groups.length),
      pairs: 0,
      phrases: 0,
      excluded: false,
    };
    const start = texts.start(slot);
    const end = start + texts.length(slot);
    const { data } = texts;
    const times = new Map<number, number>();
    let before = -2;
    for (let position = start; position < end; position += 1) {
      const term = data[position] ?? 0;
      if (excluded.size > 0 && excluded.has(term)) row.excluded = true;
      const all = uses.get(term);
      let here = -2;
      if (all) {
        const count = (times.get(term) ?? 0) + 1;
        times.set(term, count);
        for (const { group, wanted } of all) {
          if (wanted.exact) here = group;
          const value = wanted.worth * saturated(count);
          if (value <= (row.matched[group] ?? 0)) continue;
          row.matched[group] = value;
          row.by[group] = wanted;
        }
        if (here === before + 1) row.pairs += 1;
      }
      before = here;
    }
    if (phrases.length > 0)
      row.phrases = phrases.filter((one) => has(data, start, end, one)).length / phrases.length;
    return row;
  };

  return {
    of(slot) {
      let row = rows.get(slot);
      if (!row) {
        row = read(slot);
        rows.set(slot, row);
      }
      return row;
    },
  };
}

function has(data: Uint32Array, start: number, end: number, phrase: readonly number[]): boolean {
  for (let position = start; position + phrase.length <= end; position += 1) {
    if (phrase.every((term, offset) => data[position + offset] === term)) return true;
  }
  return false;
}
