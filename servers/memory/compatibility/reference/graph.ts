import type { MemoryDomain } from '../../deps.ts';
import type { Memory } from '../../memory.ts';
import { readableText } from '../../readable.ts';

/** Longest name or type, in UTF-16 units: more than this is none any more. */
export const MAX_NAME = 500;

/**
 * The graph of the MCP reference memory server
 * (https://github.com/modelcontextprotocol/servers/tree/main/src/memory) over memories. An entity is the fact that
 * its name `is_a` type; an observation is a fact with the entity as its subject and no predicate; a relation is a
 * relationship. Names are told apart letter for letter, as there. So everything in it has its history, can be
 * undone, exported and forgotten like any other memory, and is found by recall.
 */
export interface GraphEntity {
  name: string;
  entityType: string;
  observations: string[];
}

export interface GraphRelation {
  from: string;
  to: string;
  relationType: string;
}

/** The predicate of the fact that makes a name an entity; its object is the type. */
export const IS_A = 'is_a';

export function isEntity({ predicate }: Memory): boolean {
  return predicate === IS_A;
}

export function isObservation({ predicate }: Memory): boolean {
  return predicate === undefined;
}

export function relationOf({ subject = '', object = '', predicate = '', data }: Memory): GraphRelation {
  // Predicates are kept in one spelling for all of memory; the one that was given is beside it.
  const given = data?.relationType;
  return { from: subject, to: object, relationType: typeof given === 'string' ? given : predicate };
}

/** Entities made of their facts, in the order of the names; of what is held back there is nothing. */
export function entitiesOf(
  names: readonly string[],
  facts: readonly Memory[],
  deps: Pick<MemoryDomain, 'vault'>,
): GraphEntity[] {
  const found = new Map(names.map((name) => [name, { name, entityType: '', observations: [] as string[] }]));
  for (const fact of facts) {
    const entity = found.get(fact.subject ?? '');
    if (!entity || fact.status !== 'active') continue;
    if (isEntity(fact)) entity.entityType = fact.object ?? '';
    else if (isObservation(fact)) entity.observations.push(readableText(fact, deps));
  }
  return [...found.values()];
}
