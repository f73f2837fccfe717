import type { EdgeSlots } from './edge-slots.ts';
import type { Nodes } from './nodes.ts';
import type { Filter } from './view.ts';

/** Where the edges of a node lead. */
export interface Ends {
  /** The node at the other end. */
  nodes: Int32Array;
  /** The slot of an edge from the node, or ~slot of one to it. */
  slots: Int32Array;
}

export function createEnds(): Ends {
  return { nodes: new Int32Array(64), slots: new Int32Array(64) };
}

/**
 * Writes down where the edges of a node lead, in no order that means something; returns how many there are. An edge
 * from the node to itself comes once, as one from it if both directions are asked for. Writing them down and going
 * over them afterwards is faster than a call for each.
 */
export function expand(edges: EdgeSlots, nodes: Nodes, node: number, filter: Filter, into: Ends): number {
  const most = nodes.degree[node] as number;
  if (most > into.nodes.length) {
    const capacity = Math.max(most, 2 * into.nodes.length);
    into.nodes = new Int32Array(capacity);
    into.slots = new Int32Array(capacity);
  }
  // Where nothing was merged, every node stands for itself.
  const canon = nodes.merged > 0 ? nodes.canon : undefined;
  let found = 0;
  let member = node;
  do {
    if (filter.out) found = outward(edges, canon, member, filter, into, found);
    if (filter.in) found = inward(edges, canon, member, filter, into, found, filter.out ? node : -1);
    member = nodes.ring[member] as number;
  } while (member !== node);
  return found;
}

function outward(
  edges: EdgeSlots,
  canon: Int32Array | undefined,
  node: number,
  filter: Filter,
  into: Ends,
  start: number,
): number {
  const { objects } = edges;
  const { nodes, slots } = into;
  const all = filter.at === undefined && filter.relations === undefined;
  let found = start;
  if (node < edges.nodes) {
    const end = edges.outStarts[node + 1] as number;
    for (let slot = edges.outStarts[node] as number; slot < end; slot += 1) {
      const object = objects[slot] as number;
      if (object < 0 || !(all || passes(edges, slot, filter))) continue;
      nodes[found] = canon ? (canon[object] as number) : object;
      slots[found] = slot;
      found += 1;
    }
  }
  if (node >= edges.headOut.length) return found;
  for (
    let slot = edges.headOut[node] as number;
    slot >= 0;
    slot = edges.nextOut[slot - edges.edges] as number
  ) {
    const object = objects[slot] as number;
    if (object < 0 || !(all || passes(edges, slot, filter))) continue;
    nodes[found] = canon ? (canon[object] as number) : object;
    slots[found] = slot;
    found += 1;
  }
  return found;
}

/** Leaves out what comes from `except`. */
function inward(
  edges: EdgeSlots,
  canon: Int32Array | undefined,
  node: number,
  filter: Filter,
  into: Ends,
  start: number,
  except: number,
): number {
  const { inSubjects, inSlots, laterSubjects } = edges;
  const { nodes, slots } = into;
  const all = filter.at === undefined && filter.relations === undefined;
  let found = start;
  if (node < edges.nodes) {
    const end = edges.inStarts[node + 1] as number;
    for (let at = edges.inStarts[node] as number; at < end; at += 1) {
      const subject = inSubjects[at] as number;
      if (subject < 0) continue;
      const from = canon ? (canon[subject] as number) : subject;
      const slot = inSlots[at] as number;
      if (from === except || !(all || passes(edges, slot, filter))) continue;
      nodes[found] = from;
      slots[found] = ~slot;
      found += 1;
    }
  }
  if (node >= edges.headIn.length) return found;
  for (
    let slot = edges.headIn[node] as number;
    slot >= 0;
    slot = edges.nextIn[slot - edges.edges] as number
  ) {
    const subject = laterSubjects[slot - edges.edges] as number;
    if (subject < 0) continue;
    const from = canon ? (canon[subject] as number) : subject;
    if (from === except || !(all || passes(edges, slot, filter))) continue;
    nodes[found] = from;
    slots[found] = ~slot;
    found += 1;
  }
  return found;
}

function passes(edges: EdgeSlots, slot: number, { at, relations }: Filter): boolean {
  if (relations !== undefined && relations[edges.relations[slot] as number] !== 1) return false;
  return (
    at === undefined || ((edges.validFrom[slot] as number) <= at && at < (edges.validTo[slot] as number))
  );
}
