import type { MemoryDomain } from '../../deps.ts';
import { type Accepted, accept, type Item } from '../../intake.ts';
import { LOW_IMPORTANCE } from '../../quality.ts';
import { type GraphEntity, type GraphRelation, IS_A } from './graph.ts';

export type Prepared = Accepted & { id: string };

/** An entity as it will be stored: what must not be kept is out of it. */
export interface PreparedEntity {
  name: string;
  entityType: string;
  node: Prepared;
  /** Each once. */
  observations: Prepared[];
}

export interface PreparedRelation extends GraphRelation {
  relation: Prepared;
}

type Deps = Pick<MemoryDomain, 'ids' | 'screen' | 'vault'>;

/** @throws IzaError INVALID_INPUT when a name or an observation is nothing but a secret. */
export function prepareEntity({ name, entityType, observations }: GraphEntity, deps: Deps): PreparedEntity {
  const whole = name.toWellFormed();
  const node = prepare(
    {
      // What recall shows, and what is searched: both words, and nothing else that anybody would look for.
      text: entityType === '' ? whole : `${whole} (${entityType.toWellFormed()})`,
      kind: 'fact',
      subject: whole,
      predicate: IS_A,
      object: entityType.toWellFormed(),
      about: [whole],
      importance: LOW_IMPORTANCE,
    },
    deps,
  );
  const { subject = whole, object = '' } = node.content;
  return {
    name: subject,
    entityType: object,
    node,
    observations: prepareObservations(subject, observations, deps),
  };
}

/** Each once; blank ones say nothing and are left out. */
export function prepareObservations(name: string, texts: readonly string[], deps: Deps): Prepared[] {
  const found = new Map<string, Prepared>();
  for (const text of texts) {
    if (text.trim() === '') continue;
    const observation = prepare({ text, kind: 'fact', subject: name, about: [name] }, deps);
    if (!found.has(observation.plain)) found.set(observation.plain, observation);
  }
  return [...found.values()];
}

export function prepareRelation({ from, to, relationType }: GraphRelation, deps: Deps): PreparedRelation {
  const [subject, type, object] = [from, relationType, to].map((word) => word.toWellFormed()) as [
    string,
    string,
    string,
  ];
  const relation = prepare(
    {
      text: `${subject} ${type} ${object}`,
      kind: 'relationship',
      subject,
      predicate: type,
      object,
      data: { relationType: type },
      about: [subject, object],
    },
    deps,
  );
  const { data, subject: screenedFrom = subject, object: screenedTo = object } = relation.content;
  const screenedType = typeof data?.relationType === 'string' ? data.relationType : type;
  return { from: screenedFrom, to: screenedTo, relationType: screenedType, relation };
}

/** What was done to the items before they were stored, each note once. */
export function notesOf(items: readonly Prepared[]): string[] {
  return [...new Set(items.flatMap(({ notes }) => notes))];
}

function prepare(item: Item, deps: Deps): Prepared {
  const id = deps.ids.next();
  return { id, ...accept(item, deps, id) };
}
