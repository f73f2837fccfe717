import type { Canon } from './canon.ts';
import type { Alias, Entity } from './graph.ts';
import type { NameIndexes } from './name-indexes.ts';
import type { Ontology } from './ontology.ts';
import { acronymsIn } from './resolution/acronyms.ts';
import { normaliseName } from './resolution/read-name.ts';
import { HOW_NAMED, type Known, type KnownName, type Mention } from './resolution/resolve.ts';
import type { GraphView } from './store/store.ts';

/** How many near names are read for one mention. */
const NEAR = 10;

/** What resolution asks, with those that are added meanwhile. */
export interface KnownEntities {
  known: Known;
  /** Entities by id, as far as they were asked for. */
  entity(id: number): Pick<Entity, 'name' | 'type'> | undefined;
  /** Makes an entity that this change adds known to the mentions that follow. */
  learn(
    entity: { id: number; name: string; type: string },
    aliases: readonly Pick<Alias, 'kind' | 'name' | 'norm'>[],
  ): void;
}

/**
 * Reads all that is needed to resolve some mentions, in a few queries. Entities that are one answer as one.
 * @param named entities that are meant by their id.
 */
export async function readKnown(
  view: GraphView,
  graph: string,
  canon: Canon,
  names: NameIndexes,
  mentions: readonly Mention[],
  named: readonly number[],
): Promise<KnownEntities> {
  const asked = new Set(mentions.flatMap(normsOf));
  const byNorm = new Map<string, Pick<Alias, 'entity' | 'kind' | 'name'>[]>();
  const put = (norm: string, alias: Pick<Alias, 'entity' | 'kind' | 'name'>): void => {
    const there = byNorm.get(norm);
    if (there) there.push(alias);
    else byNorm.set(norm, [alias]);
  };
  for (const { entity, kind, name, norm } of await view.named(graph, [...asked])) {
    put(norm, { entity: canon.of(entity), kind, name });
  }
  const near = new Map(
    mentions
      .flatMap(({ name, aliases }) => [name, ...aliases])
      .map((name) => [name, names.near(graph, name, NEAR)] as const),
  );
  const found = [...byNorm.values(), ...near.values()]
    .flat()
    .map((one) => ('entity' in one ? one.entity : one.id));
  const ids = new Set([...found, ...named].map(canon.of));
  const entities = new Map<number, Pick<Entity, 'name' | 'type'>>(
    (await view.entities([...ids])).map((entity) => [entity.entity, entity]),
  );
  const keys = new Map<number, string[]>();
  for (const { entity, kind, norm } of await view.aliases(canon.all(ids))) {
    if (kind === 'key') keys.set(canon.of(entity), [...(keys.get(canon.of(entity)) ?? []), norm]);
  }
  const apart = new Set(
    (await view.distincts(graph)).flatMap(({ a, b }) => [
      `${canon.of(a)} ${canon.of(b)}`,
      `${canon.of(b)} ${canon.of(a)}`,
    ]),
  );
  const typeOf = (id: number): string | undefined => statedType(entities.get(id)?.type);

  return {
    entity: (id) => entities.get(id),
    learn({ id, name, type }, aliases) {
      entities.set(id, { name, type });
      for (const alias of aliases) {
        put(alias.norm, { entity: id, kind: alias.kind, name: alias.name });
        if (alias.kind === 'key') keys.set(id, [...(keys.get(id) ?? []), alias.norm]);
      }
    },
    known: {
      byKey: (key) => [...new Set((byNorm.get(key) ?? []).filter(isKey).map(({ entity }) => entity))],
      named: (norm) =>
        (byNorm.get(norm) ?? []).flatMap(({ entity, kind, name }): KnownName[] => {
          const how = HOW_NAMED.find((one) => one === kind);
          return how ? [{ id: entity, name, how, type: typeOf(entity), keys: keys.get(entity) }] : [];
        }),
      near: (name, limit) =>
        (near.get(name) ?? []).slice(0, limit).flatMap(({ id, ...rest }) => {
          const top = canon.of(id);
          return entities.has(top) ? [{ ...rest, id: top, type: typeOf(top), keys: keys.get(top) }] : [];
        }),
      distinct: (a, b) => apart.has(`${canon.of(a)} ${canon.of(b)}`),
      typeOf,
    },
  };
}

const isKey = ({ kind }: Pick<Alias, 'kind'>): boolean => kind === 'key';

/** What an entity is when nobody has said what. */
export const UNKNOWN_TYPE = 'Thing';

/** The type for resolution: what is not known does not stand against anything. */
export function statedType(type: string | undefined): string | undefined {
  return type === UNKNOWN_TYPE ? undefined : type;
}

/** Everything by which a mention may be found. */
function normsOf({ name, aliases, keys }: Mention): string[] {
  const acronyms = acronymsIn(name).flatMap((pair) => [pair.name, pair.acronym]);
  return [...[name, ...aliases, ...acronyms].map(normaliseName), ...keys];
}

/** Whether an ontology lets a thing be of both types; what is not declared fits only itself. */
export function typesFitIn(ontology: Ontology): (a: string, b: string) => boolean {
  return (a, b) => ontology.compatible(a, b);
}
