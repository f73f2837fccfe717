import { unknownCursor } from '../../../../shared/db/cursor.ts';
import type { MemoryDomain } from '../../deps.ts';
import type { Memory } from '../../memory.ts';
import type { Node } from '../../store/graph.ts';
import type { MemoryView } from '../../store/store.ts';
import { entitiesOf, type GraphEntity, type GraphRelation, IS_A, relationOf } from './graph.ts';
import { entityCost, firstThatFit, PAGE_CHARS, relationCost, shortened } from './page-size.ts';

/** A part of a graph. All parts together have everything once. */
export interface GraphPage {
  entities: GraphEntity[];
  relations: GraphRelation[];
  /** Entities and relations that are not in this part, or not whole. */
  omitted?: number;
  /** Where the next part begins. */
  cursor?: string;
}

/** What a page is cut from: entities first, then relations, each by id. */
export interface Selection {
  nodes(afterId: string, limit: number): Node[];
  nodesLeft(afterId: string): number;
  relations(afterId: string, limit: number): Memory[];
  relationsLeft(afterId: string): number;
}

/** In `entities`, the last one that was shown whole, and how many observations of the one after it were. */
interface Position {
  part: 'entities' | 'relations';
  afterId: string;
  shown: number;
}

const BATCH = 200;

export function pageOf(
  view: MemoryView,
  deps: Pick<MemoryDomain, 'vault'>,
  scope: string,
  selection: Selection,
  cursor: string | undefined,
): GraphPage {
  const start = positionOf(cursor);
  const page: GraphPage = { entities: [], relations: [] };
  let room = PAGE_CHARS;
  const stop = (at: Position): GraphPage => ({
    ...page,
    omitted:
      (at.part === 'entities' ? selection.nodesLeft(at.afterId) : 0) +
      selection.relationsLeft(at.part === 'relations' ? at.afterId : ''),
    cursor: cursorOf(at),
  });

  let { afterId, shown } = start;
  while (start.part === 'entities') {
    const nodes = selection.nodes(afterId, BATCH);
    const names = nodes.map(({ name }) => name);
    const entities = entitiesOf(names, view.factsOf(scope, names), deps);
    for (const [index, whole] of entities.entries()) {
      const entity = { ...whole, observations: whole.observations.slice(shown).map(shortened) };
      const cost = entityCost(entity);
      if (cost > room) {
        // Of an entity that is longer than a page, each page has a part.
        const first = page.entities.length === 0;
        const observations = firstThatFit(entity, room, first);
        if (first) page.entities.push({ ...entity, observations });
        const more = first ? observations.length : 0;
        return stop({ part: 'entities', afterId, shown: shown + more });
      }
      page.entities.push(entity);
      room -= cost;
      shown = 0;
      afterId = nodes[index]?.id ?? afterId;
    }
    if (nodes.length < BATCH) break;
  }

  afterId = start.part === 'relations' ? start.afterId : '';
  for (;;) {
    const memories = selection.relations(afterId, BATCH);
    for (const memory of memories) {
      const relation = relationOf(memory);
      const cost = relationCost(relation);
      if (cost > room && page.entities.length + page.relations.length > 0) {
        return stop({ part: 'relations', afterId, shown: 0 });
      }
      page.relations.push(relation);
      room -= cost;
      afterId = memory.id;
    }
    if (memories.length < BATCH) return page;
  }
}

export async function readGraph(
  deps: Pick<MemoryDomain, 'store' | 'vault'>,
  scope: string,
  cursor?: string,
): Promise<GraphPage> {
  return deps.store.read((view) =>
    pageOf(
      view,
      deps,
      scope,
      {
        nodes: (afterId, limit) => view.nodesAfter(scope, IS_A, afterId, limit),
        nodesLeft: (afterId) => view.nodesCount(scope, IS_A, afterId),
        relations: (afterId, limit) => view.relationsOf(scope, undefined, afterId, limit),
        relationsLeft: (afterId) => view.relationsCount(scope, undefined, afterId),
      },
      cursor,
    ),
  );
}

/** The entities of these names that are there, and the relations that begin or end at them. */
export async function openNodes(
  deps: Pick<MemoryDomain, 'store' | 'vault'>,
  scope: string,
  names: readonly string[],
  cursor?: string,
): Promise<GraphPage> {
  return deps.store.read((view) => pageOf(view, deps, scope, selectionOf(view, scope, names), cursor));
}

export function selectionOf(view: MemoryView, scope: string, names: readonly string[]): Selection {
  const nodes = view.nodesNamed(scope, IS_A, names);
  const there = nodes.map(({ name }) => name);
  const after = (afterId: string) => nodes.filter(({ id }) => id > afterId);
  return {
    nodes: (afterId, limit) => after(afterId).slice(0, limit),
    nodesLeft: (afterId) => after(afterId).length,
    relations: (afterId, limit) => view.relationsOf(scope, there, afterId, limit),
    relationsLeft: (afterId) => view.relationsCount(scope, there, afterId),
  };
}

function cursorOf({ part, afterId, shown }: Position): string {
  return Buffer.from(`${part} ${afterId} ${shown}`, 'utf8').toString('base64url');
}

/** @throws IzaError INVALID_INPUT when this is no cursor of ours. */
function positionOf(cursor: string | undefined): Position {
  if (cursor === undefined) return { part: 'entities', afterId: '', shown: 0 };
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, part, afterId = '', shown] = /^(entities|relations) (\w{0,64}) (\d{1,9})$/.exec(text) ?? [];
  if (part === undefined) throw unknownCursor();
  return { part: part as Position['part'], afterId, shown: Number(shown) };
}
