import { createIdTable } from './id-table.ts';

/**
 * The nodes of a graph, numbered from 0 in the order in which their ids came. Entities that were merged keep nodes of
 * their own, so that a merge can be undone exactly: `canon` leads to the one that stands for all of them, and `ring`
 * from each of them to the next, round to the first again. The arrays are replaced when they grow.
 */
export interface Nodes {
  count: number;
  /** For how many another one stands. */
  merged: number;
  ids: Uint32Array;
  canon: Int32Array;
  ring: Int32Array;
  /** Ends of edges at the node itself. */
  own: Int32Array;
  /** Ends of edges at the node and all that it stands for; 0 where another one stands for it. */
  degree: Int32Array;
  /** The number of an id, or -1. */
  find(id: number): number;
  /** The number of an id, which gets one if it has none. */
  intern(id: number): number;
  /** Reads anew who stands for these ids, and for all that shared a node with them. */
  regroup(...ids: number[]): void;
  readonly bytes: number;
}

export function createNodes(canonical: (id: number) => number): Nodes {
  const table = createIdTable();
  const nodes: Nodes = {
    count: 0,
    merged: 0,
    ids: new Uint32Array(64),
    canon: new Int32Array(64),
    ring: new Int32Array(64),
    own: new Int32Array(64),
    degree: new Int32Array(64),
    find: table.find,
    intern(id) {
      const node = table.add(id);
      if (node < nodes.count) return node;
      if (node === nodes.ids.length) grow(nodes);
      nodes.count += 1;
      nodes.ids[node] = id;
      nodes.canon[node] = node;
      nodes.ring[node] = node;
      join(node);
      return node;
    },
    regroup(...ids) {
      const members = new Set<number>();
      for (const id of ids) {
        const first = table.find(id);
        if (first === -1 || members.has(first)) continue;
        let node = first;
        do {
          members.add(node);
          node = nodes.ring[node] as number;
        } while (node !== first);
      }
      for (const node of members) {
        if (nodes.canon[node] !== node) nodes.merged -= 1;
        nodes.canon[node] = node;
        nodes.ring[node] = node;
        nodes.degree[node] = nodes.own[node] as number;
      }
      for (const node of members) join(node);
    },
    get bytes() {
      return table.bytes + 5 * nodes.ids.byteLength;
    },
  };

  /** Puts a node that stands alone among those that share its canonical id. */
  function join(node: number): void {
    const id = nodes.ids[node] as number;
    const canonicalId = canonical(id);
    if (canonicalId === id) return;
    const root = nodes.intern(canonicalId);
    nodes.merged += 1;
    nodes.canon[node] = root;
    nodes.ring[node] = nodes.ring[root] as number;
    nodes.ring[root] = node;
    nodes.degree[root] = (nodes.degree[root] as number) + (nodes.own[node] as number);
    nodes.degree[node] = 0;
  }

  return nodes;
}

function grow(nodes: Nodes): void {
  const capacity = 2 * nodes.ids.length;
  const ids = new Uint32Array(capacity);
  ids.set(nodes.ids);
  nodes.ids = ids;
  for (const name of ['canon', 'ring', 'own', 'degree'] as const) {
    const column = new Int32Array(capacity);
    column.set(nodes[name]);
    nodes[name] = column;
  }
}
