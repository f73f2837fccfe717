import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LineClient, startLineClient } from './line-client.ts';

const BINARY = fileURLToPath(new URL('../../dist/iza.js', import.meta.url));
const REFERENCE = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/server-memory/package.json')),
  'dist/index.js',
);
const WRITERS = 4;
const ENTITIES = 100;
const ACKNOWLEDGED_PER_KILL = 20;
/** Calls that a client has under way at once, as Claude has when it uses tools in parallel. */
const IN_FLIGHT = 8;

type Start = () => Promise<LineClient>;

/** Every writer has one entity after another created by a process of its own, which is killed now and then. */
async function createAll(start: Start): Promise<{ acknowledged: Set<string>; kills: number }> {
  const acknowledged = new Set<string>();
  const clients: (LineClient | undefined)[] = Array(WRITERS).fill(undefined);
  let kills = 0;

  const killOne = (): void => {
    const first = acknowledged.size / ACKNOWLEDGED_PER_KILL;
    const order = Array.from(clients.keys(), (index) => (first + index) % WRITERS);
    if (order.some((writer) => clients[writer]?.kill())) kills++;
  };
  const create = async (client: LineClient, name: string): Promise<void> => {
    const entity = { name, entityType: 'test', observations: [`observation of ${name}`] };
    const result = await client.call('create_entities', { entities: [entity] });
    if (result.isError) return;
    acknowledged.add(name);
    if (acknowledged.size % ACKNOWLEDGED_PER_KILL === 0) killOne();
  };
  const write = async (writer: number): Promise<void> => {
    const names = Array.from({ length: ENTITIES }, (_, n) => `entity ${n} of writer ${writer}`);
    for (;;) {
      const open = names.filter((name) => !acknowledged.has(name));
      if (open.length === 0) break;
      try {
        const client = await start();
        clients[writer] = client;
        const lanes = Array.from({ length: IN_FLIGHT }, async () => {
          for (let name = open.pop(); name !== undefined; name = open.pop()) await create(client, name);
        });
        await Promise.all(lanes);
      } catch (error) {
        if (!(error instanceof Error) || error.message !== 'the process ended') throw error;
      }
    }
    await clients[writer]?.leave();
    clients[writer] = undefined;
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  return { acknowledged, kills };
}

test('four processes with kill -9 lose nothing through the tools of the reference server, which itself does', async () => {
  expect([BINARY, existsSync(BINARY)], 'run `npm run build` first').toEqual([BINARY, true]);
  const home = await temporaryFolder();
  await writeFile(join(home, 'settings.json'), JSON.stringify({ memory: { compatibility: ['reference'] } }));
  const startOurs = () => startLineClient(process.execPath, [BINARY, 'memory'], { IZA_HOME: home });
  const file = join(home, 'memory.jsonl');
  const startTheirs = () => startLineClient(process.execPath, [REFERENCE], { MEMORY_FILE_PATH: file });

  const ours = await createAll(startOurs);
  const kept = await namesIn(await startOurs());
  const theirs = await createAll(startTheirs);
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  process.stderr.write(
    `of ${WRITERS * ENTITIES} acknowledged entities, with ${ours.kills} and ${theirs.kills} kills: ` +
      `iza keeps ${new Set(kept).size}, the reference server ${new Set(lines).size}\n`,
  );
  expect(ours.kills).toBeGreaterThanOrEqual(15);
  expect(kept.toSorted()).toEqual([...ours.acknowledged].sort());
  expect(kept).toHaveLength(WRITERS * ENTITIES);
});

/** All names in the graph, page by page, each with the one observation that it came with. */
async function namesIn(client: LineClient): Promise<string[]> {
  const names: string[] = [];
  for (let next: object | undefined = {}; next; ) {
    const { structuredContent } = await client.call('read_graph', next);
    const page = structuredContent as {
      entities: { name: string; observations: string[] }[];
      next?: { arguments: object };
    };
    for (const { name, observations } of page.entities) {
      expect(observations).toEqual([`observation of ${name}`]);
      names.push(name);
    }
    next = page.next?.arguments;
  }
  await client.leave();
  return names;
}
