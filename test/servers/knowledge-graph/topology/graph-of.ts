import type { Edge } from '../../../../servers/knowledge-graph/topology/edge.ts';
import { createTopology, type Topology } from '../../../../servers/knowledge-graph/topology/topology.ts';
import { columnsOf } from './model.ts';

/** A topology of edges given as [subject, object] or with more to them; facts are numbered from 1. */
export function graphOf(
  edges: readonly (readonly [subject: number, object: number, rest?: Partial<Edge>])[],
): Topology {
  const topology = createTopology();
  topology.load(
    columnsOf(
      edges.map(([subject, object, rest], at) => ({ fact: at + 1, subject, object, relation: 0, ...rest })),
    ),
  );
  return topology;
}
