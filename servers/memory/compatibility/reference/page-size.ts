import { excerpt } from '../../excerpt.ts';
import type { GraphEntity, GraphRelation } from './graph.ts';

/** Characters of indented JSON to a page: less than a result may have (shared/mcp/output.ts). */
export const PAGE_CHARS = 30_000;
/** What indentation, quotes and names of fields add to the words. */
const ENTITY_FRAME = 100;
const STRING_FRAME = 12;
const RELATION_FRAME = 100;
/** A single text may take most of a page; only one that is mostly escapes, of six characters at most, takes more. */
const MAX_TEXT_COST = 24_000;
const MAX_ESCAPE = 6;

export function entityCost({ name, entityType, observations }: GraphEntity): number {
  return observations.reduce((sum, text) => sum + textCost(text), headCost({ name, entityType }));
}

export function relationCost({ from, to, relationType }: GraphRelation): number {
  return RELATION_FRAME + textCost(from) + textCost(to) + textCost(relationType);
}

/** The observations for which there is room; at least one where the page would be empty without it. */
export function firstThatFit(entity: GraphEntity, room: number, atLeastOne: boolean): string[] {
  let left = room - headCost(entity);
  const fitting = entity.observations.findIndex((text, index) => {
    left -= textCost(text);
    return left < 0 && !(atLeastOne && index === 0);
  });
  return fitting === -1 ? entity.observations : entity.observations.slice(0, fitting);
}

export function shortened(text: string): string {
  if (textCost(text) <= MAX_TEXT_COST) return text;
  const { text: shown, omitted } = excerpt(text, MAX_TEXT_COST / MAX_ESCAPE);
  return omitted > 0 ? `${shown} [${omitted} more characters; recall shows all of them]` : shown;
}

function headCost({ name, entityType }: Pick<GraphEntity, 'name' | 'entityType'>): number {
  return ENTITY_FRAME + textCost(name) + textCost(entityType);
}

function textCost(text: string): number {
  return JSON.stringify(text).length + STRING_FRAME;
}

/** The part of what was stored that fits into one result, and how many of the items are not in it, or not whole. */
export function entitiesThatFit(entities: readonly GraphEntity[]): { shown: GraphEntity[]; omitted: number } {
  const shown: GraphEntity[] = [];
  let room = PAGE_CHARS;
  for (const whole of entities) {
    const entity = { ...whole, observations: whole.observations.map(shortened) };
    const cost = entityCost(entity);
    if (cost > room) {
      if (shown.length > 0) return { shown, omitted: entities.length - shown.length };
      shown.push({ ...entity, observations: firstThatFit(entity, room, true) });
      return { shown, omitted: entities.length };
    }
    shown.push(entity);
    room -= cost;
  }
  return { shown, omitted: 0 };
}
