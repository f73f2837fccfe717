import { IzaError } from '../../shared/mcp/errors.ts';
import type { Canon } from './canon.ts';
import { keyIn } from './entity-key.ts';
import type { Entity } from './graph.ts';
import type { Moment } from './moment.ts';
import { numberOf, publicId } from './public-id.ts';
import { normaliseName } from './resolution/read-name.ts';
import type { GraphView } from './store/store.ts';

/** How many are named when a name means several. */
const NAMED = 5;

/**
 * The entity that an id, a strong key or a name means.
 * @throws IzaError NOT_FOUND; CONFLICT where a name is that of several, with their ids.
 */
export async function findEntity(
  view: GraphView,
  canon: Canon,
  graph: string,
  asked: string,
  { knownAt }: Pick<Moment, 'knownAt'>,
): Promise<Entity> {
  const id = numberOf('entity', asked);
  const ids = id === undefined ? await idsNamed(view, canon, graph, asked, knownAt) : [canon.of(id)];
  const found = (await view.entities(ids, knownAt)).filter((entity) => entity.graph === graph);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (!only) {
    throw new IzaError(
      'NOT_FOUND',
      `There is no entity ${JSON.stringify(asked)} in the graph ${JSON.stringify(graph)}.`,
      {
        hint: 'Look for it by other words.',
        next: { tool: 'kg_search', arguments: { query: asked, graph } },
      },
    );
  }
  throw new IzaError('CONFLICT', `${found.length} entities are called ${JSON.stringify(asked)}.`, {
    hint: 'Give the id of the one that is meant.',
    allowed: found
      .slice(0, NAMED)
      .map(({ entity, name, type }) => `${publicId('entity', entity)}: ${name} (${type})`),
  });
}

async function idsNamed(
  view: GraphView,
  canon: Canon,
  graph: string,
  asked: string,
  knownAt: Moment['knownAt'],
): Promise<number[]> {
  const key = keyIn(asked);
  const norm = normaliseName(asked);
  const aliases = await view.named(graph, key === undefined ? [norm] : [norm, key], knownAt);
  const held = aliases.filter(({ kind }) => kind === 'key');
  const named = aliases.filter(({ kind }) => kind === 'name');
  const best = [held, named, aliases].find((some) => some.length > 0) ?? [];
  return [...new Set(best.map(({ entity }) => canon.of(entity)))];
}
