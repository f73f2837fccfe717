import type { EdgeColumns } from '../servers/knowledge-graph/topology/edge.ts';

/** The plain way to hold a graph: a list of edges for each entity, in a Map. Searches are as simple as they can be. */
export interface MapGraph {
  within(id: number, depth: number): number;
  /** Steps between two entities, found from both ends. */
  distance(from: number, to: number): number | undefined;
  /** Entities at which a forward push finds that walks end. */
  push(seed: number, alpha: number, epsilon: number): Map<number, number>;
}

interface Link {
  fact: number;
  to: number;
  relation: number;
  validFrom: number;
  validTo: number;
  outward: boolean;
}

export function createMapGraph(columns: EdgeColumns): MapGraph {
  const links = new Map<number, Link[]>();
  const add = (from: number, link: Link): void => {
    const all = links.get(from);
    if (all) all.push(link);
    else links.set(from, [link]);
  };
  for (let edge = 0; edge < columns.facts.length; edge += 1) {
    const [subject, object] = [columns.subjects[edge] as number, columns.objects[edge] as number];
    const said = {
      fact: columns.facts[edge] as number,
      relation: columns.relations[edge] as number,
      validFrom: columns.validFrom[edge] as number,
      validTo: columns.validTo[edge] as number,
    };
    add(subject, { ...said, to: object, outward: true });
    add(object, { ...said, to: subject, outward: false });
  }
  const of = (id: number): Link[] => links.get(id) ?? [];
  const next = (ring: readonly number[], seen: Set<number>): number[] => {
    const found: number[] = [];
    for (const id of ring) {
      for (const { to } of of(id)) {
        if (seen.has(to)) continue;
        seen.add(to);
        found.push(to);
      }
    }
    return found;
  };

  return {
    within(id, depth) {
      const seen = new Set([id]);
      let ring = [id];
      for (let distance = 0; distance < depth; distance += 1) ring = next(ring, seen);
      return seen.size;
    },
    distance(from, to) {
      const near = { ring: [from], seen: new Set([from]) };
      const far = { ring: [to], seen: new Set([to]) };
      for (let distance = 1; near.ring.length > 0 && far.ring.length > 0; distance += 1) {
        const [side, other] = near.ring.length <= far.ring.length ? [near, far] : [far, near];
        side.ring = next(side.ring, side.seen);
        if (side.ring.some((id) => other.seen.has(id))) return distance;
      }
      return undefined;
    },
    push(seed, alpha, epsilon) {
      const scores = new Map<number, number>();
      const residues = new Map([[seed, 1]]);
      const queue = [seed];
      const queued = new Set(queue);
      for (let at = 0; at < queue.length; at += 1) {
        const id = queue[at] as number;
        queued.delete(id);
        const residue = residues.get(id) ?? 0;
        residues.set(id, 0);
        scores.set(id, (scores.get(id) ?? 0) + alpha * residue);
        const each = ((1 - alpha) * residue) / of(id).length;
        for (const { to } of of(id)) {
          const now = (residues.get(to) ?? 0) + each;
          residues.set(to, now);
          if (queued.has(to) || now < epsilon * of(to).length) continue;
          queued.add(to);
          queue.push(to);
        }
      }
      return scores;
    },
  };
}
