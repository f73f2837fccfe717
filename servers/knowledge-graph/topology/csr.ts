import { isAscending, sortedOrder } from './sorted-order.ts';

/** Edges by columns, with the numbers of their nodes. */
export interface NumberedEdges {
  facts: Uint32Array;
  subjects: Int32Array;
  objects: Int32Array;
  relations: Uint32Array;
  validFrom: Float64Array;
  validTo: Float64Array;
  weights: Float32Array | undefined;
}

/**
 * A graph in compressed sparse rows. The columns are sorted by subject, then by fact: the place of an edge in them is
 * its slot, and the slots of node n as a subject are outStarts[n] to outStarts[n + 1]. Those as an object are at the
 * same places of inStarts in inSlots, their subjects beside them. The columns have room for more behind the last slot.
 */
export interface Csr {
  readonly nodes: number;
  readonly edges: number;
  readonly facts: Uint32Array;
  readonly objects: Int32Array;
  readonly relations: Uint32Array;
  readonly validFrom: Float64Array;
  readonly validTo: Float64Array;
  weights: Float32Array | undefined;
  readonly outStarts: Uint32Array;
  readonly inStarts: Uint32Array;
  readonly inSubjects: Int32Array;
  readonly inSlots: Int32Array;
}

/** Two counting sorts. @throws RangeError for a fact that occurs twice. */
export function buildCsr(edges: NumberedEdges, nodes: number, room: number): Csr {
  const count = edges.facts.length;
  const order = isAscending(edges.facts, count) ? undefined : sortedOrder(edges.facts, count);
  if (order) refuseTwins(edges.facts, order);
  const outStarts = startsOf(edges.subjects, nodes);
  const slots = slotsOf(edges.subjects, outStarts, order);
  const objects = place(edges.objects, slots, new Int32Array(count + room));
  const inStarts = startsOf(edges.objects, nodes);
  const inSubjects = new Int32Array(count);
  const inSlots = new Int32Array(count);
  const next = inStarts.slice();
  for (let subject = 0; subject < nodes; subject += 1) {
    const end = outStarts[subject + 1] as number;
    for (let slot = outStarts[subject] as number; slot < end; slot += 1) {
      const object = objects[slot] as number;
      const at = next[object] as number;
      next[object] = at + 1;
      inSlots[at] = slot;
      inSubjects[at] = subject;
    }
  }
  return {
    nodes,
    edges: count,
    facts: place(edges.facts, slots, new Uint32Array(count + room)),
    objects,
    relations: place(edges.relations, slots, new Uint32Array(count + room)),
    validFrom: place(edges.validFrom, slots, new Float64Array(count + room)),
    validTo: place(edges.validTo, slots, new Float64Array(count + room)),
    weights: edges.weights && place(edges.weights, slots, new Float32Array(count + room)),
    outStarts,
    inStarts,
    inSubjects,
    inSlots,
  };
}

/** Where each node's edges start when they are sorted by node, and behind the last one where they end. */
function startsOf(ends: Int32Array, nodes: number): Uint32Array {
  const starts = new Uint32Array(nodes + 1);
  for (let edge = 0; edge < ends.length; edge += 1) {
    const after = (ends[edge] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  for (let node = 0; node < nodes; node += 1) {
    starts[node + 1] = (starts[node + 1] as number) + (starts[node] as number);
  }
  return starts;
}

/** The slot of each edge. */
function slotsOf(subjects: Int32Array, starts: Uint32Array, order: Uint32Array | undefined): Uint32Array {
  const next = starts.slice();
  const slots = new Uint32Array(subjects.length);
  for (let i = 0; i < subjects.length; i += 1) {
    const edge = order === undefined ? i : (order[i] as number);
    const subject = subjects[edge] as number;
    const slot = next[subject] as number;
    next[subject] = slot + 1;
    slots[edge] = slot;
  }
  return slots;
}

type Column = Int32Array | Uint32Array | Float32Array | Float64Array;

function place<C extends Column>(from: C, slots: Uint32Array, to: C): C {
  for (let edge = 0; edge < slots.length; edge += 1) to[slots[edge] as number] = from[edge] as number;
  return to;
}

function refuseTwins(facts: Uint32Array, order: Uint32Array): void {
  for (let i = 1; i < order.length; i += 1) {
    const fact = facts[order[i] as number];
    if (fact === facts[order[i - 1] as number]) throw new RangeError(`Fact ${fact} occurs twice.`);
  }
}
