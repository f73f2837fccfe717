import type { ViewData } from '../view-data.ts';

type Entity = ViewData['entities'][number];
export type Fact = ViewData['facts'][number];

export interface Node {
  id: string;
  entity: Entity;
  /** Facts that it is an end of. */
  facts: Fact[];
  neighbours: Set<Node>;
  /** Lower case, all of its names. */
  words: string;
  x?: number;
  y?: number;
  vx?: number;
  vy?: number;
}

/** All facts with one relation from one node to another. */
export interface Link {
  relation: string;
  facts: Fact[];
  source: Node;
  target: Node;
  /** How far it bends, so that several between two nodes can be told apart. */
  bend: number;
}

export interface Model {
  graph: string;
  nodes: Node[];
  byId: Map<string, Node>;
  links: Link[];
  facts: Fact[];
  /** Those with most entities first. */
  types: { name: string; count: number }[];
  /** The times between which anything begins or ends; undefined where nothing does. */
  span?: { from: number; to: number };
}

const DAY = 86_400_000;

export function modelOf(data: ViewData): Model {
  const nodes = data.entities.map((entity): Node => {
    const words = [entity.name, ...entity.also, ...entity.keys].join('\n').toLowerCase();
    return { id: entity.id, entity, facts: [], neighbours: new Set(), words };
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const links = new Map<string, Link>();
  const between = new Map<string, number>();
  for (const fact of data.facts) {
    const source = byId.get(fact.subject);
    const target = fact.object === undefined ? undefined : byId.get(fact.object);
    source?.facts.push(fact);
    if (!source || !target) continue;
    if (target !== source) {
      target.facts.push(fact);
      source.neighbours.add(target);
      target.neighbours.add(source);
    }
    const key = JSON.stringify([source.id, fact.relation, target.id]);
    const known = links.get(key);
    if (known) {
      known.facts.push(fact);
      continue;
    }
    const pair = source.id < target.id ? `${source.id} ${target.id}` : `${target.id} ${source.id}`;
    const nth = between.get(pair) ?? 0;
    between.set(pair, nth + 1);
    links.set(key, {
      relation: fact.relation,
      facts: [fact],
      source,
      target,
      bend: bendOf(source, target, nth),
    });
  }
  const counts = Map.groupBy(data.entities, ({ type }) => type);
  const times = data.facts.flatMap(({ validFrom, validTo }) => [validFrom ?? [], validTo ?? []].flat());
  const from = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const to = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
  return {
    graph: data.graph,
    nodes,
    byId,
    links: [...links.values()],
    facts: data.facts,
    types: [...counts]
      .map(([name, some]) => ({ name, count: some.length }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
    // A day more on either side: before the first, and after the last.
    ...(times.length > 0 && { span: { from: from - DAY, to: to + DAY } }),
  };
}

/** The first is straight, those after it bend to one side and the other; what leads to itself is a loop. */
function bendOf(source: Node, target: Node, nth: number): number {
  if (source === target) return 0.5 + nth * 0.3;
  const side = (nth % 2 === 0 ? 1 : -1) * (source.id < target.id ? 1 : -1);
  return side * Math.min(Math.ceil(nth / 2) * 0.22, 0.9);
}

/** Whether a fact holds at a moment; always where there is none. */
export function holds({ validFrom, validTo }: Fact, at: number | undefined): boolean {
  return (
    at === undefined ||
    ((validFrom === undefined || validFrom <= at) && (validTo === undefined || at < validTo))
  );
}

/**
 * Entities whose names have all the words: that which is called so, those whose name begins so, those that have the
 * words in this order, and of those alike the ones with most facts.
 */
export function search({ nodes }: Model, typed: string, most: number): Node[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const phrase = words.join(' ');
  const rank = (node: Node): number => {
    const name = node.entity.name.toLowerCase();
    const how = [name.includes(phrase), name.startsWith(phrase), name === phrase].filter(Boolean).length;
    return how * 1_000_000 + node.facts.length;
  };
  return nodes
    .filter((node) => words.every((word) => node.words.includes(word)))
    .sort((a, b) => rank(b) - rank(a) || (a.entity.name < b.entity.name ? -1 : 1))
    .slice(0, most);
}

/** How many facts hold in each of some equal parts of the span. */
export function holding({ facts, span }: Model, parts: number): number[] {
  if (!span) return [];
  const step = (span.to - span.from) / parts;
  return Array.from({ length: parts }, (_, part) => {
    const at = span.from + (part + 0.5) * step;
    return facts.filter((fact) => holds(fact, at)).length;
  });
}

/** A day in words that sort, a moment only where it is not midnight. */
export function dayOf(at: number): string {
  const text = new Date(at).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}
