import { IzaError } from '../../shared/mcp/errors.ts';
import type { By } from './assert.ts';
import { canonOf } from './canon.ts';
import type { GraphDomain } from './deps.ts';
import { findEntity } from './find-entity.ts';
import type { Entity } from './graph.ts';
import { mergeEntities, tellApart, unmergeEntity } from './merge.ts';
import { numberOf, publicId } from './public-id.ts';
import { normaliseName } from './resolution/read-name.ts';
import type { GraphChange } from './store/store.ts';

/** What can be said about entities being one or not. */
export type Resolution =
  | { op: 'merge'; a: string; b: string; reason?: string | undefined }
  | { op: 'unmerge'; entity: string }
  | { op: 'distinct'; a: string; b: string; reason?: string | undefined }
  | { op: 'same'; a: string; b: string }
  | { op: 'alias'; entity: string; alias: string }
  | { op: 'rename'; entity: string; name: string };

/** Says it, and returns the entity that stands for what was resolved, and in words what is so now. */
export async function resolveEntities(
  { store }: GraphDomain,
  graph: string,
  asked: Resolution,
  by: By,
): Promise<{ entity: Entity; done: string }> {
  return store.change({ graph, ...by }, async (change) => {
    const canon = canonOf(await change.merges(graph));
    const find = (id: string) => findEntity(change, canon, graph, id, { knownAt: 'now' });
    switch (asked.op) {
      case 'merge': {
        const [a, b] = [await find(asked.a), await find(asked.b)];
        const { winner, loser } = await mergeEntities(change, a.entity, b.entity, {
          rule: 'host',
          evidence: asked.reason,
        });
        const [first, second] = winner === a.entity ? [a, b] : [b, a];
        return {
          entity: first,
          done: `${shown(second)} is ${shown(first)} from now on; unmerge ${publicId('entity', loser)} takes it back`,
        };
      }
      case 'unmerge': {
        const loser = numberOf('entity', asked.entity);
        if (loser === undefined) {
          throw new IzaError(
            'INVALID_INPUT',
            '/entity: give the id of the one that was merged into another.',
            {
              hint: 'kg_entity shows such ids, as "merged".',
            },
          );
        }
        const { winner } = await unmergeEntity(change, loser);
        const [entity, other] = await change.entities([loser, winner]);
        if (!entity) throw new RangeError(`Entity ${loser} is not there.`);
        return {
          entity,
          done: `${shown(entity)} is one of its own again${other ? `, apart from ${shown(other)}` : ''}`,
        };
      }
      case 'distinct': {
        const [a, b] = [await find(asked.a), await find(asked.b)];
        await tellApart(change, a.entity, b.entity, asked.reason);
        return { entity: a, done: `${shown(a)} and ${shown(b)} are not offered as one any more` };
      }
      case 'same': {
        const [a, b] = [await find(asked.a), await find(asked.b)];
        await forgetDistinction(change, a.entity, b.entity);
        return { entity: a, done: `${shown(a)} and ${shown(b)} may be merged again` };
      }
      case 'alias': {
        const entity = await find(asked.entity);
        const norm = normaliseName(asked.alias);
        const there = (await change.aliases(canon.members(entity.entity))).some(
          (alias) => alias.norm === norm,
        );
        if (!there)
          await change.add('alias', { entity: entity.entity, kind: 'alias', name: asked.alias, norm });
        return { entity, done: `${shown(entity)} is also found as ${JSON.stringify(asked.alias)}` };
      }
      case 'rename': {
        const entity = await find(asked.entity);
        return {
          entity: await renameEntity(change, entity, asked.name),
          done: `${shown(entity)} is called ${JSON.stringify(asked.name)} now`,
        };
      }
    }
  });
}

/** The name before stays as a former one. */
export async function renameEntity(change: GraphChange, entity: Entity, name: string): Promise<Entity> {
  const norm = normaliseName(name);
  const aliases = await change.aliases([entity.entity]);
  for (const { row, kind, name: before, norm: old } of aliases) {
    if (kind !== 'name' && old !== norm) continue;
    await change.end('alias', row);
    if (kind === 'name' && old !== norm) {
      await change.add('alias', { entity: entity.entity, kind: 'former', name: before, norm: old });
    }
  }
  await change.add('alias', { entity: entity.entity, kind: 'name', name, norm });
  const { row, added: _, ended: __, graph: ___, ...record } = entity;
  await change.end('entity', row);
  const next = await change.add('entity', { ...record, name });
  const [renamed] = await change.rows('entity', [next]);
  if (!renamed) throw new RangeError(`Entity row ${next} was not added.`);
  return renamed;
}

async function forgetDistinction(change: GraphChange, a: number, b: number): Promise<void> {
  const [first, second] = [a, b].sort((x, y) => x - y);
  const found = (await change.distincts(change.graph)).find((pair) => pair.a === first && pair.b === second);
  if (found) await change.end('distinct', found.row);
}

const shown = ({ entity, name }: Entity): string => `${name} (${publicId('entity', entity)})`;
