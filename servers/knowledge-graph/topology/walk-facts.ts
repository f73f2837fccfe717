import { createEnds } from './expand.ts';
import type { Graph } from './graph.ts';
import type { View } from './view.ts';
import { reserve, type Walkable } from './walk.ts';

export interface WalkOptions extends View {
  /**
   * How much a step into a much-connected node is played down: its weight is multiplied by the information in meeting
   * the node, ln(1 + all ends of edges / those at the node), to this power. 0 unless said: not at all.
   */
  hubPenalty?: number | undefined;
  /** Nodes with more edges than this are not walked into. All are unless said. */
  maxDegree?: number | undefined;
}

/** The entities of a topology for a walk along its facts, both ways unless the view says otherwise. */
export function walkable(graph: Graph, options: WalkOptions = {}): Walkable {
  const { hubPenalty = 0, maxDegree = Number.POSITIVE_INFINITY } = options;
  const filter = graph.filter(options);
  const ends = createEnds();
  const informationOf = informationByDegree(2 * graph.edgeCount, hubPenalty);
  const plain = !graph.weighted && hubPenalty === 0 && maxDegree === Number.POSITIVE_INFINITY;
  return {
    size: graph.size,
    degree: graph.degree,
    expand(node, into) {
      const count = graph.expand(node, filter, ends);
      reserve(into, count);
      const { nodes, weights } = into;
      let steps = 0;
      for (let at = 0; at < count; at += 1) {
        const next = ends.nodes[at] as number;
        if (next === node) continue;
        let weight = 1;
        if (!plain) {
          const degree = graph.degree(next);
          if (degree > maxDegree) continue;
          const slot = ends.slots[at] as number;
          weight = graph.weight(slot < 0 ? ~slot : slot) * informationOf(degree);
        }
        nodes[steps] = next;
        weights[steps] = weight;
        steps += 1;
      }
      return steps;
    },
  };
}

/** Most degrees are small and come again and again. */
const FEW = 1_024;

function informationByDegree(allEnds: number, power: number): (degree: number) => number {
  if (power === 0) return () => 1;
  const known = new Float64Array(FEW);
  const informationOf = (degree: number): number => Math.log1p(allEnds / degree) ** power;
  return (degree) => {
    if (degree >= FEW) return informationOf(degree);
    if (known[degree] === 0) known[degree] = informationOf(degree);
    return known[degree] as number;
  };
}
