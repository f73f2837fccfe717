import { buildCsr, type Csr, type NumberedEdges } from './csr.ts';
import type { Edge } from './edge.ts';
import { sortedOrder } from './sorted-order.ts';

/** What has gone is marked by a node that cannot be. */
const GONE = -1;

/**
 * The edges of a graph by slots: sorted rows, and behind them those that came later, which hang on their nodes as
 * linked lists. What is removed stays in place, marked, until the rows are built anew. Ends are nodes as numbered.
 */
export interface EdgeSlots extends Csr {
  /** Slots in use, sorted ones and later ones. */
  used: number;
  /** Edges that are there. */
  live: number;
  /** How many later ones there is room for. */
  readonly room: number;
  /** The first later slot of each node, or -1. Replaced when there are more nodes. */
  headOut: Int32Array;
  headIn: Int32Array;
  /** By slot less the number of sorted ones. */
  readonly nextOut: Int32Array;
  readonly nextIn: Int32Array;
  readonly laterSubjects: Int32Array;
  readonly laterFacts: Map<number, number>;
  /** Sorted slots by their facts, made for the first search. */
  byFact: Uint32Array | undefined;
}

export function buildEdgeSlots(edges: NumberedEdges, nodes: number, room: number): EdgeSlots {
  const csr = buildCsr(edges, nodes, room);
  return {
    ...csr,
    used: csr.edges,
    live: csr.edges,
    room,
    headOut: new Int32Array(0),
    headIn: new Int32Array(0),
    nextOut: new Int32Array(room),
    nextIn: new Int32Array(room),
    laterSubjects: new Int32Array(room),
    laterFacts: new Map(),
    byFact: undefined,
  };
}

/** Adds an edge for whose fact there is no slot, where there is room. */
export function appendEdge(slots: EdgeSlots, edge: Edge, subject: number, object: number): void {
  const slot = slots.used;
  const later = slot - slots.edges;
  slots.used += 1;
  slots.live += 1;
  slots.facts[slot] = edge.fact;
  slots.objects[slot] = object;
  slots.relations[slot] = edge.relation;
  slots.validFrom[slot] = edge.validFrom ?? Number.NEGATIVE_INFINITY;
  slots.validTo[slot] = edge.validTo ?? Number.POSITIVE_INFINITY;
  const weight = edge.weight ?? 1;
  if (weight !== 1) slots.weights ??= new Float32Array(slots.facts.length).fill(1);
  if (slots.weights) slots.weights[slot] = weight;
  const nodes = Math.max(subject, object) + 1;
  if (nodes > slots.headOut.length) {
    slots.headOut = longer(slots.headOut, nodes);
    slots.headIn = longer(slots.headIn, nodes);
  }
  slots.laterSubjects[later] = subject;
  slots.nextOut[later] = slots.headOut[subject] as number;
  slots.headOut[subject] = slot;
  slots.nextIn[later] = slots.headIn[object] as number;
  slots.headIn[object] = slot;
  slots.laterFacts.set(edge.fact, slot);
}

function longer(heads: Int32Array, nodes: number): Int32Array {
  const grown = new Int32Array(Math.max(nodes, 2 * heads.length, 64)).fill(GONE);
  grown.set(heads);
  return grown;
}

/** The slot of a fact that is there. */
export function slotOf(slots: EdgeSlots, fact: number): number | undefined {
  const later = slots.laterFacts.get(fact);
  if (later !== undefined) return later;
  slots.byFact ??= sortedOrder(slots.facts, slots.edges);
  const { byFact, facts, objects } = slots;
  let [low, high] = [0, slots.edges];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((facts[byFact[middle] as number] as number) < fact) low = middle + 1;
    else high = middle;
  }
  const slot = byFact[low];
  return slot !== undefined && facts[slot] === fact && objects[slot] !== GONE ? slot : undefined;
}

/** Takes out the edge of a slot that is in use. Returns its ends. */
export function dropEdge(slots: EdgeSlots, slot: number): { subject: number; object: number } {
  const object = slots.objects[slot] as number;
  slots.objects[slot] = GONE;
  slots.live -= 1;
  const later = slot - slots.edges;
  if (later >= 0) {
    const subject = slots.laterSubjects[later] as number;
    slots.laterSubjects[later] = GONE;
    slots.laterFacts.delete(slots.facts[slot] as number);
    return { subject, object };
  }
  // The slots of an object go upwards.
  let [low, high] = [slots.inStarts[object] as number, slots.inStarts[object + 1] as number];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slots.inSlots[middle] as number) < slot) low = middle + 1;
    else high = middle;
  }
  const subject = slots.inSubjects[low] as number;
  slots.inSubjects[low] = GONE;
  return { subject, object };
}

/** Calls with each edge that is there, by its slot and the node that is its subject. */
export function eachEdge(slots: EdgeSlots, visit: (slot: number, subject: number) => void): void {
  for (let subject = 0; subject < slots.nodes; subject += 1) {
    const end = slots.outStarts[subject + 1] as number;
    for (let slot = slots.outStarts[subject] as number; slot < end; slot += 1) {
      if (slots.objects[slot] !== GONE) visit(slot, subject);
    }
  }
  for (let slot = slots.edges; slot < slots.used; slot += 1) {
    if (slots.objects[slot] !== GONE) visit(slot, slots.laterSubjects[slot - slots.edges] as number);
  }
}

/** What the arrays hold. */
export function bytesOf(slots: EdgeSlots): number {
  return Object.values(slots).reduce(
    (sum, value) => sum + (ArrayBuffer.isView(value) ? value.byteLength : 0),
    0,
  );
}
