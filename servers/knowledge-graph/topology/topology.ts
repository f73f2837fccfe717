import { checkColumns, checkEdge, type Edge, type EdgeColumns } from './edge.ts';
import {
  appendEdge,
  buildEdgeSlots,
  bytesOf,
  dropEdge,
  type EdgeSlots,
  eachEdge,
  slotOf,
} from './edge-slots.ts';
import { createEnds, expand } from './expand.ts';
import type { Graph } from './graph.ts';
import { createMarks } from './marks.ts';
import { createNodes, type Nodes } from './nodes.ts';
import { highestOf, numberIds } from './number-ids.ts';
import { createPush } from './push.ts';
import { filterOf } from './view.ts';

export interface TopologyOptions {
  /** The entity that stands for an id: itself, or what it was merged into, to the end. Called again after a merge. */
  canonical?: ((id: number) => number) | undefined;
  /** Changes that are put up with before the rows are built anew, at least, and as a share of the edges. */
  overlay?: { least?: number | undefined; share?: number | undefined } | undefined;
}

/**
 * The facts between entities in memory, for everything that follows more than a few of them. An entity that no edge
 * is at is not in it. Whatever way edges came and went, what searches find is the same.
 */
export interface Topology extends Graph {
  /** Replaces all edges. @throws RangeError for columns that do not fit together; the topology is then as it was. */
  load(columns: EdgeColumns): void;
  /** Adds an edge, in place of the one of its fact if there is one. @throws RangeError for what is no edge. */
  add(edge: Edge): void;
  /** Returns whether it was there. */
  remove(fact: number): boolean;
  /** To be called when `canonical` has come to say that the loser is the winner. */
  merge(loser: number, winner: number): void;
  /** To be called when it has ceased to. */
  unmerge(loser: number, winner: number): void;
  /** What the arrays hold, without those that searches write to. */
  readonly bytes: number;
}

const LEAST = 1_024;
const SHARE = 1 / 32;

export function createTopology(options: TopologyOptions = {}): Topology {
  const { canonical = (id) => id } = options;
  const { least = LEAST, share = SHARE } = options.overlay ?? {};
  const roomFor = (edges: number): number => Math.max(1, least, Math.floor(edges * share));
  let highestRelation = -1;
  let nodes: Nodes;
  let edges: EdgeSlots;
  load(noEdges(0));

  function load(columns: EdgeColumns): void {
    checkColumns(columns);
    const { facts, relations, validFrom, validTo, weights } = columns;
    const count = facts.length;
    const loaded = createNodes(canonical);
    const [subjects, objects] = numberIds([columns.subjects, columns.objects], loaded) as [
      Int32Array,
      Int32Array,
    ];
    edges = buildEdgeSlots(
      { facts, subjects, objects, relations, validFrom, validTo, weights },
      loaded.count,
      roomFor(count),
    );
    nodes = loaded;
    countEnds(edges, nodes);
    highestRelation = highestOf(relations);
  }

  /** The edges that are there, as if they were to be loaded. */
  function columns(): EdgeColumns {
    const { weights } = edges;
    const to = noEdges(edges.live);
    if (weights) to.weights = new Float32Array(edges.live);
    let at = 0;
    eachEdge(edges, (slot, subject) => {
      to.facts[at] = edges.facts[slot] as number;
      to.subjects[at] = nodes.ids[subject] as number;
      to.objects[at] = nodes.ids[edges.objects[slot] as number] as number;
      to.relations[at] = edges.relations[slot] as number;
      to.validFrom[at] = edges.validFrom[slot] as number;
      to.validTo[at] = edges.validTo[slot] as number;
      if (to.weights && weights) to.weights[at] = weights[slot] as number;
      at += 1;
    });
    return to;
  }

  function count(node: number, by: 1 | -1): void {
    const root = nodes.canon[node] as number;
    nodes.own[node] = (nodes.own[node] as number) + by;
    nodes.degree[root] = (nodes.degree[root] as number) + by;
  }

  function remove(fact: number): boolean {
    const slot = slotOf(edges, fact);
    if (slot === undefined) return false;
    const { subject, object } = dropEdge(edges, slot);
    count(subject, -1);
    count(object, -1);
    if (edges.used - edges.live > edges.room) load(columns());
    return true;
  }

  return {
    load,
    add(edge) {
      checkEdge(edge);
      remove(edge.fact);
      if (edges.used - edges.edges === edges.room) load(columns());
      const [subject, object] = [nodes.intern(edge.subject), nodes.intern(edge.object)];
      appendEdge(edges, edge, subject, object);
      count(subject, 1);
      count(object, 1);
      highestRelation = Math.max(highestRelation, edge.relation);
    },
    remove,
    merge: (loser, winner) => nodes.regroup(loser, winner),
    unmerge: (loser, winner) => nodes.regroup(loser, winner),
    get edgeCount() {
      return edges.live;
    },
    get bytes() {
      return bytesOf(edges) + nodes.bytes;
    },
    get size() {
      return nodes.count;
    },
    find(id) {
      const known = nodes.find(id);
      const node = known === -1 ? nodes.find(canonical(id)) : (nodes.canon[known] as number);
      return node === -1 || nodes.degree[node] === 0 ? -1 : node;
    },
    id: (node) => nodes.ids[node] as number,
    degree: (node) => nodes.degree[node] as number,
    filter: (view) => filterOf(view, highestRelation),
    expand: (node, filter, into) => expand(edges, nodes, node, filter, into),
    fact: (slot) => edges.facts[slot] as number,
    relation: (slot) => edges.relations[slot] as number,
    weight: (slot) => (edges.weights ? (edges.weights[slot] as number) : 1),
    get weighted() {
      return edges.weights !== undefined;
    },
    scratch: {
      ends: createEnds(),
      marks: [createMarks(), createMarks(), createMarks()],
      push: createPush(),
      found: new Int32Array(0),
    },
  };
}

function countEnds(edges: EdgeSlots, nodes: Nodes): void {
  const { outStarts, inStarts } = edges;
  for (let node = 0; node < edges.nodes; node += 1) {
    const out = (outStarts[node + 1] as number) - (outStarts[node] as number);
    const inn = (inStarts[node + 1] as number) - (inStarts[node] as number);
    const root = nodes.canon[node] as number;
    nodes.own[node] = out + inn;
    nodes.degree[root] = (nodes.degree[root] as number) + out + inn;
  }
}

function noEdges(count: number): EdgeColumns {
  return {
    facts: new Uint32Array(count),
    subjects: new Uint32Array(count),
    objects: new Uint32Array(count),
    relations: new Uint32Array(count),
    validFrom: new Float64Array(count),
    validTo: new Float64Array(count),
  };
}
