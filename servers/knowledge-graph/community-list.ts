import type { GraphDomain } from './deps.ts';
import { findEntity } from './find-entity.ts';
import type { Entity } from './graph.ts';
import { type AskedMoment, momentIn } from './moment.ts';
import type { RelatedTopology } from './topologies.ts';
import { type Communities, communities } from './topology/communities.ts';
import { pageRank } from './topology/page-rank.ts';

export interface CommunitiesRequest extends AskedMoment {
  graph: string;
  /** Only the community of this one, with more of its members. */
  entity?: string | undefined;
  /** Above 1 for more and smaller communities. */
  resolution: number;
  offset: number;
  limit: number;
}

export interface ShownCommunity {
  /** The largest is 1. */
  number: number;
  size: number;
  /** Those that matter most in the whole graph, first. */
  members: Entity[];
  /** Relations within it, the most frequent first. */
  relations: { name: string; facts: number }[];
}

export interface CommunitiesAnswer {
  communities: ShownCommunity[];
  total: number;
  /** How much denser communities are within than the same entities would be by chance. */
  modularity: number;
}

const MEMBERS = 8;
const MEMBERS_OF_ONE = 100;
const RELATIONS = 5;

/** Who belongs together, by whom they have to do with most; the ones that matter most speak for the rest. */
export async function communityList(
  { store, clock, topologies }: GraphDomain,
  asked: CommunitiesRequest,
): Promise<CommunitiesAnswer> {
  return store.read(async (view) => {
    const moment = await momentIn(view, asked, clock.now());
    const related = await topologies.of(view, asked.graph, moment.knownAt);
    const { topology, canon } = related;
    const found = communities(topology, { at: moment.validAt, resolution: asked.resolution });
    const ranks = pageRank(topology, { at: moment.validAt, direction: 'both' });
    const rankOf = new Map([...ranks.ids].map((id, index) => [id, ranks.ranks[index] ?? 0]));
    const members = membersOf(found);
    const wanted = await wantedGroups();
    const page = wanted.slice(asked.offset, asked.offset + asked.limit);
    const most = asked.entity === undefined ? MEMBERS : MEMBERS_OF_ONE;
    const shown: ShownCommunity[] = [];
    for (const group of page) {
      const all = (members.get(group) ?? []).sort(
        (a, b) => (rankOf.get(b) ?? 0) - (rankOf.get(a) ?? 0) || a - b,
      );
      shown.push({
        number: group + 1,
        size: all.length,
        members: await view.entities(all.slice(0, most), moment.knownAt),
        relations: relationsWithin(related, new Set(all), moment.validAt),
      });
    }
    return { communities: shown, total: wanted.length, modularity: found.modularity };

    async function wantedGroups(): Promise<number[]> {
      if (asked.entity === undefined) return found.sizes.map((_, group) => group);
      const { entity } = await findEntity(view, canon, asked.graph, asked.entity, moment);
      const at = found.ids.indexOf(entity);
      return at === -1 ? [] : [found.groups[at] ?? 0];
    }
  });
}

function membersOf({ ids, groups }: Communities): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (const [index, id] of ids.entries()) {
    const group = groups[index] ?? 0;
    const some = members.get(group);
    if (some) some.push(id);
    else members.set(group, [id]);
  }
  return members;
}

function relationsWithin(
  { topology, relationName }: RelatedTopology,
  members: ReadonlySet<number>,
  at: number | undefined,
): ShownCommunity['relations'] {
  const counts = new Map<string, number>();
  const filter = topology.filter({ direction: 'out', at });
  const ends = topology.scratch.ends;
  for (const id of members) {
    const node = topology.find(id);
    const found = node === -1 ? 0 : topology.expand(node, filter, ends);
    for (let index = 0; index < found; index += 1) {
      if (!members.has(topology.id(ends.nodes[index] ?? 0))) continue;
      const name = relationName(topology.relation(ends.slots[index] ?? 0));
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([name, facts]) => ({ name, facts }))
    .sort((a, b) => b.facts - a.facts || (a.name < b.name ? -1 : 1))
    .slice(0, RELATIONS);
}
