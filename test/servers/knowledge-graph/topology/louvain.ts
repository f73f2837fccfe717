export interface WeightedPair {
  a: number;
  b: number;
  weight: number;
}

/**
 * Communities by the method of Louvain on maps, as plain as can be, to be compared with: Blondel, Guillaume, Lambiotte
 * and Lefebvre (2008, https://doi.org/10.1088/1742-5468/2008/10/P10008). Pairs are of different nodes, each once.
 */
export function louvain(pairs: readonly WeightedPair[]): Map<number, number> {
  const near = new Map<number, Map<number, number>>();
  const add = (a: number, b: number, weight: number) => {
    const of = near.get(a) ?? new Map<number, number>();
    near.set(a, of.set(b, (of.get(b) ?? 0) + weight));
  };
  for (const { a, b, weight } of pairs) {
    add(a, b, weight);
    add(b, a, weight);
  }
  const total = 2 * pairs.reduce((sum, { weight }) => sum + weight, 0);
  let level = near;
  let groupOf = new Map([...near.keys()].map((id) => [id, id]));
  for (;;) {
    const moved = moveAll(level, total);
    groupOf = new Map([...groupOf].map(([id, node]) => [id, moved.get(node) as number]));
    if (new Set(moved.values()).size === level.size) return groupOf;
    const next = new Map<number, Map<number, number>>();
    for (const [node, of] of level) {
      const from = moved.get(node) as number;
      const to = next.get(from) ?? new Map<number, number>();
      next.set(from, to);
      for (const [other, weight] of of) {
        const group = moved.get(other) as number;
        to.set(group, (to.get(group) ?? 0) + weight);
      }
    }
    level = next;
  }
}

function moveAll(near: Map<number, Map<number, number>>, total: number): Map<number, number> {
  const groupOf = new Map([...near.keys()].map((id) => [id, id]));
  const strength = new Map([...near].map(([id, of]) => [id, [...of.values()].reduce((a, b) => a + b, 0)]));
  const sums = new Map(strength);
  for (let moves = 1; moves > 0; ) {
    moves = 0;
    for (const [id, of] of near) {
      const own = groupOf.get(id) as number;
      const k = strength.get(id) as number;
      sums.set(own, (sums.get(own) as number) - k);
      const links = new Map([[own, 0]]);
      for (const [other, weight] of of) {
        if (other === id) continue;
        const group = groupOf.get(other) as number;
        links.set(group, (links.get(group) ?? 0) + weight);
      }
      const gainOf = (group: number) =>
        (links.get(group) as number) - (k * (sums.get(group) as number)) / total;
      let best = own;
      for (const group of links.keys()) if (gainOf(group) > gainOf(best) + 1e-10) best = group;
      sums.set(best, (sums.get(best) as number) + k);
      groupOf.set(id, best);
      if (best !== own) moves += 1;
    }
  }
  return groupOf;
}
