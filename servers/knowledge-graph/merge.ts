import { IzaError } from '../../shared/mcp/errors.ts';
import { canonOf } from './canon.ts';
import type { Merge } from './graph.ts';
import { publicId } from './public-id.ts';
import type { GraphChange } from './store/store.ts';

/**
 * Says that entities are one, by a row that points from one to the other. The one that was there first stands for both.
 * @throws IzaError CONFLICT when they were said to be distinct; INVALID_INPUT when they are one already.
 */
export async function mergeEntities(
  change: GraphChange,
  a: number,
  b: number,
  because: { rule: string; evidence?: string | undefined },
): Promise<{ winner: number; loser: number; merge: number }> {
  const canon = canonOf(await change.merges(change.graph));
  const [winner, loser] = [canon.of(a), canon.of(b)].sort((x, y) => x - y) as [number, number];
  if (winner === loser) {
    throw new IzaError(
      'INVALID_INPUT',
      `${publicId('entity', a)} and ${publicId('entity', b)} are one already.`,
    );
  }
  const apart = (await change.distincts(change.graph)).find(
    (pair) =>
      (canon.of(pair.a) === winner && canon.of(pair.b) === loser) ||
      (canon.of(pair.a) === loser && canon.of(pair.b) === winner),
  );
  if (apart) {
    throw new IzaError(
      'CONFLICT',
      `Somebody said that these are not one: ${publicId('entity', apart.a)} and ${publicId('entity', apart.b)}.`,
      {
        ...(apart.reason !== undefined && { why: apart.reason }),
        hint: 'Nothing was changed. Say first that this is not so any more: op "same" of kg_resolve.',
      },
    );
  }
  return { winner, loser, merge: await change.add('merge', { winner, loser, ...because }) };
}

/** Takes a merge back: everything is as it was. @throws IzaError NOT_FOUND when the entity was not merged into another. */
export async function unmergeEntity(change: GraphChange, loser: number): Promise<Merge> {
  const merge = (await change.merges(change.graph)).find((one) => one.loser === loser);
  if (!merge) {
    throw new IzaError('NOT_FOUND', `${publicId('entity', loser)} was not merged into another entity.`, {
      hint: 'kg_entity shows what was merged, as "merged".',
    });
  }
  await change.end('merge', merge.row);
  return merge;
}

/** Says that two entities are not one, whatever they look like. They must not be merged. */
export async function tellApart(change: GraphChange, a: number, b: number, reason?: string): Promise<void> {
  const canon = canonOf(await change.merges(change.graph));
  if (canon.of(a) === canon.of(b)) {
    throw new IzaError('CONFLICT', `${publicId('entity', a)} and ${publicId('entity', b)} are merged.`, {
      hint: 'Nothing was changed. Take the merge back first: op "unmerge" of kg_resolve.',
    });
  }
  const [first, second] = [a, b].sort((x, y) => x - y) as [number, number];
  const known = (await change.distincts(change.graph)).some((pair) => pair.a === first && pair.b === second);
  if (!known) await change.add('distinct', { a: first, b: second, reason });
}
