import { type Canon, canonOf } from './canon.ts';
import type { GraphView, KnownAt, LoggedChange } from './store/store.ts';
import { createTopology, type Topology } from './topology/topology.ts';

/** The topology of a graph, and the numbers that it knows relations by. */
export interface RelatedTopology {
  topology: Topology;
  canon: Canon;
  relation(name: string): number | undefined;
  relationName(number: number): string;
}

/** Topologies of graphs, in memory, caught up with before each use. */
export interface Topologies {
  /** What was known then; only what is known now is kept for the next time. */
  of(view: GraphView, graph: string, knownAt?: KnownAt): Promise<RelatedTopology>;
}

/** Changes that are followed one by one; past it everything is read anew. */
const FOLLOWED = 1_000;

interface Kept extends RelatedTopology {
  seq: number;
  follow(change: LoggedChange): void;
}

export function createTopologies(): Topologies {
  const graphs = new Map<string, Kept>();
  return {
    async of(view, graph, knownAt = 'now') {
      if (knownAt !== 'now') return read(view, graph, knownAt, 0);
      const last = (await view.last())?.seq ?? 0;
      const kept = graphs.get(graph);
      if (kept?.seq === last) return kept;
      const missed = kept && last - kept.seq <= FOLLOWED ? await view.changes(kept.seq, FOLLOWED) : [];
      if (!kept || missed.at(-1)?.seq !== last) {
        const fresh = await read(view, graph, 'now', last);
        graphs.set(graph, fresh);
        return fresh;
      }
      for (const change of missed) if (change.graph === graph) kept.follow(change);
      kept.seq = last;
      return kept;
    },
  };
}

async function read(view: GraphView, graph: string, knownAt: KnownAt, seq: number): Promise<Kept> {
  const { relationNames, ...columns } = await view.edges(graph, knownAt);
  const names = [...relationNames];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const merges = await view.merges(graph, knownAt);
  let pairs = merges.map(({ row, winner, loser }) => ({ row, winner, loser }));
  let canon = canonOf(pairs);
  const topology = createTopology({ canonical: (id) => canon.of(id) });
  topology.load(columns);
  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, names.length);
    return names.push(name) - 1;
  };
  return {
    seq,
    topology,
    get canon() {
      return canon;
    },
    relation: (name) => numbers.get(name),
    relationName: (number) => names[number] ?? '',
    follow({ added, ended }) {
      for (const { kind, row } of ended) {
        if (kind === 'fact') topology.remove(row);
        const merge = kind === 'merge' ? pairs.find((pair) => pair.row === row) : undefined;
        if (!merge) continue;
        pairs = pairs.filter((pair) => pair !== merge);
        canon = canonOf(pairs);
        topology.unmerge(merge.loser, merge.winner);
      }
      const gone = new Set(ended.filter(({ kind }) => kind === 'fact').map(({ row }) => row));
      for (const { kind, record } of added) {
        if (kind === 'merge') {
          pairs = [...pairs, record];
          canon = canonOf(pairs);
          topology.merge(record.loser, record.winner);
        }
        if (kind !== 'fact' || record.object === undefined || gone.has(record.row)) continue;
        const { row, subject, object, relation, validFrom, validTo } = record;
        topology.add({ fact: row, subject, object, relation: numberOf(relation), validFrom, validTo });
      }
    },
  };
}
