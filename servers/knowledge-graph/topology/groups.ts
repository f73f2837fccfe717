/** A division of entities into groups. */
export interface Groups {
  /** Entities with an edge to another one, upwards. */
  ids: Uint32Array;
  /** The group of each, from 0: the largest first, among equals the one with the lowest id. */
  groups: Int32Array;
  /** By group. */
  sizes: number[];
}

/** Numbers groups by their size. Entities come upwards; labels are below their number. */
export function groupsOf(ids: Uint32Array, labels: Int32Array): Groups {
  const counts = new Uint32Array(ids.length);
  const seen: number[] = [];
  for (const label of labels) {
    if (counts[label] === 0) seen.push(label);
    counts[label] = (counts[label] as number) + 1;
  }
  const sizeOf = (label: number): number => counts[label] as number;
  // The sort is stable, and labels were seen in the order of their lowest ids.
  const order = seen.sort((a, b) => sizeOf(b) - sizeOf(a));
  const numbers = new Int32Array(ids.length);
  for (const [number, label] of order.entries()) numbers[label] = number;
  return { ids, groups: labels.map((label) => numbers[label] as number), sizes: order.map(sizeOf) };
}
