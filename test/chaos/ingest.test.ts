import { spawn } from 'node:child_process';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { GRAPH_MIGRATIONS } from '../../servers/knowledge-graph/store/migrations.ts';
import { createSqliteGraphStore } from '../../servers/knowledge-graph/store/sqlite.ts';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { lazyDatabase } from '../../shared/db/lazy-database.ts';
import { seededRandom } from '../seeded-random.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const PROCESS = fileURLToPath(new URL('./ingest-process.ts', import.meta.url));
const FILES = 300;
const NAMES = ['Ada Lovelace', 'Grace Hopper', 'Konrad Zuse', 'Emmy Noether', 'Alan Turing'];

function note(number: number, version: number): string {
  const [one = '', other = ''] = [NAMES[number % 5], NAMES[(number * 3 + version) % 5]];
  return `---\nauthor: ${one}\nversion: ${version}\n---\n# Note ${number}\n\nHere ${one} met ${other}, and ${one} told ${other} of [[note-${(number * 7) % FILES}]]. Version ${version}.\n`;
}

/** Runs the process; it is killed after so many documents were stored, unless it is done. */
function run(file: string, root: string, killAfter: number): Promise<'done' | 'killed'> {
  const child = spawn(process.execPath, [PROCESS, file, root], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
    if (said.split('\n').length > killAfter) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      if (said.includes('done')) resolve('done');
      else if (code === null) resolve('killed');
      else reject(new Error(`The process ended with ${code}.`));
    });
  });
}

/** What is in the graph now, in words: the same however many times it was begun. */
async function contents(file: string): Promise<string[]> {
  const clock = systemClock;
  const open = () =>
    lazyDatabase(() => openDatabase(file, GRAPH_MIGRATIONS, { durability: 'normal', clock }));
  const store = createSqliteGraphStore({ reading: open(), writing: open() }, clock);
  try {
    expect((await store.verify()).filter(({ ok }) => !ok)).toEqual([]);
    return await store.read(async (view) => {
      const all = { after: 0, limit: 1_000_000 };
      const live = <T extends { ended?: number | undefined }>(rows: T[]) =>
        rows.filter(({ ended }) => ended === undefined);
      const scan = async <K extends Parameters<typeof view.scan>[0]>(kind: K) =>
        live(await view.scan(kind, 'main', all.after, all.limit));
      const names = new Map((await scan('entity')).map(({ entity, name }) => [entity, name]));
      const episodes = new Map((await scan('episode')).map((row) => [row.row, row]));
      const chunks = new Map(
        (await scan('chunk')).map(({ row, episode, ord }) => [row, [episodes.get(episode)?.externalId, ord]]),
      );
      const facts = new Map(
        (await scan('fact')).map(({ fact, subject, relation, object, value }) => [
          fact,
          [names.get(subject), relation, object === undefined ? value : names.get(object)],
        ]),
      );
      return [
        ...[...names.values()].map((name) => ['entity', name]),
        ...[...episodes.values()].map(({ externalId, hash }) => ['episode', externalId, hash]),
        ...[...chunks.values()].map((chunk) => ['chunk', ...chunk]),
        ...(await scan('mention')).map(({ chunk, entity, count }) => [
          'mention',
          chunks.get(chunk),
          names.get(entity),
          count,
        ]),
        ...(await scan('support')).map(({ fact, episode }) => [
          'support',
          facts.get(fact),
          episodes.get(episode)?.externalId,
        ]),
        ...[...facts.values()].map((fact) => ['fact', ...fact]),
        ...(await view.sources.items('main', 'notes', '', 1_000_000)).map(
          ({ externalId, hash, status, episode }) => [
            'item',
            externalId,
            hash,
            status,
            episode === undefined ? undefined : episodes.get(episode)?.externalId,
          ],
        ),
      ]
        .map((one) => JSON.stringify(one))
        .sort();
    });
  } finally {
    await store.close();
  }
}

test('kill -9 while a folder is read loses no document and doubles none', { timeout: 300_000 }, async () => {
  const home = await temporaryFolder();
  const root = join(home, 'notes');
  await mkdir(root);
  const write = (number: number, version: number) =>
    writeFile(join(root, `note-${number}.md`), note(number, version));
  for (let number = 0; number < FILES; number += 1) await write(number, 1);
  const random = seededRandom(5);
  const [killed, whole] = [join(home, 'killed.db'), join(home, 'whole.db')];
  let kills = 0;
  const until = async (): Promise<void> => {
    while ((await run(killed, root, 1 + Math.floor(random() * 4))) === 'killed') kills += 1;
  };

  await until();
  expect(await run(whole, root, Number.POSITIVE_INFINITY)).toBe('done');
  const first = await contents(killed);
  expect(first.filter((line) => line.startsWith('["episode"'))).toHaveLength(FILES);
  expect(first).toEqual(await contents(whole));

  for (let number = 0; number < FILES; number += 3) await write(number, 2);
  for (let number = 1; number < FILES; number += 15) await rm(join(root, `note-${number}.md`));
  for (let number = 2; number < FILES; number += 15) {
    await rename(join(root, `note-${number}.md`), join(root, `moved-${number}.md`));
  }
  await until();
  expect(await run(whole, root, Number.POSITIVE_INFINITY)).toBe('done');
  const second = await contents(killed);
  expect(second.filter((line) => line.startsWith('["item"'))).toHaveLength(FILES - 20);
  expect(second).toEqual(await contents(whole));
  expect(kills).toBeGreaterThan(5);
});
