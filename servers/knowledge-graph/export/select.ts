import { type Canon, canonOf } from '../canon.ts';
import type { GraphDomain } from '../deps.ts';
import { findEntity } from '../find-entity.ts';
import { momentIn } from '../moment.ts';
import type { FactFilter, GraphView } from '../store/store.ts';

/** Which part of a graph is meant. What is left out lets everything through. */
export interface ExportFilter {
  graph: string;
  /** Only what held then, in milliseconds since the epoch; of all times unless given. */
  asOf?: number | undefined;
  knownAt?: number | undefined;
  types?: readonly string[] | undefined;
  relations?: readonly string[] | undefined;
  /** An id, a key or a name: only what is within `depth` facts of it. */
  around?: string | undefined;
  depth: number;
  /** Entities at most. Where there are more, those stay that have most facts, or are nearest to `around`. */
  limit: number;
}

/** The same, looked up: what it holds stays what it is, whatever is written meanwhile. */
export interface Selection {
  graph: string;
  validAt?: number | undefined;
  /** The number of a change. */
  knownAt: number;
  relations?: readonly string[] | undefined;
  /** Those that stand for themselves, in order. */
  entities: number[];
  /** How many more there are. */
  omitted: number;
}

const PAGE = 2_000;

/** @throws IzaError NOT_FOUND, CONFLICT for an entity that is not there or not the only one (find-entity.ts). */
export async function select(
  { store, clock }: Pick<GraphDomain, 'store' | 'clock'>,
  asked: ExportFilter,
): Promise<Selection> {
  return store.read(async (view) => {
    const asOf = asked.asOf ?? ('any' as const);
    const { validAt, knownAt: known } = await momentIn(view, { ...asked, asOf }, clock.now());
    const knownAt = typeof known === 'number' ? known : ((await view.last())?.seq ?? 0);
    const canon = canonOf(await view.merges(asked.graph, knownAt));
    const filter = { validAt, knownAt, relations: asked.relations };
    const found =
      asked.around === undefined
        ? await ofTypes(view, canon, asked, knownAt)
        : await near(view, canon, asked, { ...filter, knownAt }, asked.around);
    const kept =
      found.length <= asked.limit || asked.around !== undefined
        ? found.slice(0, asked.limit)
        : await mostConnected(view, canon, asked, { ...filter, knownAt }, found);
    return {
      graph: asked.graph,
      validAt,
      knownAt,
      relations: asked.relations,
      entities: kept.sort((a, b) => a - b),
      omitted: found.length - kept.length,
    };
  });
}

async function ofTypes(
  view: GraphView,
  canon: Canon,
  { graph, types }: ExportFilter,
  knownAt: number,
): Promise<number[]> {
  const found: number[] = [];
  for (const type of types ?? [undefined]) {
    for (let after = 0; ; ) {
      const page = await view.entitiesOf(graph, type, after, PAGE, knownAt);
      for (const { entity } of page) if (canon.of(entity) === entity) found.push(entity);
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last.row;
    }
  }
  return [...new Set(found)].sort((a, b) => a - b);
}

/** Those within some facts of an entity, nearest first. Entities of other types are gone through and not taken. */
async function near(
  view: GraphView,
  canon: Canon,
  { graph, types, depth }: ExportFilter,
  filter: FactFilter & { knownAt: number },
  around: string,
): Promise<number[]> {
  const { entity } = await findEntity(view, canon, graph, around, filter);
  const reached = new Set([entity]);
  let frontier = [entity];
  for (let step = 0; step < depth && frontier.length > 0; step += 1) {
    const next = new Set<number>();
    for (let start = 0; start < frontier.length; start += PAGE) {
      const facts = await view.facts(canon.all(frontier.slice(start, start + PAGE)), filter);
      for (const { subject, object } of facts) {
        if (object === undefined) continue;
        for (const end of [canon.of(subject), canon.of(object)]) if (!reached.has(end)) next.add(end);
      }
    }
    frontier = [...next].sort((a, b) => a - b);
    for (const one of frontier) reached.add(one);
  }
  if (!types) return [...reached];
  const typed: number[] = [];
  const all = [...reached];
  for (let start = 0; start < all.length; start += PAGE) {
    for (const one of await view.entities(all.slice(start, start + PAGE), filter.knownAt)) {
      if (one.entity === entity || types.includes(one.type)) typed.push(one.entity);
    }
  }
  return typed;
}

async function mostConnected(
  view: GraphView,
  canon: Canon,
  { graph, limit }: ExportFilter,
  { validAt, knownAt, relations }: FactFilter & { knownAt: number },
  found: readonly number[],
): Promise<number[]> {
  const degree = new Map(found.map((entity) => [entity, 0]));
  const edges = await view.edges(graph, knownAt);
  const wanted = relations && new Set(relations);
  for (let at = 0; at < edges.subjects.length; at += 1) {
    const from = edges.validFrom[at] ?? Number.NaN;
    const to = edges.validTo[at] ?? Number.NaN;
    if (validAt !== undefined && (from > validAt || to <= validAt)) continue;
    if (wanted && !wanted.has(edges.relationNames[edges.relations[at] ?? 0] ?? '')) continue;
    const [subject, object] = [canon.of(edges.subjects[at] ?? 0), canon.of(edges.objects[at] ?? 0)];
    // Only what both ends can be shown of counts.
    const [some, others] = [degree.get(subject), degree.get(object)];
    if (some === undefined || others === undefined || subject === object) continue;
    degree.set(subject, some + 1);
    degree.set(object, others + 1);
  }
  return [...found].sort((a, b) => (degree.get(b) ?? 0) - (degree.get(a) ?? 0) || a - b).slice(0, limit);
}
