import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GRAPH_MIGRATIONS } from '../servers/knowledge-graph/store/migrations.ts';
import { createSqliteGraphStore } from '../servers/knowledge-graph/store/sqlite.ts';
import { systemClock } from '../shared/clock.ts';
import { openDatabase } from '../shared/db/database.ts';
import { lazyDatabase } from '../shared/db/lazy-database.ts';
import { type Claim, median, quantile, rssMb } from './figures.ts';
import { openSession, type StdioPeer, startPeer } from './stdio-peer.ts';

const IZA = join(import.meta.dirname, '../dist/iza.js');
const ENTITIES = 100_000;
const FACTS = 1_000_000;
const BATCH = 250_000;
const ASKED = 300;
const WARM = 30;
const RELATIONS = ['works_at', 'knows', 'part_of', 'uses', 'likes'];
const WORDS =
  'amber birch cedar delta ember fjord grove heath inlet jetty knoll larch mesa north ocean prairie quarry ridge spruce tundra'.split(
    ' ',
  );

/** Numbers from 0 to below `n`, the same in every run. */
function random(): (n: number) => number {
  let state = 0x2545f491;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

const nameOf = (n: number): string =>
  `${WORDS[n % 20]} ${WORDS[Math.floor(n / 20) % 20]} ${WORDS[Math.floor(n / 400) % 20]} ${n}`;

/** What the knowledge graph takes over stdio with 100,000 entities and a million facts between them. */
export async function graphSpeed(): Promise<Claim[]> {
  const home = await mkdtemp(join(tmpdir(), 'iza-bench-'));
  try {
    const rate = await fill(home);
    return [rate, ...(await questions(home))];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function fill(home: string): Promise<Claim> {
  const open = () =>
    lazyDatabase(() =>
      openDatabase(join(home, 'knowledge-graph.db'), GRAPH_MIGRATIONS, {
        durability: 'full',
        clock: systemClock,
      }),
    );
  const store = createSqliteGraphStore({ reading: open(), writing: open() }, systemClock);
  const origin = { graph: 'main', tool: 'bench' };
  await store.change(origin, async (change) => {
    const people = Array.from({ length: ENTITIES }, (_, n) => ({
      entity: 0,
      type: 'Person',
      name: nameOf(n),
    }));
    await change.addAll('entity', people);
    await change.addAll(
      'alias',
      people.map(({ name }, n) => ({
        entity: n + 1,
        kind: 'name' as const,
        name,
        norm: name.replaceAll(' ', ''),
      })),
    );
  });
  const pick = random();
  const start = performance.now();
  for (let done = 0; done < FACTS; done += BATCH) {
    const facts = Array.from({ length: BATCH }, () => ({
      fact: 0,
      subject: 1 + pick(ENTITIES),
      relation: RELATIONS[pick(RELATIONS.length)] ?? 'knows',
      object: 1 + pick(ENTITIES),
      confidence: 1,
    }));
    await store.change(origin, (change) => change.addAll('fact', facts));
  }
  const seconds = (performance.now() - start) / 1_000;
  await store.close();
  return {
    name: 'edges stored in bulk',
    measured: (seconds * 200_000) / FACTS,
    limit: 1,
    unit: 's for 200,000',
    detail: `${Math.round(FACTS / seconds).toLocaleString('en')} a second, in changes of ${BATCH.toLocaleString('en')}`,
  };
}

async function questions(home: string): Promise<Claim[]> {
  const began = performance.now();
  const peer = startPeer([IZA, 'knowledge-graph'], { IZA_HOME: home, IZA_SETTINGS: '' });
  await openSession(peer);
  const pick = random();
  const someone = (): string => nameOf(pick(ENTITIES));
  await timed(peer, 'kg_entity', { entity: 'e1' });
  const first = performance.now() - began;
  const claims: Claim[] = [
    {
      name: 'the first answer after a start',
      measured: first,
      limit: 500,
      unit: 'ms',
      detail: 'kg_entity, the process started anew',
    },
  ];
  const asks: [name: string, limit: number, ask: () => [tool: string, args: object]][] = [
    ['kg_entity', 1, () => ['kg_entity', { entity: `e${1 + pick(ENTITIES)}` }]],
    [
      'kg_paths',
      1,
      () => ['kg_paths', { from: `e${1 + pick(ENTITIES)}`, to: `e${1 + pick(ENTITIES)}`, limit: 1 }],
    ],
    ['kg_search, fast', 3, () => ['kg_search', { query: `who knows ${someone()}?`, mode: 'fast' }]],
    [
      'kg_search, multihop',
      8,
      () => ['kg_search', { query: `what does ${someone()} use that ${someone()} likes?`, mode: 'multihop' }],
    ],
  ];
  for (const [name, limit, ask] of asks) {
    const ms: number[] = [];
    for (let n = -WARM; n < ASKED; n += 1) {
      const took = await timed(peer, ...ask());
      if (n >= 0) ms.push(took);
    }
    const detail = `${ASKED} over stdio: p50 ${median(ms).toFixed(2)}, p99 ${quantile(ms, 0.99).toFixed(2)} ms`;
    claims.push({ name: `${name}, p50`, measured: median(ms), limit, unit: 'ms', detail });
  }
  claims.push({
    name: 'memory of the process',
    measured: rssMb(peer.child.pid ?? 0),
    limit: 350,
    unit: 'MB',
    detail: 'RSS after all of these',
  });
  await peer.close();
  return claims;
}

async function timed(peer: StdioPeer, name: string, args: object): Promise<number> {
  const start = performance.now();
  const { error, result } = await peer.request('tools/call', { name, arguments: args });
  const ms = performance.now() - start;
  if (error || result?.isError) throw new Error(`${name} failed: ${JSON.stringify(error ?? result)}`);
  return ms;
}
