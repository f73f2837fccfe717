import { unknownCursor } from '../../../shared/db/cursor.ts';

/**
 * A cursor through a ranking: the memories already shown, each by the last eight characters of its id (40 random
 * bits of a ULID). A position or a last score would not do: every memory that someone adds shifts the scores of
 * all others, so a page could repeat some and skip others. What was shown stays shown, whatever else is written.
 */
const CHARACTERS = 8;
const CURSOR = /^(?:[0-9A-Z]{8})+$/;

/** How far a ranking can be followed, and how long a cursor gets: 8,000 characters. */
export const MAX_SEEN = 1_000;

/** @throws IzaError INVALID_INPUT when this is no cursor of ours. */
export function seenIn(cursor: string | undefined): string[] {
  if (cursor === undefined) return [];
  if (!CURSOR.test(cursor)) throw unknownCursor();
  return cursor.match(/.{8}/g) ?? [];
}

/** The end of an id as a number, by which a card is told from others: eight characters have 42 bits. */
export function markOf(id: string): number {
  return Number.parseInt(id.slice(-CHARACTERS), 36);
}

/** The cursor after these memories were shown too. */
export function cursorAfter(cursor: string | undefined, ids: readonly string[]): string {
  return (cursor ?? '') + ids.map((id) => id.slice(-CHARACTERS)).join('');
}
