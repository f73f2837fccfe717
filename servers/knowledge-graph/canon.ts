import type { Merge } from './graph.ts';

/** Which entities are one. */
export interface Canon {
  /** The entity that stands for this one. */
  of(entity: number): number;
  /** All that are one with this one, itself included, the one that stands for them first. */
  members(entity: number): readonly number[];
  /** As `members`, for several, each once. */
  all(entities: Iterable<number>): number[];
}

/** Reads the merges of a moment. Merges never form a circle (merge.ts), since only who stands for itself is merged. */
export function canonOf(merges: readonly Pick<Merge, 'winner' | 'loser'>[]): Canon {
  const winners = new Map(merges.map(({ winner, loser }) => [loser, winner]));
  const of = (entity: number): number => {
    let top = entity;
    for (let above = winners.get(top); above !== undefined; above = winners.get(top)) top = above;
    return top;
  };
  const classes = new Map<number, number[]>();
  for (const loser of [...winners.keys()].sort((a, b) => a - b)) {
    const top = of(loser);
    const members = classes.get(top);
    if (members) members.push(loser);
    else classes.set(top, [top, loser]);
  }
  const members = (entity: number): readonly number[] => classes.get(of(entity)) ?? [entity];
  return {
    of,
    members,
    all: (entities) => [...new Set([...entities].flatMap(members))],
  };
}
