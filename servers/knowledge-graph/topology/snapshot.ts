import { createEnds } from './expand.ts';
import type { Graph } from './graph.ts';
import type { View } from './view.ts';

/**
 * A graph with one weighted edge where there were several, and none from a node to itself. Its nodes are the entities
 * with an edge to another one, by id upwards, whatever way the topology came to hold them.
 */
export interface Snapshot {
  /** The entity of each node, upwards. */
  ids: Uint32Array;
  /** What leads to node n is at starts[n] to starts[n + 1], by number. */
  starts: Uint32Array;
  sources: Int32Array;
  weights: Float64Array;
}

/** In a view of both directions, what leads to a node is also what it leads to. */
export function takeSnapshot(graph: Graph, view: View): Snapshot {
  const filter = graph.filter(view);
  const ends = createEnds();
  const candidates = nodesById(graph);
  const connected = new Uint8Array(graph.size);
  const counts = new Uint32Array(graph.size);
  const last = new Int32Array(graph.size).fill(-1);
  for (const node of candidates) {
    const count = graph.expand(node, filter, ends);
    const { nodes } = ends;
    for (let at = 0; at < count; at += 1) {
      const next = nodes[at] as number;
      if (next === node || last[next] === node) continue;
      last[next] = node;
      counts[next] = (counts[next] as number) + 1;
      connected[next] = 1;
      connected[node] = 1;
    }
  }
  const nodes = candidates.filter((node) => connected[node] === 1);
  const numbers = last.fill(-1);
  const starts = new Uint32Array(nodes.length + 1);
  nodes.forEach((node, number) => {
    numbers[node] = number;
    starts[number + 1] = (starts[number] as number) + (counts[node] as number);
  });
  const edges = starts[nodes.length] as number;
  const sources = new Int32Array(edges);
  const weights = new Float64Array(edges);
  const next = starts.slice();
  for (let number = 0; number < nodes.length; number += 1) {
    const node = nodes[number] as number;
    const count = graph.expand(node, filter, ends);
    const { nodes: ways, slots } = ends;
    for (let at = 0; at < count; at += 1) {
      const way = ways[at] as number;
      if (way === node) continue;
      const target = numbers[way] as number;
      const slot = slots[at] as number;
      const weight = graph.weight(slot < 0 ? ~slot : slot);
      const place = next[target] as number;
      // Nodes come upwards, so an edge that is parallel to one before is the last at its target.
      if (place > (starts[target] as number) && sources[place - 1] === number) {
        weights[place - 1] = (weights[place - 1] as number) + weight;
        continue;
      }
      sources[place] = number;
      weights[place] = weight;
      next[target] = place + 1;
    }
  }
  return { ids: Uint32Array.from(nodes, graph.id), starts, sources, weights };
}

/** Nodes with an edge of any time, by id upwards. */
function nodesById(graph: Graph): number[] {
  const nodes: number[] = [];
  for (let node = 0; node < graph.size; node += 1) if (graph.degree(node) > 0) nodes.push(node);
  return nodes.sort((a, b) => graph.id(a) - graph.id(b));
}
