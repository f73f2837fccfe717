import type { Screen, Screened } from '../../../../shared/privacy/screen.ts';
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

type Join = (words: readonly string[]) => string;

type Deps = Pick<MemoryDomain, 'ids' | 'screen' | 'vault'>;

/** Looks once at what comes again and again in one call: names and types are in every fact and relation. */
export function screeningOnce<D extends Pick<MemoryDomain, 'screen'>>(deps: D): D {
  const seen = new Map<string, Screened>();
  const screen: Screen = (text, level) => {
    if (level !== undefined) return deps.screen(text, level);
    const known = seen.get(text) ?? deps.screen(text);
    seen.set(text, known);
    return known;
  };
  return { ...deps, screen };
}

/** A text made of words that were looked at one by one is what they are: the worst of them decides. */
function screenedTogether(words: readonly Screened[], join: Join): Screened {
  const suspicion = words.find((word) => word.suspicion !== undefined)?.suspicion;
  return {
    text: join(words.map(({ text }) => text)),
    sensitivity: Math.max(...words.map(({ sensitivity }) => sensitivity)),
    seal: words.some(({ seal }) => seal),
    redactions: [...new Set(words.flatMap(({ redactions }) => redactions))],
    ...(suspicion !== undefined && { suspicion }),
  };
}

/** @throws IzaError INVALID_INPUT when a name or an observation is nothing but a secret. */
export function prepareEntity({ name, entityType, observations }: GraphEntity, deps: Deps): PreparedEntity {
  const [whole, type] = [name.toWellFormed(), entityType.toWellFormed()];
  const node = prepareJoined(
    {
      kind: 'fact',
      subject: whole,
      predicate: IS_A,
      object: type,
      about: [whole],
      importance: LOW_IMPORTANCE,
    },
    type === '' ? [whole] : [whole, type],
    // What recall shows, and what is searched: both words, and nothing else that anybody would look for.
    ([who = '', what]) => (what === undefined ? who : `${who} (${what})`),
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
  const relation = prepareJoined(
    {
      kind: 'relationship',
      subject,
      predicate: type,
      object,
      data: { relationType: type },
      about: [subject, object],
    },
    [subject, type, object],
    (parts) => parts.join(' '),
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

function prepareJoined(item: Omit<Item, 'text'>, words: readonly string[], join: Join, deps: Deps): Prepared {
  const text = join(words);
  const joined =
    words.length > 1 &&
    screenedTogether(
      words.map((word) => deps.screen(word)),
      join,
    );
  const screen: Screen = (each, level) => (joined && each === text ? joined : deps.screen(each, level));
  return prepare({ ...item, text }, { ...deps, screen });
}
