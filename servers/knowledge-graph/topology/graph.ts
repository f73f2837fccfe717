import type { Ends } from './expand.ts';
import type { Marks } from './marks.ts';
import type { Push } from './push.ts';
import type { Filter, View } from './view.ts';

/** What searches see of a topology. Numbers of nodes and slots hold until its next change. */
export interface Graph {
  /** The numbers of nodes are below it. Not every number is a node. */
  readonly size: number;
  readonly edgeCount: number;
  /** The node of an entity, or of the one that it was merged into; -1 if no edge is at it. */
  find(id: number): number;
  /** The entity that stands for a node. */
  id(node: number): number;
  /** Ends of edges at a node, of all times and relations, an edge to itself counting twice; 0 for what is no node. */
  degree(node: number): number;
  filter(view: View): Filter;
  /** Writes down where the edges of a node lead; returns how many there are. */
  expand(node: number, filter: Filter, into: Ends): number;
  fact(slot: number): number;
  relation(slot: number): number;
  weight(slot: number): number;
  /** Whether there is a weight other than 1. */
  readonly weighted: boolean;
  /** What searches write to. Nothing in it outlives a search. */
  readonly scratch: Scratch;
}

export interface Scratch {
  ends: Ends;
  /** Of the two ends of a search, and of what lies between them. */
  marks: readonly [Marks, Marks, Marks];
  push: Push;
  /** Nodes in the order in which they are found. */
  found: Int32Array;
}
