/** A span of time in milliseconds of the epoch: from its first moment up to, and not with, its end. */
export interface Interval {
  from: number;
  to: number;
}

/** What is ranked: one memory, or one turn of a conversation. */
export interface Entry {
  /** A whole number ≥ 0 that names it: the row in the store. */
  seq: number;
  text: string;
  speaker?: string | undefined;
  /** The conversation that it belongs to. */
  session?: number | undefined;
  /** Its position in that conversation, a whole number ≥ 0. */
  index?: number | undefined;
  /** When it was said or holds, in ms. */
  at: number;
  /** The times that the text speaks of, where the caller knows them; without, the text is looked through. */
  speaksOf?: readonly Interval[] | undefined;
}
