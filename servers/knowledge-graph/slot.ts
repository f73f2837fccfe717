import type { Canon } from './canon.ts';
import { type Claim, type Segment, segmentsOf } from './claims.ts';
import type { Fact } from './graph.ts';
import type { GraphChange } from './store/store.ts';

/** What was told of a subject under relations of which it has one at a time. */
export interface Slot {
  /** The claims that somebody stands for, by fact. */
  claims: Map<number, Claim>;
  /** The rows that are believed now. */
  current: Fact[];
  /** The newest row of each fact: what a further one is made of. */
  newest: Map<number, Fact>;
}

/** Reads all of a slot, with what is hidden under later claims. */
export async function readSlot(
  change: GraphChange,
  canon: Canon,
  subject: number,
  relations: readonly string[],
): Promise<Slot> {
  const rows = await change.facts(canon.members(subject), { direction: 'out', relations, knownAt: 'ever' });
  const newest = new Map(rows.map((row) => [row.fact, row]));
  const supported = new Set((await change.supports([...newest.keys()])).map(({ fact }) => fact));
  const claims = new Map(
    [...newest.values()].filter(({ fact }) => supported.has(fact)).map((row) => [row.fact, claimOf(row)]),
  );
  return { claims, current: rows.filter(({ ended }) => ended === undefined), newest };
}

/** The interval as it was stated. */
function claimOf({ fact, claim, validFrom, validTo }: Fact): Claim {
  const [from, to] = claim ?? [validFrom, validTo];
  return { fact, from: from ?? undefined, to: to ?? undefined, told: fact };
}

/**
 * Whether a fact would give way somewhere if its claim began earlier, to one that began in between: then what was told
 * is better a claim of its own, since nothing that confirms a fact may end it.
 */
export function loses(slot: Slot, wider: Claim): boolean {
  const after = segmentsOf(
    [...slot.claims.values()].map((claim) => (claim.fact === wider.fact ? wider : claim)),
  );
  const own = after.filter(({ fact }) => fact === wider.fact);
  return slot.current
    .filter(({ fact }) => fact === wider.fact)
    .map((row) => clipped(segmentOf(row), wider))
    .some((before) => before && !own.some((segment) => within(before, segment)));
}

/** What a repainting did to the facts that were there. */
export interface Repainted {
  /** Facts that hold for less time than before. */
  cut: number[];
  /** Facts that hold for more. */
  resumed: number[];
}

/** Makes the believed rows those that follow from the claims. Rows that stay as they are are not touched. */
export async function repaint(change: GraphChange, slot: Slot): Promise<Repainted> {
  const wanted = new Map(segmentsOf([...slot.claims.values()]).map((one) => [keyOf(one), one]));
  const kept = new Set<string>();
  for (const row of slot.current) {
    const key = keyOf(segmentOf(row));
    const claim = slot.claims.get(row.fact);
    if (wanted.has(key) && claim && sameClaim(claimOf(row), claim)) kept.add(key);
    else await change.end('fact', row.row);
  }
  for (const [key, segment] of wanted) if (!kept.has(key)) await addSegment(change, slot, segment);
  const before = Map.groupBy(slot.current.map(segmentOf), ({ fact }) => fact);
  const after = Map.groupBy(wanted.values(), ({ fact }) => fact);
  const exceeds = (some: Segment[] = [], others: Segment[] = []): boolean =>
    some.some((one) => !others.some((other) => within(one, other)));
  return {
    cut: [...before.keys()].filter(
      (fact) => slot.claims.has(fact) && exceeds(before.get(fact), after.get(fact)),
    ),
    resumed: [...after.keys()].filter((fact) => exceeds(after.get(fact), before.get(fact))),
  };
}

async function addSegment(change: GraphChange, slot: Slot, segment: Segment): Promise<void> {
  const like = slot.newest.get(segment.fact);
  const claim = slot.claims.get(segment.fact);
  if (!like || !claim) throw new RangeError(`Fact ${segment.fact} is not in this slot.`);
  const { row: _, added: __, ended: ___, graph: ____, claim: _____, ...record } = like;
  const whole = segment.from === claim.from && segment.to === claim.to;
  await change.add('fact', {
    ...record,
    validFrom: segment.from,
    validTo: segment.to,
    ...(!whole && { claim: [claim.from ?? null, claim.to ?? null] as const }),
  });
}

const segmentOf = ({ fact, validFrom, validTo }: Fact): Segment => ({ fact, from: validFrom, to: validTo });
const within = (one: Segment, other: Segment): boolean =>
  (other.from ?? Number.NEGATIVE_INFINITY) <= (one.from ?? Number.NEGATIVE_INFINITY) &&
  (one.to ?? Number.POSITIVE_INFINITY) <= (other.to ?? Number.POSITIVE_INFINITY);
/** The part of a segment that lies in an interval. */
function clipped(segment: Segment, { from, to }: Pick<Segment, 'from' | 'to'>): Segment | undefined {
  const begin = Math.max(segment.from ?? Number.NEGATIVE_INFINITY, from ?? Number.NEGATIVE_INFINITY);
  const end = Math.min(segment.to ?? Number.POSITIVE_INFINITY, to ?? Number.POSITIVE_INFINITY);
  if (begin >= end) return undefined;
  return {
    fact: segment.fact,
    from: Number.isFinite(begin) ? begin : undefined,
    to: Number.isFinite(end) ? end : undefined,
  };
}

const keyOf = ({ fact, from, to }: Segment): string => `${fact} ${from ?? ''} ${to ?? ''}`;
const sameClaim = (a: Claim, b: Claim): boolean => a.from === b.from && a.to === b.to;
