import type { MemoryDomain } from '../../deps.ts';
import type { Source } from '../../memory.ts';
import { readableText } from '../../readable.ts';
import type { By } from '../../remember.ts';
import { type GraphEntity, type GraphRelation, isEntity, isObservation } from './graph.ts';
import { notesOf, prepareEntity, prepareRelation, screeningOnce } from './prepare.ts';
import { createWriter, keyOf, relationKey, relationsAt, storedRelationKey } from './write.ts';

/** A part of a reference server's file; a few thousand lines are a good size. */
export interface ReferenceBatch {
  /** One that is there already, from this batch or before, gains the observations that it does not have. */
  entities: readonly GraphEntity[];
  relations: readonly GraphRelation[];
  /** Where the batch comes from. */
  source?: Source;
}

export interface ImportedReference {
  /** What was new. */
  entities: number;
  observations: number;
  relations: number;
  /** How many of the batch are kept from recall until somebody has looked at them. */
  held: number;
  /** What was done to the items before they were stored. */
  notes: string[];
}

/** Stores a whole batch, or nothing of it; what is there already is not stored twice, so that it can be repeated. */
export async function importReference(
  deps: Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault'>,
  scope: string,
  batch: ReferenceBatch,
  by: By,
): Promise<ImportedReference> {
  const screening = screeningOnce(deps);
  const entities = batch.entities.map((entity) => prepareEntity(entity, screening));
  const relations = batch.relations.map((relation) => prepareRelation(relation, screening));
  const added = await deps.store.change(by, (change) => {
    const writer = createWriter(change, scope, { client: by.client, source: batch.source });
    const facts = change.factsOf(
      scope,
      entities.map(({ name }) => name),
    );
    const nodes = new Set(facts.filter(isEntity).map(({ subject }) => subject));
    const known = new Set(
      facts.filter(isObservation).map((fact) => keyOf([fact.subject, readableText(fact, deps)])),
    );
    const newEntities = entities.map(({ name, entityType, node, observations }) => ({
      name,
      ...(isNew(nodes, name) && { entityType, node }),
      observations: observations.filter(({ plain }) => isNew(known, keyOf([name, plain]))),
    }));
    const between = new Set(relationsAt(change, scope, relations).map(storedRelationKey));
    const newRelations = relations.filter((each) => isNew(between, relationKey(each)));
    writer.entities([
      ...newEntities.filter(({ node, observations }) => node ?? observations.length > 0),
      ...newRelations.flatMap(({ from, to }) => [{ name: from }, { name: to }]),
    ]);
    for (const { name, entityType, node, observations } of newEntities) {
      if (node) writer.fact(node, name, entityType);
      for (const observation of observations) writer.fact(observation, name);
    }
    for (const each of newRelations) writer.relation(each.relation, each);
    return {
      entities: newEntities.filter(({ node }) => node).length,
      observations: newEntities.reduce((sum, { observations }) => sum + observations.length, 0),
      relations: newRelations.length,
    };
  });
  const items = [
    ...entities.flatMap(({ node, observations }) => [node, ...observations]),
    ...relations.map(({ relation }) => relation),
  ];
  const held = items.filter(({ content }) => content.status === 'quarantined').length;
  return { ...added, held, notes: notesOf(items) };
}

/** Whether something is none of those; it is one of them from then on. */
function isNew(known: Set<string | undefined>, one: string): boolean {
  if (known.has(one)) return false;
  known.add(one);
  return true;
}
