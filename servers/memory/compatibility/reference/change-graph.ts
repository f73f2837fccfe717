import { IzaError } from '../../../../shared/mcp/errors.ts';
import type { MemoryDomain } from '../../deps.ts';
import { readableText } from '../../readable.ts';
import type { By } from '../../remember.ts';
import { type GraphEntity, type GraphRelation, isEntity, isObservation } from './graph.ts';
import { notesOf, prepareEntity, prepareObservations, prepareRelation, screeningOnce } from './prepare.ts';
import { createWriter, keyOf, relationKey, relationsAt, retract, storedRelationKey } from './write.ts';

export type GraphDeps = Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault'>;

/** What was stored, and what was done to it before. */
export interface Stored<T> {
  stored: T[];
  notes: string[];
}

/** Adds the entities whose names are not there yet; the others stay as they are. */
export async function createEntities(
  deps: GraphDeps,
  scope: string,
  entities: readonly GraphEntity[],
  by: By,
): Promise<Stored<GraphEntity>> {
  const screening = screeningOnce(deps);
  const prepared = entities.map((entity) => prepareEntity(entity, screening));
  // The record of the call holds positions instead of words: a purge does not reach it.
  const created = await deps.store.change(by, (change) => {
    const writer = createWriter(change, scope, by);
    const known = new Set(
      change
        .factsOf(
          scope,
          prepared.map(({ name }) => name),
        )
        .filter(isEntity)
        .map(({ subject }) => subject),
    );
    return prepared.flatMap(({ name, entityType, node, observations }, index) => {
      if (known.has(name)) return [];
      known.add(name);
      writer.fact(node, name, entityType);
      for (const observation of observations) writer.fact(observation, name);
      return [index];
    });
  });
  const stored = created.flatMap((index) => prepared[index] ?? []);
  return {
    stored: stored.map(({ name, entityType, observations }) => ({
      name,
      entityType,
      observations: observations.map(({ plain }) => plain),
    })),
    notes: notesOf(stored.flatMap(({ node, observations }) => [node, ...observations])),
  };
}

/** Adds the relations that are not there yet; their ends need not be entities. */
export async function createRelations(
  deps: GraphDeps,
  scope: string,
  relations: readonly GraphRelation[],
  by: By,
): Promise<Stored<GraphRelation>> {
  const screening = screeningOnce(deps);
  const prepared = relations.map((relation) => prepareRelation(relation, screening));
  const created = await deps.store.change(by, (change) => {
    const writer = createWriter(change, scope, by);
    const known = new Set(relationsAt(change, scope, prepared).map(storedRelationKey));
    return prepared.flatMap((each, index) => {
      const key = relationKey(each);
      if (known.has(key)) return [];
      known.add(key);
      writer.relation(each.relation, each);
      return [index];
    });
  });
  const stored = created.flatMap((index) => prepared[index] ?? []);
  return {
    stored: stored.map(({ from, to, relationType }) => ({ from, to, relationType })),
    notes: notesOf(stored.map(({ relation }) => relation)),
  };
}

export interface Addition {
  entityName: string;
  contents: readonly string[];
}

/** Adds what an entity does not have yet. @throws IzaError NOT_FOUND, and then nothing is added anywhere. */
export async function addObservations(
  deps: GraphDeps,
  scope: string,
  additions: readonly Addition[],
  by: By,
): Promise<Stored<{ entityName: string; addedObservations: string[] }>> {
  const screening = screeningOnce(deps);
  const prepared = additions.map(({ entityName, contents }) => ({
    entityName,
    observations: prepareObservations(entityName.toWellFormed(), contents, screening),
  }));
  const added = await deps.store.change(by, (change) => {
    const writer = createWriter(change, scope, by);
    const facts = change.factsOf(
      scope,
      additions.map(({ entityName }) => entityName),
    );
    const entities = new Set(facts.filter(isEntity).map(({ subject }) => subject));
    const known = new Set(
      facts.filter(isObservation).map((fact) => keyOf([fact.subject, readableText(fact, deps)])),
    );
    return prepared.map(({ entityName, observations }) => {
      if (!entities.has(entityName)) throw unknownEntity(entityName);
      return observations.flatMap((observation, index) => {
        const key = keyOf([entityName, observation.plain]);
        if (known.has(key)) return [];
        known.add(key);
        writer.fact(observation, entityName);
        return [index];
      });
    });
  });
  const stored = prepared.map(({ entityName, observations }, at) => ({
    entityName,
    kept: (added[at] ?? []).flatMap((index) => observations[index] ?? []),
  }));
  return {
    stored: stored.map(({ entityName, kept }) => ({
      entityName,
      addedObservations: kept.map(({ plain }) => plain),
    })),
    notes: notesOf(stored.flatMap(({ kept }) => kept)),
  };
}

/** Retracts the entities with their observations, and every relation that begins or ends at one of the names. */
export async function deleteEntities(
  { store }: GraphDeps,
  scope: string,
  names: readonly string[],
  by: By,
): Promise<void> {
  await store.change(by, (change) => {
    for (const fact of change.factsOf(scope, names)) retract(change, fact);
    for (const relation of change.relationsOf(scope, names, '', Number.MAX_SAFE_INTEGER)) {
      retract(change, relation);
    }
    return null;
  });
}

/** Retracts those that are there. */
export async function deleteObservations(
  deps: GraphDeps,
  scope: string,
  deletions: readonly { entityName: string; observations: readonly string[] }[],
  by: By,
): Promise<void> {
  const unwanted = new Set(
    deletions.flatMap(({ entityName, observations }) =>
      // As it was given, or as it was stored.
      observations.flatMap((text) => [
        keyOf([entityName, text]),
        keyOf([entityName, deps.screen(text).text]),
      ]),
    ),
  );
  await deps.store.change(by, (change) => {
    const facts = change.factsOf(
      scope,
      deletions.map(({ entityName }) => entityName),
    );
    for (const fact of facts.filter(isObservation)) {
      if (unwanted.has(keyOf([fact.subject, readableText(fact, deps)]))) retract(change, fact);
    }
    return null;
  });
}

/** Retracts those that are there. */
export async function deleteRelations(
  { store }: GraphDeps,
  scope: string,
  relations: readonly GraphRelation[],
  by: By,
): Promise<void> {
  const unwanted = new Set(relations.map(relationKey));
  await store.change(by, (change) => {
    for (const memory of relationsAt(change, scope, relations)) {
      if (unwanted.has(storedRelationKey(memory))) retract(change, memory);
    }
    return null;
  });
}

function unknownEntity(name: string): IzaError {
  return new IzaError('NOT_FOUND', `Entity with name ${name} not found`, {
    hint: 'Nothing was added. Names are told apart letter for letter: search_nodes finds them, create_entities adds one.',
    next: { tool: 'search_nodes', arguments: { query: name } },
  });
}
