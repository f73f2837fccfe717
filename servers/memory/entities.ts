import { IzaError } from '../../shared/mcp/errors.ts';
import type { MemoryDomain } from './deps.ts';
import type { Memory } from './memory.ts';
import { normaliseName } from './names.ts';
import { readableText } from './readable.ts';
import type { Entity, MemoryView } from './store/store.ts';

export interface Relation {
  subject: string;
  predicate: string;
  object: string;
  /** The memory that says so. */
  id: string;
  validFrom?: number;
  validTo?: number;
}

export interface Neighbourhood {
  entities: (Entity & { memories: number })[];
  relations: Relation[];
  /** What is remembered of the entity that was asked for, the most important first. */
  facts: { id: string; kind: Memory['kind']; text: string }[];
  total: number;
}

/** Relations that are followed from one entity. */
const BRANCHES = 50;

export interface EntitiesRequest {
  name?: string | undefined;
  scopes: readonly string[];
  /** How many relations away from the one that was asked for. */
  depth: number;
  limit: number;
  offset: number;
}

/** Who and what is known, or one of them with what is known of it. @throws IzaError NOT_FOUND. */
export async function knownEntities(
  deps: Pick<MemoryDomain, 'store' | 'vault'>,
  { name, scopes, depth, limit, offset }: EntitiesRequest,
): Promise<Neighbourhood> {
  return deps.store.read((view) => {
    if (name === undefined) {
      const entities = view.entities(scopes, limit, offset);
      return { entities, relations: [], facts: [], total: view.entityCount(scopes) };
    }
    const start = scopes.flatMap((scope) => view.entity(scope, normaliseName(name)) ?? []);
    if (start.length === 0) throw unknownEntity(view, name, scopes);
    const { entities, relations } = spread(view, scopes, start, depth, limit);
    const facts = factsAbout(view, scopes, start)
      .slice(0, limit)
      .map((memory) => ({ id: memory.id, kind: memory.kind, text: readableText(memory, deps) }));
    const counted = entities.map((entity) => ({
      ...entity,
      memories: view.mentioning([entity.id], 1_000).length,
    }));
    return { entities: counted, relations, facts, total: entities.length };
  });
}

function spread(view: MemoryView, scopes: readonly string[], start: Entity[], depth: number, limit: number) {
  const entities = new Map(start.map((entity) => [entity.id, entity]));
  const relations = new Map<string, Relation>();
  let edge = start;
  for (let step = 0; step < depth && edge.length > 0; step++) {
    const next: Entity[] = [];
    for (const entity of edge) {
      for (const memory of relationsOf(view, entity)) {
        const { id, subject = '', predicate = '', object = '', validFrom, validTo } = memory;
        relations.set(id, {
          id,
          subject,
          predicate,
          object,
          ...(validFrom !== undefined && { validFrom }),
          ...(validTo !== undefined && { validTo }),
        });
        for (const end of [subject, object]) {
          const other = scopes.flatMap((scope) => view.entity(scope, normaliseName(end)) ?? [])[0];
          if (!other || entities.has(other.id) || entities.size >= limit) continue;
          entities.set(other.id, other);
          next.push(other);
        }
      }
    }
    edge = next;
  }
  return { entities: [...entities.values()], relations: [...relations.values()] };
}

function relationsOf(view: MemoryView, entity: Entity): Memory[] {
  const filter = {
    scopes: [entity.scope],
    kinds: ['relationship' as const],
    entities: [normaliseName(entity.name)],
  };
  return view.bySeq(view.find([], filter, BRANCHES));
}

function factsAbout(view: MemoryView, scopes: readonly string[], entities: readonly Entity[]): Memory[] {
  const names = entities.map(({ name }) => normaliseName(name));
  return view
    .bySeq(view.find([], { scopes, entities: names }, BRANCHES * 2))
    .filter(({ kind }) => kind !== 'relationship')
    .sort((a, b) => b.importance - a.importance || b.seq - a.seq);
}

function unknownEntity(view: MemoryView, name: string, scopes: readonly string[]): IzaError {
  const words = normaliseName(name).split(' ');
  const near = view.entitiesNamed(scopes, words, 5).map((entity) => entity.name);
  return new IzaError(
    'NOT_FOUND',
    `Nobody and nothing called ${JSON.stringify(name)} is known in ${scopes.join(', ')}.`,
    {
      hint: 'Recall by its name may still find where it is spoken of.',
      ...(near.length > 0 && { allowed: near }),
      next: { tool: 'recall', arguments: { query: name, scopes: [...scopes] } },
    },
  );
}
