import { type Canon, canonOf } from './canon.ts';
import type { GraphDomain } from './deps.ts';
import { findEntity } from './find-entity.ts';
import type { Entity } from './graph.ts';
import { readKnown, statedType, typesFitIn } from './known-entities.ts';
import { readOntology } from './read-ontology.ts';
import { type Mention, type Offered, resolve } from './resolution/resolve.ts';
import type { GraphView } from './store/store.ts';

export interface Duplicate {
  a: Entity;
  b: Entity;
  score: number;
  why: string[];
  /** Why they must not be merged without somebody saying so. */
  forbidden?: string;
}

/** Entities looked at in one call where none is named. */
const BATCH = 200;

/** Pairs that may be one: of an entity, or of those after one in the order of their ids. None is ever merged by this. */
export async function possibleDuplicates(
  domain: GraphDomain,
  asked: { graph: string; entity?: string | undefined; after: number; limit: number },
): Promise<{ pairs: Duplicate[]; next?: number }> {
  return domain.store.read(async (view) => {
    const { graph } = asked;
    await domain.names.catchUp(view, graph);
    const canon = canonOf(await view.merges(graph));
    const entities =
      asked.entity === undefined
        ? await view.entitiesOf(graph, undefined, asked.after, BATCH)
        : [await findEntity(view, canon, graph, asked.entity, { knownAt: 'now' })];
    const pairs: Duplicate[] = [];
    const seen = new Set<string>();
    for (const [index, entity] of entities.entries()) {
      if (canon.of(entity.entity) !== entity.entity) continue;
      for (const pair of await likeOne(domain, view, canon, graph, entity)) {
        const key = [pair.a.entity, pair.b.entity].sort((x, y) => x - y).join(' ');
        if (!seen.has(key)) pairs.push(pair);
        seen.add(key);
      }
      const last = index === entities.length - 1;
      if (asked.entity === undefined && pairs.length >= asked.limit && !last) {
        return { pairs, next: entity.row };
      }
    }
    const more = asked.entity === undefined && entities.length === BATCH;
    return { pairs, ...(more && { next: entities.at(-1)?.row ?? asked.after }) };
  });
}

async function likeOne(
  domain: GraphDomain,
  view: GraphView,
  canon: Canon,
  graph: string,
  entity: Entity,
): Promise<Duplicate[]> {
  const aliases = await view.aliases(canon.members(entity.entity));
  const mention: Mention = {
    id: entity.entity,
    name: entity.name,
    type: statedType(entity.type),
    keys: aliases.filter(({ kind }) => kind === 'key').map(({ norm }) => norm),
    aliases: aliases
      .filter(({ kind, name }) => kind !== 'key' && name !== entity.name)
      .map(({ name }) => name),
  };
  const { known } = await readKnown(view, graph, canon, domain.names, [mention], []);
  const found = resolve(mention, known, typesFitIn(await readOntology(view, graph)));
  const offered: readonly (Offered & { forbidden?: string })[] =
    'same' in found
      ? [{ id: found.same, score: 1, why: [found.evidence] }]
      : 'ambiguous' in found
        ? found.ambiguous
        : found.similar;
  const others = new Map((await view.entities(offered.map(({ id }) => id))).map((one) => [one.entity, one]));
  return offered.flatMap(({ id, ...rest }) => {
    const b = others.get(id);
    return b && id !== entity.entity ? [{ a: entity, b, ...rest }] : [];
  });
}
