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
    const counts = { entities: 0, observations: 0, relations: 0 };
    const facts = change.factsOf(
      scope,
      entities.map(({ name }) => name),
    );
    const nodes = new Set(facts.filter(isEntity).map(({ subject }) => subject));
    const known = new Set(
      facts.filter(isObservation).map((fact) => keyOf([fact.subject, readableText(fact, deps)])),
    );
    for (const { name, entityType, node, observations } of entities) {
      if (!nodes.has(name)) {
        nodes.add(name);
        writer.fact(node, name, entityType);
        counts.entities++;
      }
      for (const observation of observations) {
        const key = keyOf([name, observation.plain]);
        if (known.has(key)) continue;
        known.add(key);
        writer.fact(observation, name);
        counts.observations++;
      }
    }
    const between = new Set(relationsAt(change, scope, relations).map(storedRelationKey));
    for (const each of relations) {
      const key = relationKey(each);
      if (between.has(key)) continue;
      between.add(key);
      writer.relation(each.relation, each);
      counts.relations++;
    }
    return counts;
  });
  const items = [
    ...entities.flatMap(({ node, observations }) => [node, ...observations]),
    ...relations.map(({ relation }) => relation),
  ];
  const held = items.filter(({ content }) => content.status === 'quarantined').length;
  return { ...added, held, notes: notesOf(items) };
}
