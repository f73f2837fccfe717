import { canonOf } from './canon.ts';
import type { GraphDomain } from './deps.ts';
import { findEntity } from './find-entity.ts';
import type { Entity } from './graph.ts';
import { type AskedMoment, momentIn } from './moment.ts';
import { type ShownFact, showFacts } from './show-facts.ts';

export interface EntityRequest extends AskedMoment {
  graph: string;
  entity: string;
  relations?: readonly string[] | undefined;
  direction?: 'out' | 'in' | undefined;
  /** Rows of facts after this one. */
  after: number;
  limit: number;
}

export interface EntityAnswer {
  entity: Entity;
  aliases: { kind: string; name: string }[];
  /** Entities that were merged into it. */
  merged: Entity[];
  facts: ShownFact[];
  relations: { relation: string; direction: 'out' | 'in'; facts: number }[];
  /** The last row of the page, when there are more. */
  next?: number;
}

/** One entity with what is believed of it at a time. @throws IzaError NOT_FOUND, CONFLICT (find-entity.ts). */
export async function entityAnswer(
  { store, clock }: GraphDomain,
  asked: EntityRequest,
): Promise<EntityAnswer> {
  return store.read(async (view) => {
    const moment = await momentIn(view, asked, clock.now());
    const canon = canonOf(await view.merges(asked.graph, moment.knownAt));
    const entity = await findEntity(view, canon, asked.graph, asked.entity, moment);
    const members = canon.members(entity.entity);
    const filter = { ...moment, direction: asked.direction, relations: asked.relations };
    const rows = await view.facts(members, { ...filter, after: asked.after, limit: asked.limit + 1 });
    const shown = rows.slice(0, asked.limit);
    const aliases = await view.aliases(members, moment.knownAt);
    return {
      entity,
      aliases: aliases.filter(({ name }) => name !== entity.name).map(({ kind, name }) => ({ kind, name })),
      merged: await view.entities(members.slice(1), moment.knownAt),
      facts: await showFacts(view, canon, shown, moment.knownAt),
      relations: await view.countFacts(members, filter),
      ...(rows.length > asked.limit && { next: shown.at(-1)?.row ?? asked.after }),
    };
  });
}
