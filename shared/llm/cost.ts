/** What a call cost, all its attempts together. */
export interface Cost {
  /** Billionths of a US dollar: whole numbers, since sums of fractions drift. */
  nanoUsd: number;
  /** The model has no price of its own in the table: it was counted as the dearest of its provider. */
  estimated: boolean;
}
