import { BYTES_PER_TOKEN } from '../../../shared/text/tokens.ts';
import type { Offsets } from './search.ts';

export type Kinds<E, F, P> = { entities: E[]; facts: F[]; passages: P[] };

/** The kinds in the order in which each gets its next item. */
const ORDER = ['facts', 'passages', 'entities'] as const satisfies readonly (keyof Offsets)[];

/**
 * The beginnings of three lists that together cost no more than the budget, taken in turns, so that every kind is there.
 * A kind ends with the first item that does not fit. Where not even one fits, the first passage is shortened.
 * @param shorten the passage with about so many characters less.
 */
export function packInto<E, F, P>(
  lists: Kinds<E, F, P>,
  maxTokens: number,
  shorten: (passage: P, by: number) => P | undefined,
): Kinds<E, F, P> {
  const packed: Kinds<E, F, P> = { entities: [], facts: [], passages: [] };
  const open = new Set<keyof Offsets>(ORDER);
  let left = maxTokens * BYTES_PER_TOKEN;
  for (let at = 0; open.size > 0; at += 1) {
    for (const kind of ORDER) {
      if (!open.has(kind)) continue;
      const item = lists[kind][at];
      const cost = item === undefined ? Number.POSITIVE_INFINITY : bytesOf(item);
      if (cost > left) open.delete(kind);
      else {
        (packed[kind] as unknown[]).push(item);
        left -= cost;
      }
    }
  }
  const [first] = lists.passages;
  if (packed.passages.length === 0 && first !== undefined) {
    const shorter = shorten(first, bytesOf(first) - left);
    if (shorter !== undefined && bytesOf(shorter) <= left) packed.passages.push(shorter);
  }
  return packed;
}

/** As JSON, with the comma behind it. */
function bytesOf(item: unknown): number {
  return Buffer.byteLength(JSON.stringify(item)) + 1;
}
