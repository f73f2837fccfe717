import type { Told } from '../../../servers/knowledge-graph/believe.ts';

interface Claim {
  fact: number;
  object: number;
  from: number;
  to: number;
  standing: boolean;
}

/**
 * What is believed of one subject under a relation of which it has one object at a time. Every question is answered by
 * going through all that was told, in the order of telling: there are no rows, no intervals cut to size, no log.
 */
export class OneAtATime {
  readonly #claims: Claim[] = [];

  /** @returns the fact that it is: one that is believed already, or `next`. */
  tell(told: Pick<Told, 'from' | 'to' | 'at'> & { object: number }, next: number): number {
    const from = told.from ?? Number.NEGATIVE_INFINITY;
    const to = told.to ?? Number.POSITIVE_INFINITY;
    const timeless = told.from === undefined && told.to === undefined;
    const known = this.#claims.find(
      (claim) =>
        claim.object === told.object &&
        this.#holdsWithin(claim, timeless ? told.at : from, timeless ? told.at + 1 : to),
    );
    if (known) {
      // An open end gives way to a known one; of two known ends the wider holds.
      const { from: begin, to: end } = known;
      const held = this.#moments().filter((moment) => this.at(moment)?.fact === known.fact);
      if (told.from !== undefined)
        known.from = begin === Number.NEGATIVE_INFINITY ? told.from : Math.min(begin, told.from);
      if (told.to !== undefined)
        known.to = end === Number.POSITIVE_INFINITY ? told.to : Math.max(end, told.to);
      const within = held.filter((moment) => moment >= known.from && moment < known.to);
      if (within.every((moment) => this.at(moment)?.fact === known.fact)) return known.fact;
      // It would have been ended by what confirms it: then it is something of its own.
      Object.assign(known, { from: begin, to: end });
    }
    const past = told.from === undefined && told.to !== undefined && told.to <= told.at;
    const begins =
      told.from ??
      (this.#claims.some(({ standing }) => standing) && !past ? told.at : Number.NEGATIVE_INFINITY);
    this.#claims.push({ fact: next, object: told.object, from: begins, to, standing: true });
    return next;
  }

  retract(fact: number): void {
    for (const claim of this.#claims) if (claim.fact === fact) claim.standing = false;
  }

  /** The fact and object that hold at a moment. */
  at(moment: number): { fact: number; object: number } | undefined {
    let best: Claim | undefined;
    for (const claim of this.#claims) {
      if (claim.standing && claim.from <= moment && moment < claim.to && (!best || claim.from >= best.from))
        best = claim;
    }
    return best && { fact: best.fact, object: best.object };
  }

  /** A moment in every stretch in which nothing changes. */
  #moments(): number[] {
    const edges = this.#claims.flatMap((one) => [one.from, one.to]).filter(Number.isFinite);
    return [0, ...edges, ...edges.map((edge) => edge - 1)];
  }

  #holdsWithin(claim: Claim, from: number, to: number): boolean {
    const moments = [from, ...this.#moments(), to - 1].filter(
      (moment) => Number.isFinite(moment) && moment >= from && moment < to,
    );
    return claim.standing && moments.some((moment) => this.at(moment)?.fact === claim.fact);
  }
}
