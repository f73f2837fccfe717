/** A secret that its provider made recognisable by how it starts. */
export interface KeyFormat {
  /** The name in findings and marks. */
  id: string;
  /** How it starts, literally. */
  starts: readonly string[];
  /** What follows, as the source of a regular expression: every repetition has a greatest number. */
  rest: string;
  /** The provider's page that says so. */
  source: string;
}
