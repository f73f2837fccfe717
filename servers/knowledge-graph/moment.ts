import type { GraphView, KnownAt } from './store/store.ts';

/** Of which time something is asked, as a call says it; both now unless given. */
export interface AskedMoment {
  /** When it is to hold. `any` for all times. */
  asOf?: number | 'any' | undefined;
  /** What was known then. */
  knownAt?: number | undefined;
}

/** The same in the terms of the store. */
export interface Moment {
  /** Absent for all times. */
  validAt?: number;
  knownAt: KnownAt;
}

/** @param now what "now" is for what holds. */
export async function momentIn(
  view: GraphView,
  { asOf, knownAt }: AskedMoment,
  now: number,
): Promise<Moment> {
  return {
    ...(asOf !== 'any' && { validAt: asOf ?? knownAt ?? now }),
    knownAt: knownAt === undefined ? 'now' : await view.changeAt(knownAt),
  };
}
