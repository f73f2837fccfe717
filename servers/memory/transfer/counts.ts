/** What became of what an import brought. */
export interface ImportCounts {
  new: number;
  /** Was there already. */
  duplicates: number;
  /** Reads like orders: kept from recall until review_memories releases it. Counted as new too. */
  held: number;
  /** Had secrets in it, which were taken out. */
  redacted: number;
  /** Was nothing but a secret, or has a name of the length of a text, and is not kept. */
  refused: number;
}

export const NOTHING: Readonly<ImportCounts> = { new: 0, duplicates: 0, held: 0, redacted: 0, refused: 0 };

export function sum(a: ImportCounts, b: ImportCounts): ImportCounts {
  return {
    new: a.new + b.new,
    duplicates: a.duplicates + b.duplicates,
    held: a.held + b.held,
    redacted: a.redacted + b.redacted,
    refused: a.refused + b.refused,
  };
}
