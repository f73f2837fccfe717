import { canonOf } from './canon.ts';
import type { GraphDomain } from './deps.ts';
import { findEntity } from './find-entity.ts';
import type { Change, Entity, Fact } from './graph.ts';
import { type ShownFact, showFacts } from './show-facts.ts';

export interface TimelineRequest {
  graph: string;
  entity: string;
  relations?: readonly string[] | undefined;
  /** What is shown has something to do with this time; of all times unless given. */
  from?: number | undefined;
  to?: number | undefined;
  /** What was learned, in the order of learning, instead of what held, in the order of holding. */
  order: 'validity' | 'knowledge';
  offset: number;
  limit: number;
}

export interface TimelineEntry {
  fact: ShownFact;
  /** The change that brought it, and the one that ended it. */
  learned: Change;
  ended?: Change & {
    /** replaced: the same fact goes on with another interval · retracted: nobody stands for it any more · hidden: others hold in its place. */
    how: 'replaced' | 'retracted' | 'hidden';
  };
}

export interface Timeline {
  entity: Entity;
  entries: TimelineEntry[];
  total: number;
}

/** What was believed of an entity at any time, and since and until when it was known. */
export async function timelineOf({ store }: GraphDomain, asked: TimelineRequest): Promise<Timeline> {
  return store.read(async (view) => {
    const canon = canonOf(await view.merges(asked.graph));
    const entity = await findEntity(view, canon, asked.graph, asked.entity, { knownAt: 'now' });
    const rows = await view.facts(canon.members(entity.entity), {
      relations: asked.relations,
      knownAt: 'ever',
    });
    const changes = new Map<number, Change>();
    const changeOf = async (seq: number): Promise<Change> => {
      const known = changes.get(seq) ?? (await view.change(seq));
      changes.set(seq, known);
      return known;
    };
    const times = new Map<number, number>();
    if (asked.order === 'knowledge') {
      for (const { added } of rows) times.set(added, (await changeOf(added)).at);
    }
    const kept = rows.filter((row) => row.ended !== row.added && touches(row, asked, times.get(row.added)));
    const sorted = asked.order === 'knowledge' ? kept : kept.sort(byValidity);
    const page = sorted.slice(asked.offset, asked.offset + asked.limit);
    const facts = await showFacts(view, canon, page);
    const standing = new Set((await view.supports(page.map(({ fact }) => fact))).map(({ fact }) => fact));
    const followed = new Set(rows.map(({ fact, added }) => `${fact} ${added}`));
    const entries: TimelineEntry[] = [];
    for (const [index, row] of page.entries()) {
      const fact = facts[index];
      if (!fact) continue;
      const how = followed.has(`${row.fact} ${row.ended}`)
        ? 'replaced'
        : standing.has(row.fact)
          ? 'hidden'
          : 'retracted';
      entries.push({
        fact,
        learned: await changeOf(row.added),
        ...(row.ended !== undefined && { ended: { ...(await changeOf(row.ended)), how } }),
      });
    }
    return { entity, entries, total: kept.length };
  });
}

function touches(row: Fact, { from, to, order }: TimelineRequest, learned: number | undefined): boolean {
  if (order === 'knowledge') {
    return (from === undefined || (learned ?? 0) >= from) && (to === undefined || (learned ?? 0) < to);
  }
  return (
    (to === undefined || (row.validFrom ?? Number.NEGATIVE_INFINITY) < to) &&
    (from === undefined || (row.validTo ?? Number.POSITIVE_INFINITY) > from)
  );
}

function byValidity(a: Fact, b: Fact): number {
  const begin = (row: Fact): number => row.validFrom ?? Number.NEGATIVE_INFINITY;
  if (begin(a) !== begin(b)) return begin(a) < begin(b) ? -1 : 1;
  return a.row - b.row;
}
