/** What became of a text before anything was kept of it. */
export interface Screened {
  /** With what must not be kept taken out. */
  text: string;
  /** How private the rest is: 0 public to 3 sensitive. */
  sensitivity: number;
  /** What was taken out, in words: `github token`. */
  redactions: readonly string[];
  /** Why it reads like orders to a model rather than like a memory. */
  suspicion?: string;
}

/** Looks at a text before it reaches a disk, an index or a log. */
export type Screen = (text: string) => Screened;

/** Keeps private texts encrypted. */
export interface Vault {
  /** `of` is what the text belongs to: it opens only as a part of that. */
  seal(text: string, of: string): Uint8Array;
  /** @throws IzaError UNAVAILABLE when it was sealed with another key. */
  open(sealed: Uint8Array, of: string): string;
}
