/** That something held in an interval, as it was told. */
export interface Claim {
  fact: number;
  from?: number | undefined;
  to?: number | undefined;
  /** Grows with when it was told. */
  told: number;
}

/** An interval in which the claim of a fact is what holds. */
export interface Segment {
  fact: number;
  from?: number | undefined;
  to?: number | undefined;
}

/**
 * What holds when, where only one of several claims can hold at a time: at any moment the claim that began last; of
 * those that began at once, the one that was told last. A claim with no beginning began before all others. Where the
 * later claim ends, the earlier one holds again.
 *
 * The answer depends on the claims alone and not on the order in which they came, so that retracting one gives what
 * there would be without it. Segments are in the order of time, and no two of a fact touch.
 */
export function segmentsOf(claims: readonly Claim[]): Segment[] {
  const bounds = new Set<number>();
  for (const { from, to } of claims) {
    bounds.add(from ?? Number.NEGATIVE_INFINITY);
    bounds.add(to ?? Number.POSITIVE_INFINITY);
  }
  const moments = [...bounds].sort((a, b) => a - b);
  const segments: Segment[] = [];
  let end: number | undefined;
  for (const [index, from] of moments.entries()) {
    const to = moments[index + 1];
    if (to === undefined) break;
    const holding = claims.filter((claim) => begins(claim) <= from && ends(claim) >= to);
    const winner = holding.reduce<Claim | undefined>(
      (best, claim) => (best && !beats(claim, best) ? best : claim),
      undefined,
    );
    if (!winner) continue;
    const last = segments.at(-1);
    if (last && last.fact === winner.fact && end === from) last.to = open(to);
    else segments.push({ fact: winner.fact, from: open(from), to: open(to) });
    end = to;
  }
  return segments;
}

function beats(claim: Claim, other: Claim): boolean {
  if (begins(claim) !== begins(other)) return begins(claim) > begins(other);
  return claim.told > other.told;
}

const begins = ({ from }: Claim): number => from ?? Number.NEGATIVE_INFINITY;
const ends = ({ to }: Claim): number => to ?? Number.POSITIVE_INFINITY;
const open = (moment: number): number | undefined => (Number.isFinite(moment) ? moment : undefined);

interface Interval {
  from?: number | undefined;
  to?: number | undefined;
}

/** Whether two intervals have a moment in common. */
export function overlap(a: Interval, b: Interval): boolean {
  return (
    (a.from ?? Number.NEGATIVE_INFINITY) < (b.to ?? Number.POSITIVE_INFINITY) &&
    (b.from ?? Number.NEGATIVE_INFINITY) < (a.to ?? Number.POSITIVE_INFINITY)
  );
}

/**
 * What is known of an interval after the same has been told again: an open end gives way to a known one, and of two
 * known ends the wider one holds.
 */
export function widened(known: Interval, told: Interval): Interval {
  const pick = (a: number | undefined, b: number | undefined, wider: (a: number, b: number) => number) =>
    a === undefined || b === undefined ? (a ?? b) : wider(a, b);
  return { from: pick(known.from, told.from, Math.min), to: pick(known.to, told.to, Math.max) };
}
