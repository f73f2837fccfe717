/** Out: from subjects to objects. */
export type Direction = 'out' | 'in' | 'both';

/** Which edges count. */
export interface View {
  /** Only what holds at this time, in milliseconds since the epoch; edges of all times unless said. */
  at?: number | undefined;
  /** Only these relations; all unless said. */
  relations?: ReadonlySet<number> | undefined;
  /** Both ways unless said. */
  direction?: Direction | undefined;
}

/** A view made ready for being asked a million times. */
export interface Filter {
  out: boolean;
  in: boolean;
  at: number | undefined;
  /** 1 for each relation that counts. */
  relations: Uint8Array | undefined;
}

/** @throws RangeError for a time that is none. */
export function filterOf(view: View, highestRelation: number): Filter {
  const { at, relations, direction = 'both' } = view;
  if (Number.isNaN(at)) throw new RangeError('The time of a view is a number.');
  let wanted: Uint8Array | undefined;
  if (relations) {
    wanted = new Uint8Array(highestRelation + 1);
    // Numbers beyond the highest one have no place in the array, and are dropped by it.
    for (const relation of relations) wanted[relation] = 1;
  }
  return { out: direction !== 'in', in: direction !== 'out', at, relations: wanted };
}

export function reversed(filter: Filter): Filter {
  return { ...filter, out: filter.in, in: filter.out };
}
