import { contentOf } from '../../intake.ts';
import type { Memory, Source } from '../../memory.ts';
import { normaliseName } from '../../names.ts';
import type { MemoryChange } from '../../store/store.ts';
import { type GraphRelation, relationOf } from './graph.ts';
import type { Prepared } from './prepare.ts';

/** Adds facts and relations in one change, and ties them to the entities that all of memory knows. */
export interface GraphWriter {
  /** Makes the entities of many facts and relations at once, before they are written. */
  entities(named: readonly { name: string; entityType?: string | undefined }[]): void;
  fact(fact: Prepared, subject: string, entityType?: string): void;
  relation(relation: Prepared, ends: Pick<GraphRelation, 'from' | 'to'>): void;
}

export function createWriter(
  change: MemoryChange,
  scope: string,
  { client, source }: { client?: string | undefined; source?: Source | undefined },
): GraphWriter {
  const linked = new Map<string, number>();
  const typed = new Set<string>();
  const entities: GraphWriter['entities'] = (named) => {
    const wanted = named.flatMap(({ name, entityType }) => {
      const norm = normaliseName(name);
      return norm === '' ? [] : [{ given: name, name: name.trim(), norm, type: entityType || undefined }];
    });
    const ids = change.saveEntities(scope, wanted);
    for (const { given, norm, type } of wanted) {
      const id = ids.get(norm);
      if (id !== undefined) linked.set(given, id);
      if (type !== undefined) typed.add(given);
    }
  };
  const link = (memory: Memory, name: string, entityType?: string): void => {
    if (!linked.has(name) || (entityType && !typed.has(name))) entities([{ name, entityType }]);
    const entity = linked.get(name);
    if (entity !== undefined) change.link(memory.id, entity);
  };
  const add = ({ id, content, fingerprint }: Prepared): Memory => {
    const added = change.add(id, scope, content, fingerprint);
    if (client ?? source) change.addSource(added, { ...source, ...(client && { client }), at: change.now });
    return added;
  };
  return {
    entities,
    fact: (fact, subject, entityType) => link(add(fact), subject, entityType),
    relation(relation, { from, to }) {
      const added = add(relation);
      link(added, from);
      link(added, to);
    },
  };
}

/** Takes a memory back, keeping its history. */
export function retract(change: MemoryChange, memory: Memory): void {
  change.revise(memory, { ...contentOf(memory), status: 'retracted' }, 'retract');
}

/** What there is between the ends of these relations, whatever its type. */
export function relationsAt(
  change: MemoryChange,
  scope: string,
  relations: readonly Pick<GraphRelation, 'from' | 'to'>[],
): Memory[] {
  const ends = new Map(relations.map(({ from, to }) => [keyOf([from, to]), [from, to] as const]));
  return change.relationsBetween(scope, [...ends.values()]);
}

/** Equal for what is the same letter for letter. */
export function keyOf(what: readonly (string | undefined)[]): string {
  return JSON.stringify(what);
}

export function relationKey({ from, to, relationType }: GraphRelation): string {
  return keyOf([from, to, relationType]);
}

export function storedRelationKey(memory: Memory): string {
  return relationKey(relationOf(memory));
}
