import { bestPath, compareTrails, type Trail } from './best-path.ts';
import type { Graph } from './graph.ts';
import { type Effort, meet } from './meet.ts';
import { type Filter, reversed, type View } from './view.ts';
import { MAX_EDGES } from './within.ts';

const LONGEST = 6;
const MOST = 10;

export interface PathOptions extends View {
  /** Most steps of a path, 1 to 6; 6 unless said. */
  maxLength?: number | undefined;
  /** Most paths, 1 to 10; 1 unless said. */
  k?: number | undefined;
  /** Most edges to look at; 5 million unless said. */
  maxEdges?: number | undefined;
}

/** An edge that a step may take. */
export interface StepFact {
  fact: number;
  relation: number;
  /** Whether the edge leads the way of the step, and not against it. */
  forward: boolean;
}

export interface Path {
  /** The entities on it, one more than there are steps. */
  ids: number[];
  /** All edges between the two entities of each step, by fact. */
  steps: StepFact[][];
}

export interface Paths {
  paths: Path[];
  /** Whether it ended at `maxEdges`: there may be more, though none that belongs before those found. */
  stoppedEarly: boolean;
}

/** All paths that begin with a trail and go on in none of some ways: the best of them, or how long it is at least. */
interface Branch {
  from: Trail;
  banned: ReadonlySet<number>;
  length: number;
  best: Trail | undefined;
}

/**
 * The best paths without loops between two entities: shortest first, then those of facts that weigh more (the lowest
 * sum of 1 / weight), then those through smaller hubs (the lowest sum of degrees), then those of earlier facts.
 *
 * Yen's algorithm (1971, https://doi.org/10.1287/mnsc.17.11.712) with Lawler's branches, which never find a path
 * twice (1972, https://doi.org/10.1287/mnsc.18.7.401). A branch is searched one length at a time, and only when no
 * path that has been found is shorter.
 */
export function shortestPaths(graph: Graph, from: number, to: number, options: PathOptions = {}): Paths {
  const { maxLength = LONGEST, k = 1, maxEdges = MAX_EDGES } = options;
  checkRange('longest path', maxLength, LONGEST);
  checkRange('number of paths', k, MOST);
  const filter = graph.filter(options);
  const [start, goal] = [graph.find(from), graph.find(to)];
  if (start === -1 || goal === -1) return { paths: [], stoppedEarly: false };
  if (start === goal) return { paths: [{ ids: [graph.id(start)], steps: [] }], stoppedEarly: false };
  const effort: Effort = { left: maxEdges };
  const { distance, stoppedEarly, atLeast } = meet(graph, start, goal, filter, maxLength, effort);
  if (distance === undefined || stoppedEarly) return { paths: [], stoppedEarly };

  const first = { node: start, previous: undefined, length: 0, fact: -1, resistance: 0, hubs: 0 };
  const branches: Branch[] = [{ from: first, banned: new Set(), length: distance, best: undefined }];
  const paths: Path[] = [];
  while (paths.length < k && branches.length > 0) {
    branches.sort(compareBranches);
    const branch = branches[0] as Branch;
    if (branch.best) {
      branches.shift();
      paths.push(pathOf(graph, branch.best, filter));
      branches.push(...divided(branch, branch.best));
      continue;
    }
    const found = bestPath(graph, { ...branch, goal, filter, atLeast }, effort);
    if (found === 'stopped') return { paths, stoppedEarly: true };
    branch.best = found;
    if (!found) branch.length += 1;
    if (branch.length > maxLength) branches.shift();
  }
  return { paths, stoppedEarly: false };
}

/** Shortest first, and what has not been searched before what has. */
function compareBranches(a: Branch, b: Branch): number {
  if (a.length !== b.length) return a.length - b.length;
  return a.best && b.best
    ? compareTrails(a.best, b.best)
    : Number(a.best !== undefined) - Number(b.best !== undefined);
}

/** The other paths of a branch whose best one is taken, by the node at which they leave it. */
function divided(branch: Branch, best: Trail): Branch[] {
  const others: Branch[] = [];
  let next = best;
  for (let from = best.previous; from && from.length >= branch.from.length; from = from.previous) {
    const banned = new Set([next.node]);
    if (from === branch.from) for (const node of branch.banned) banned.add(node);
    others.push({ from, banned, length: branch.length, best: undefined });
    next = from;
  }
  return others;
}

function pathOf(graph: Graph, last: Trail, filter: Filter): Path {
  const path: Path = { ids: [graph.id(last.node)], steps: [] };
  for (let to = last; to.previous; to = to.previous) {
    path.ids.unshift(graph.id(to.previous.node));
    path.steps.unshift(between(graph, to.previous.node, to.node, filter));
  }
  return path;
}

/** Every edge that leads a step, found at the end that has fewer. */
function between(graph: Graph, from: number, to: number, filter: Filter): StepFact[] {
  const back = graph.degree(to) < graph.degree(from);
  const { ends } = graph.scratch;
  const count = back ? graph.expand(to, reversed(filter), ends) : graph.expand(from, filter, ends);
  const facts: StepFact[] = [];
  for (let at = 0; at < count; at += 1) {
    if (ends.nodes[at] !== (back ? from : to)) continue;
    const slot = ends.slots[at] as number;
    const edge = slot < 0 ? ~slot : slot;
    facts.push({ fact: graph.fact(edge), relation: graph.relation(edge), forward: slot >= 0 !== back });
  }
  return facts.sort((a, b) => a.fact - b.fact);
}

function checkRange(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RangeError(`The ${name} is an integer from 1 to ${most}, not ${value}.`);
}
