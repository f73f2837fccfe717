import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type ImportedReference,
  importReference,
} from '../servers/memory/compatibility/reference/import-reference.ts';
import { referenceBatches } from '../servers/memory/compatibility/reference/reference-batches.ts';
import { openMemory } from '../servers/memory/open.ts';
import { IMPORT_LIMITS } from '../servers/memory/transfer/limits.ts';
import { readImport } from '../servers/memory/transfer/read-import.ts';
import { fileOf } from '../servers/memory/transfer/source.ts';
import { systemClock } from '../shared/clock.ts';
import { systemIds } from '../shared/ids.ts';
import { createLogger } from '../shared/log.ts';
import { bytesSource } from '../shared/text/byte-source.ts';
import { type Claim, median } from './figures.ts';
import { openSession, type StdioPeer, startPeer } from './stdio-peer.ts';

const SEARCHED = 10_000;
const IMPORTED = 100_000;
const CALLS = 100;
const IZA = join(import.meta.dirname, '../dist/iza.js');
const REFERENCE = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/server-memory/package.json')),
  'dist/index.js',
);

/** Searching and adding beside the real reference server on the same graph, and taking in a large file of its. */
export async function referenceMemory(): Promise<Claim[]> {
  const folder = await mkdtemp(join(tmpdir(), 'iza-bench-'));
  try {
    const claims = await calls(folder);
    return [...claims, await importing(folder)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function calls(folder: string): Promise<Claim[]> {
  const home = join(folder, 'small');
  const file = join(folder, 'memory.jsonl');
  await writeGraph(file, SEARCHED);
  await take(home, file);
  await writeFile(join(home, 'settings.json'), JSON.stringify({ memory: { compatibility: ['reference'] } }));
  const ours = startPeer([IZA, 'memory'], { IZA_HOME: home });
  const theirs = startPeer([REFERENCE], { MEMORY_FILE_PATH: file });
  for (const peer of [ours, theirs]) await openSession(peer);
  const samples = { search: [[], []], create: [[], []] } as Record<'search' | 'create', [number[], number[]]>;
  // In turn, so that the machine's moods fall on both; the first rounds warm up and do not count.
  for (let n = -5; n < CALLS; n += 1) {
    for (const [at, peer] of [ours, theirs].entries()) {
      const search = await timed(peer, 'search_nodes', { query: `PERSON_${(n + 5) * 83} ` });
      const create = await timed(peer, 'create_entities', {
        entities: [{ name: `New ${n}`, entityType: 'test', observations: ['One fact.'] }],
      });
      if (n < 0) continue;
      samples.search[at]?.push(search);
      samples.create[at]?.push(create);
    }
  }
  for (const peer of [ours, theirs]) await peer.close();
  return (['search', 'create'] as const).map((what) => {
    const [own, reference] = samples[what].map(median) as [number, number];
    return {
      name: `${what === 'search' ? 'search_nodes' : 'create_entities'} among ${SEARCHED} entities`,
      measured: own / reference,
      limit: 0.5,
      unit: '× the reference server',
      detail: `p50 of ${CALLS} calls in turn: iza ${own.toFixed(2)} ms, reference server ${reference.toFixed(2)} ms`,
    };
  });
}

async function importing(folder: string): Promise<Claim> {
  const file = join(folder, 'large.jsonl');
  await writeGraph(file, IMPORTED);
  const before = process.cpuUsage();
  const start = performance.now();
  const { entities, observations, relations } = await take(join(folder, 'large'), file);
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(before);
  return {
    name: `import of a reference server's file of ${IMPORTED} entities`,
    measured: seconds,
    limit: 10,
    unit: 's',
    detail: `${entities} entities, ${observations} observations, ${relations} relations; ${((user + system) / 1e6).toFixed(1)} s of processor time`,
  };
}

/** Takes a file in as the import does. */
async function take(home: string, file: string): Promise<Omit<ImportedReference, 'held' | 'notes'>> {
  const domain = openMemory({
    home,
    durability: 'full',
    clock: systemClock,
    ids: systemIds,
    log: createLogger('silent'),
    version: '0.0.0',
  });
  const sum = { entities: 0, observations: 0, relations: 0 };
  const items = readImport([
    { file: fileOf(bytesSource('memory.jsonl', await readFile(file)), IMPORT_LIMITS), format: 'mcp-memory' },
  ]);
  for await (const batch of referenceBatches(items)) {
    const added = await importReference(domain, 'user', batch, { tool: 'memory_admin' });
    for (const what of ['entities', 'observations', 'relations'] as const) sum[what] += added[what];
  }
  await domain.close();
  return sum;
}

const WORDS =
  'Speaks fluent Spanish and graduated with honours in physics near the old harbour of Lisbon'.split(' ');

/** An entity with one observation a line, and a relation from every tenth to another, as the reference server writes them. */
async function writeGraph(file: string, entities: number): Promise<void> {
  const word = (n: number): string => WORDS[n % WORDS.length] ?? '';
  const lines = Array.from({ length: entities }, (_, n) =>
    JSON.stringify({
      type: 'entity',
      name: `Person_${n} `,
      entityType: n % 3 === 0 ? 'organization' : 'person',
      observations: [
        `${word(n)} ${word(n * 7 + 3)} ${word(n * 5 + 1)}, number ${n}, since ${1990 + (n % 30)}`,
      ],
    }),
  );
  const related = Array.from({ length: entities / 10 }, (_, n) =>
    JSON.stringify({
      type: 'relation',
      from: `Person_${n * 10} `,
      to: `Person_${(n * 37) % entities} `,
      relationType: 'works_with',
    }),
  );
  await writeFile(file, [...lines, ...related].join('\n'));
}

async function timed(peer: StdioPeer, name: string, args: object): Promise<number> {
  const start = performance.now();
  const { error, result } = await peer.request('tools/call', { name, arguments: args });
  const took = performance.now() - start;
  if (error || result?.isError) throw new Error(`the call failed: ${JSON.stringify(error ?? result)}`);
  return took;
}
