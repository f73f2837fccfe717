import { createPush, type Push } from '../topology/push.ts';
import { reserve, type Steps, type Walkable } from '../topology/walk.ts';
import type { Link, Links } from './mention-lists.ts';
import { byScore, type Ranked } from './ranked.ts';

/** Passages at which walks begin: the best by words, where the first counts far more than the last. */
const SEEDS = 20;
const SHARPNESS = 6;
/** Walks that begin at entities of the query, for each that begins at a passage. */
const ENTITIES = 2;
/** How likely a walk ends at each step, and what is left undone. */
const ALPHA = 0.3;
const EPSILON = 1e-4;
/** How much more likely a walk takes a link between an entity and what is about it. */
const ABOUT = 3;

export interface Walks {
  /** Passages at which walks end, those with the most first. */
  rank(links: Links, ranked: readonly Ranked[], entities: ReadonlyMap<number, number>): Ranked[];
}

/**
 * Personalised PageRank over passages and the entities that they name. Passages are nodes 2 · slot; entities get the
 * odd numbers in the order in which walks reach them.
 * @param entities those that the query names, with their weights.
 */
export function createWalks(): Walks {
  const push: Push = createPush();
  return {
    rank(links, ranked, entities) {
      const numbers = new Map<number, number>();
      const ids: number[] = [];
      const nodeOf = (entity: number): number => {
        const number = numbers.get(entity) ?? ids.push(entity) - 1;
        numbers.set(entity, number);
        return number * 2 + 1;
      };
      const stepsOf = (node: number): { node: number; weight: number }[] => {
        const weigh = ({ about }: Link, weight: number): number => weight * (about ? ABOUT : 1);
        if (node % 2 === 1) {
          const entity = ids[node >>> 1] ?? 0;
          if (links.rarity(entity) === 0) return [];
          return links.passages(entity).map((link) => ({ node: link.to * 2, weight: weigh(link, 1) }));
        }
        return links.entities(node >>> 1).flatMap((link) => {
          const rarity = links.rarity(link.to);
          return rarity > 0 ? [{ node: nodeOf(link.to), weight: weigh(link, rarity) }] : [];
        });
      };
      const known = new Map<number, ReturnType<typeof stepsOf>>();
      const steps = (node: number): ReturnType<typeof stepsOf> => {
        const before = known.get(node) ?? stepsOf(node);
        known.set(node, before);
        return before;
      };
      const graph: Walkable = {
        size: links.size * 2,
        // Reading where a node leads only to count it would cost more than the walks.
        degree: (node) => (node % 2 === 1 ? links.count(ids[node >>> 1] ?? 0) : links.named(node >>> 1)),
        expand(node, into: Steps) {
          const found = steps(node);
          reserve(into, found.length);
          found.forEach((step, at) => {
            into.nodes[at] = step.node;
            into.weights[at] = step.weight;
          });
          return found.length;
        },
      };
      const { nodes, scores } = push(
        graph,
        seedsOf(ranked, entities, (entity) => links.rarity(entity) > 0, nodeOf),
        { alpha: ALPHA, epsilon: EPSILON },
      );
      return Array.from(nodes, (node, at) => ({
        slot: node >>> 1,
        score: scores[at] ?? 0,
        passage: node % 2 === 0,
      }))
        .filter(({ passage }) => passage)
        .map(({ slot, score }) => ({ slot, score }))
        .sort(byScore);
    },
  };
}

function seedsOf(
  ranked: readonly Ranked[],
  entities: ReadonlyMap<number, number>,
  isLinked: (entity: number) => boolean,
  nodeOf: (entity: number) => number,
): [node: number, weight: number][] {
  const first = ranked[0]?.score ?? 1;
  const passages = ranked
    .slice(0, SEEDS)
    .map(({ slot, score }): [number, number] => [slot * 2, (score / first) ** SHARPNESS]);
  const named = [...entities]
    .filter(([entity]) => isLinked(entity))
    .map(([entity, weight]): [number, number] => [nodeOf(entity), weight]);
  const sum = (seeds: readonly [number, number][]): number =>
    seeds.reduce((all, [, weight]) => all + weight, 0) || 1;
  const [ofPassages, ofNamed] = [sum(passages), sum(named)];
  return [
    ...passages.map(([node, weight]): [number, number] => [node, weight / ofPassages]),
    ...named.map(([node, weight]): [number, number] => [node, (ENTITIES * weight) / ofNamed]),
  ];
}
