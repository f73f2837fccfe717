import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { plantedSecrets } from '../shared/privacy/planted.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LineClient, startLineClient } from './line-client.ts';

const BINARY = fileURLToPath(new URL('../../dist/iza.js', import.meta.url));
/** Shorter pieces of a secret may stand in any file by chance. */
const LEAST_TRACE = 6;

/** A text where it fits whole: of a secret that is cut in two nobody can tell what it was. */
function within(length: number, text: string): string {
  return text.length <= length ? text : 'something else';
}

/** Every tool that takes words, given the same planted text where each takes some. */
const WRITERS: readonly ((client: LineClient, text: string, n: number) => Promise<unknown>)[] = [
  (client, text, n) =>
    client.call('remember', {
      items: [
        {
          text: `${text} (noted as ${n})`,
          about: [within(200, text)],
          key: within(200, text),
          source: { title: within(200, text), quote: within(1_000, text), uri: within(2_000, text) },
        },
      ],
    }),
  (client, text, n) =>
    client.call('remember', {
      items: [
        {
          text: `Number ${n} says: ${text}`,
          relation: { subject: within(200, text), predicate: within(200, text), object: within(200, text) },
          tags: [within(50, text)],
        },
      ],
    }),
  (client, text, n) =>
    client.call('log_conversation', {
      session: within(200, text),
      title: within(200, text),
      messages: [{ role: 'user', text: `${text} (said as ${n})`, speaker: within(200, text) }],
    }),
  (client, text, n) =>
    client.call('record_decision', {
      title: within(200, text),
      choice: `${within(3_900, text)} ${n}`,
      rationale: within(4_000, text),
      options: [within(500, text)],
      about: [within(200, text)],
    }),
  (client, text) =>
    client.call('set_preference', {
      key: within(200, text),
      value: within(2_000, text),
      reason: within(1_000, text),
    }),
  async (client, text, n) => {
    const { structuredContent } = await client.call('remember', {
      items: [{ text: `Harmless words, number ${n}` }],
    });
    const [stored] = (structuredContent as { stored: { id: string }[] }).stored;
    await client.call('update_memory', {
      id: stored?.id,
      text: `${text} now ${n}`,
      about: [within(200, text)],
    });
    await client.call('forget', { ids: [stored?.id] });
  },
];

test('no byte of a secret reaches the disk or the log, whichever tool brings it', async () => {
  expect([BINARY, existsSync(BINARY)], 'run `npm run build` first').toEqual([BINARY, true]);
  const home = await temporaryFolder();
  const log: Buffer[] = [];
  const start = () =>
    startLineClient(
      process.execPath,
      [BINARY, 'memory'],
      { IZA_HOME: home, IZA_SETTINGS: '', IZA_LOG_LEVEL: 'trace' },
      undefined,
      (chunk) => log.push(chunk),
    );
  const planted = plantedSecrets();
  expect(planted.length).toBeGreaterThanOrEqual(200);
  expect(new Set(planted.map(({ format }) => format)).size).toBeGreaterThanOrEqual(30);

  let client = await start();
  for (const [n, { text }] of planted.entries()) {
    const write = WRITERS[n % WRITERS.length];
    await write?.(client, text, n);
    // Some of the time the process dies with what it has just done still in its write-ahead log.
    if (n % 97 === 96) {
      client.kill();
      client = await start();
    }
  }
  const found = await client.call('recall', { query: 'Harmless words number', superseded: true });
  expect(found.isError).toBe(undefined);
  client.kill();
  await client.leave();

  const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map(({ name }) => name)).toContain('memory.db');
  const places = [
    ...(await Promise.all(
      files.map(async ({ parentPath, name }) => ({ name, bytes: await readFile(join(parentPath, name)) })),
    )),
    { name: 'log', bytes: Buffer.concat(log) },
  ];
  for (const { name, bytes } of places) {
    const leaked = planted
      .filter(({ traces }) => traces.some((trace) => trace.length >= LEAST_TRACE && bytes.includes(trace)))
      .map(({ format, form }) => `${format} ${form}`);
    expect([name, leaked]).toEqual([name, []]);
  }
});
