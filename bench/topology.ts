import { communities } from '../servers/knowledge-graph/topology/communities.ts';
import type { EdgeColumns } from '../servers/knowledge-graph/topology/edge.ts';
import { forwardPush } from '../servers/knowledge-graph/topology/forward-push.ts';
import { shortestPaths } from '../servers/knowledge-graph/topology/shortest-paths.ts';
import { createTopology } from '../servers/knowledge-graph/topology/topology.ts';
import { within } from '../servers/knowledge-graph/topology/within.ts';
import { seededRandom } from '../test/seeded-random.ts';
import { louvain } from '../test/servers/knowledge-graph/topology/louvain.ts';
import { type Claim, median } from './figures.ts';
import { createMapGraph } from './map-graph.ts';

const ENTITIES = 100_000;
const EDGES = 1_000_000;
/** Entities that have more to do with one another than with the rest. */
const GROUP = 200;
const QUERIES = 101;
const PUSHES = 31;

/** A graph in sparse rows beside the same one as lists in a Map. */
export async function topology(): Promise<Claim[]> {
  const random = seededRandom(1);
  const columns = generated(random);
  const graph = createTopology();
  // One after the other: what is left of one kind is not to be cleared away while the other is built.
  const rows = [0, 1, 2, 3, 4].map(() => processorMs(() => graph.load(columns)));
  let map = createMapGraph(columns);
  const maps = [0, 1, 2].map(() =>
    processorMs(() => {
      map = createMapGraph(columns);
    }),
  );
  const any = (): number => Math.floor(random() * ENTITIES);
  const pairs = Array.from({ length: QUERIES }, () => [any(), any()] as const);
  const hops = compare(
    pairs,
    ([id]) => within(graph, [id], 3, { limit: ENTITIES }).ids.length,
    ([id]) => map.within(id, 3),
  );
  const paths = compare(
    pairs,
    ([from, to]) => shortestPaths(graph, from, to).paths[0]?.steps.length,
    ([from, to]) => map.distance(from, to),
  );
  const pushes = compare(
    pairs.slice(0, PUSHES),
    // The share of walks whose end was found.
    ([id]) => 1 - forwardPush(graph, [[id, 1]], { limit: 20 }).left,
    ([id]) => [...map.push(id, 0.5, 1e-6).values()].reduce((sum, score) => sum + score, 0),
  );
  return [
    claim('building a graph of a million edges', median(rows), median(maps), 0.2),
    {
      name: 'what a graph of a million edges takes in memory',
      measured: graph.bytes / EDGES,
      limit: 42,
      unit: 'bytes an edge',
      detail: `${ENTITIES} entities, ${(graph.bytes / 2 ** 20).toFixed(1)} MiB of arrays`,
    },
    claim('all that is three steps away', hops.ours, hops.theirs, 0.35),
    claim('the best shortest path of two entities', paths.ours, paths.theirs, 0.7),
    claim('a forward push with epsilon 1e-6', pushes.ours, pushes.theirs, 0.35),
    ...divisions(graph, columns),
  ];
}

/** Mostly within groups, the rest preferably to what others lead to already. */
function generated(random: () => number): EdgeColumns {
  const columns = {
    facts: Uint32Array.from({ length: EDGES }, (_, edge) => edge + 1),
    subjects: new Uint32Array(EDGES),
    objects: new Uint32Array(EDGES),
    relations: new Uint32Array(EDGES),
    validFrom: new Float64Array(EDGES).fill(Number.NEGATIVE_INFINITY),
    validTo: new Float64Array(EDGES).fill(Number.POSITIVE_INFINITY),
  };
  const any = (count: number): number => Math.floor(random() * count);
  for (let edge = 0; edge < EDGES; edge += 1) {
    const subject = any(ENTITIES);
    const group = subject - (subject % GROUP);
    columns.subjects[edge] = subject;
    const object =
      random() < 0.7
        ? group + any(GROUP)
        : random() < 0.5
          ? (columns.objects[any(edge + 1)] as number)
          : any(ENTITIES);
    // None leads back, which the other graph would walk.
    columns.objects[edge] = object === subject ? (object + 1) % ENTITIES : object;
    columns.relations[edge] = any(30);
  }
  return columns;
}

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** What takes long is interrupted often: of that, the processor time of the process, all its threads together. */
function processorMs(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** Medians of both in turn, after a round to warm up. @throws Error where they do not say the same. */
function compare<Q>(
  queries: readonly Q[],
  ours: (query: Q) => number | undefined,
  theirs: (query: Q) => number | undefined,
): { ours: number; theirs: number } {
  const ms = { ours: [] as number[], theirs: [] as number[] };
  for (const warm of [true, false]) {
    for (const query of queries) {
      let [found, wanted]: (number | undefined)[] = [];
      const took = [
        timed(() => {
          found = ours(query);
        }),
        timed(() => {
          wanted = theirs(query);
        }),
      ] as const;
      // Pushes go in another order, and stop at other places.
      if (Math.abs((found ?? 0) - (wanted ?? 0)) > 0.01) {
        throw new Error(`found ${found}, and not ${wanted}`);
      }
      if (!warm) {
        ms.ours.push(took[0]);
        ms.theirs.push(took[1]);
      }
    }
  }
  return { ours: median(ms.ours), theirs: median(ms.theirs) };
}

function claim(name: string, ours: number, theirs: number, limit: number): Claim {
  return {
    name,
    measured: ours / theirs,
    limit,
    unit: '× lists of edges in a Map',
    detail: `${ENTITIES} entities, ${EDGES} edges: ${ours.toFixed(3)} ms, in a Map ${theirs.toFixed(3)} ms`,
  };
}

/** Leiden beside a plain Louvain on Maps, whose division is measured as ours is. */
function divisions(graph: ReturnType<typeof createTopology>, columns: EdgeColumns): Claim[] {
  const pairs = Array.from(columns.facts, (_, edge) => ({
    a: columns.subjects[edge] as number,
    b: columns.objects[edge] as number,
    weight: 1,
  })).filter(({ a, b }) => a !== b);
  let found = communities(graph);
  const ours = processorMs(() => {
    found = communities(graph);
  });
  let division = new Map<number, number>();
  const theirs = processorMs(() => {
    division = louvain(pairs);
  });
  const reached = modularityOf(pairs, division);
  return [
    claim('communities', ours, theirs, 0.5),
    {
      name: 'how much better a division Louvain finds',
      measured: reached - found.modularity,
      limit: 0,
      unit: 'of modularity',
      detail: `Leiden ${found.modularity.toFixed(4)} in ${found.sizes.length} communities, Louvain ${reached.toFixed(4)} in ${new Set(division.values()).size}`,
    },
  ];
}

function modularityOf(pairs: readonly { a: number; b: number }[], division: Map<number, number>): number {
  const sums = new Map<number, number>();
  let within = 0;
  for (const { a, b } of pairs) {
    const [first, second] = [division.get(a) as number, division.get(b) as number];
    sums.set(first, (sums.get(first) ?? 0) + 1);
    sums.set(second, (sums.get(second) ?? 0) + 1);
    if (first === second) within += 1;
  }
  const chance = [...sums.values()].reduce((sum, ends) => sum + (ends / (2 * pairs.length)) ** 2, 0);
  return within / pairs.length - chance;
}
