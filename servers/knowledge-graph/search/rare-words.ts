import type { GraphView, WordKind } from '../store/store.ts';
import type { QueryWord } from './query-words.ts';

/** A word with what finding it tells. */
export interface WeighedWord extends QueryWord {
  weight: number;
}

/** Words in so many rows tell too little for reading all those rows. */
const COMMON = 500;
/** Rows that may have any of the words that are looked for. */
const MOST_ROWS = 800;

/** How much each word tells, by how few rows have it; one that no row has tells as much as one that a single row has. */
export async function weighWords(
  view: GraphView,
  kind: WordKind,
  words: readonly QueryWord[],
): Promise<(WeighedWord & { rows: number })[]> {
  const counts = await view.frequencies(
    kind,
    words.map(({ word }) => word),
    COMMON,
  );
  return words.map((word, at) => {
    const rows = counts[at] ?? 0;
    return { ...word, rows, weight: Math.log1p(COMMON / Math.max(1, rows)) };
  });
}

/** The words by which rows are looked for, so that it costs little in a large graph: the rarest, as long as they are not common. */
export function rarestOf<T extends { rows: number }>(words: readonly T[]): T[] {
  const order = words.filter(({ rows }) => rows > 0 && rows < COMMON).sort((a, b) => a.rows - b.rows);
  let sum = 0;
  return order.filter(({ rows }, at) => {
    sum += rows;
    return at === 0 || sum <= MOST_ROWS;
  });
}

/** The same with the words weighed. */
export async function rareWords(
  view: GraphView,
  kind: WordKind,
  words: readonly QueryWord[],
): Promise<WeighedWord[]> {
  return rarestOf(await weighWords(view, kind, words));
}
