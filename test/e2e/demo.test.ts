import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Sqlite from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { BINARY, makePlace, processesOf, type Report, runDemo, startDemo } from './support/demo.ts';

const PROMISES = [
  'speaks the 2026-07-28 protocol',
  'the memory is at hand',
  'every server behind the door is up',
  'found a tool to list the files in a directory',
  'found a tool to read a text file',
  'found a tool to add two numbers',
  'found a tool to run a long operation that reports progress',
  'the listing names every document',
  'every document came through as it is on the disk',
  '19 and 23 are 42',
  'progress came while the server was at work',
  'memories were acknowledged before the kill',
  'killed while remember was under way',
  'the servers behind it left by themselves',
  'each unanswered batch was there whole, or not at all',
  'the repeated and the remaining calls were acknowledged',
  'every acknowledged memory is there exactly once',
  'nothing is there twice, and nothing that was not asked for',
  'each names the file and the words it comes from',
];
const LAST_PROMISES = [
  'what is known already is not stored twice',
  'what was forgotten is no longer recalled',
  'a preference that changed is recalled as it is, and as it was last month',
  'a decision is recalled with its reason, as of last month',
  'two things are connected over a third, and every step names its document',
  'without a step of it they are not connected, and as of before they are',
  'a secret is taken out before anything is kept',
  'what is forgotten for good is in no byte on the disk',
  'no process is left behind',
  'every database is sound, page by page',
];

beforeAll(() => {
  expect([BINARY, existsSync(BINARY)], 'run `npm run build` first').toEqual([BINARY, true]);
});

describe('iza demo', () => {
  test('keeps every promise on the documents that Iza comes with, and leaves nothing', async () => {
    const place = await makePlace();
    const { code, out, err } = await runDemo(place, ['--json']);
    expect([code, err]).toEqual([0, '']);
    const report: Report = JSON.parse(out);
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(
      report.checks.map(({ name }) => name).filter((name) => !name.startsWith('the best answer')),
    ).toEqual([...PROMISES, ...LAST_PROMISES]);
    expect(report.ok).toBe(true);
    expect(report.documents.files).toContain('LICENSE');
    expect(report.summary).toMatchObject({
      documents_read: report.documents.files.length,
      kill_survived: true,
      found: report.summary.acknowledged,
      memories_kept: Number(report.summary.acknowledged) - 1,
    });
    expect(report.summary.tools_behind_the_door).toBeGreaterThan(20);
    expect(await readdir(place.temporary)).toEqual([]);
    expect(await readdir(place.home)).toEqual([]);
    expect(processesOf(place)).toEqual([]);
  });

  test('says exactly what a folder says', async () => {
    const place = await makePlace();
    const { documents } = place;
    await mkdir(join(documents, 'docs'));
    await writeFile(
      join(documents, 'README.md'),
      '# Heron\nThe heron eats small fish at dawn. It waits.\n\n## Nest\nHerons nest high in old poplars.\n\n## Call\nIts voice is a harsh croak in flight.\n',
    );
    await writeFile(
      join(documents, 'docs', 'otter.txt'),
      'The otter dives for crabs below the weir.\n\nOtters sleep in holts under alder roots.\n',
    );
    await writeFile(join(documents, 'picture.png'), 'not a document');

    const { code, out, err } = await runDemo(place, ['--json', '--keep', '--documents', documents]);
    expect([code, err]).toEqual([0, '']);
    const report: Report = JSON.parse(out);
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.documents).toEqual({
      folder: documents,
      files: ['README.md', 'docs/otter.txt'],
      left_out: [],
    });
    expect(report.summary).toMatchObject({
      documents_read: 2,
      acknowledged: 5,
      found: 5,
      memories_kept: 4,
      kill_survived: true,
    });
    // Four words of each sentence, the rarest first and then the longest, told from last to first as they stand in it.
    // `otter` stands in two texts (one has it in the name of its file), so the other sentence about otters is asked for.
    const asked = report.steps[7]?.exchanges.map(({ request }) => request.arguments.query);
    expect(asked).toEqual([
      'What about fish, small, eats, heron?',
      'What about alder, holts, sleep, otters?',
      'What about poplars, high, nest, herons?',
    ]);

    // The folder was kept: what is in it is what the files say, without the one that was forgotten.
    const { path } = report.data_folder;
    expect(await readdir(place.temporary)).toEqual([path.slice(place.temporary.length + 1)]);
    const db = new Sqlite(join(path, 'memory.db'), { readonly: true, fileMustExist: true });
    const rows = db
      .prepare(
        `SELECT text, uri, quote, status FROM memory JOIN source ON memory_id = memory.id
         WHERE quote IS NOT NULL AND retired_at IS NULL ORDER BY text`,
      )
      .all();
    db.close();
    const readme = pathToFileURL(join(documents, 'README.md')).href;
    const otter = pathToFileURL(join(documents, 'docs', 'otter.txt')).href;
    expect(rows).toEqual([
      {
        text: 'README.md, Call: Its voice is a harsh croak in flight.',
        uri: readme,
        quote: 'Its voice is a harsh croak in flight.',
        status: 'active',
      },
      {
        text: 'README.md, Heron: The heron eats small fish at dawn.',
        uri: readme,
        quote: 'The heron eats small fish at dawn.',
        status: 'retracted',
      },
      {
        text: 'README.md, Nest: Herons nest high in old poplars.',
        uri: readme,
        quote: 'Herons nest high in old poplars.',
        status: 'active',
      },
      {
        text: 'docs/otter.txt: Otters sleep in holts under alder roots.',
        uri: otter,
        quote: 'Otters sleep in holts under alder roots.',
        status: 'active',
      },
      {
        text: 'docs/otter.txt: The otter dives for crabs below the weir.',
        uri: otter,
        quote: 'The otter dives for crabs below the weir.',
        status: 'active',
      },
    ]);
  });

  test('two sentences are enough', async () => {
    const place = await makePlace();
    await writeFile(
      join(place.documents, 'a.txt'),
      'The heron eats small fish at dawn.\n\nThe otter dives for crabs.',
    );
    const { code, out } = await runDemo(place, ['--json', '--documents', place.documents]);
    const report: Report = JSON.parse(out);
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.summary).toMatchObject({
      acknowledged: 2,
      found: 2,
      memories_kept: 1,
      kill_survived: true,
    });
    expect(code).toBe(0);
  });

  test.each([
    ['an empty folder', [], 'There is no document in '],
    ['a folder with nothing to remember', ['a.md'], 'There is too little in these documents to remember.'],
  ])('%s is told before anything is started', async (_, files, message) => {
    const place = await makePlace();
    for (const file of files) await writeFile(join(place.documents, file), '# Title\n');
    const { code, out, err } = await runDemo(place, ['--json', '--documents', place.documents]);
    expect([code, out]).toEqual([65, '']);
    expect(err).toContain(message);
    expect(err).toContain('What to do: Give a folder with text');
    expect(await readdir(place.temporary)).toEqual([]);
  });

  test('a folder that is not there', async () => {
    const place = await makePlace();
    const { code, out, err } = await runDemo(place, ['--documents', join(place.documents, 'none')]);
    expect([code, out]).toEqual([65, '']);
    expect(err).toContain('There is no folder ');
  });

  test('a promise that does not hold is named, and the exit code tells', async () => {
    const place = await makePlace();
    // An address longer than the memory takes: in it, each of these letters is six characters.
    const folder = join(place.documents, ...Array.from({ length: 3 }, () => 'é'.repeat(120)));
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'a.txt'),
      'The heron eats small fish at dawn.\n\nThe otter dives for crabs.',
    );
    const { code, out, err } = await runDemo(place, ['--json', '--documents', folder]);
    expect([code, err]).toEqual([70, '']);
    const report: Report = JSON.parse(out);
    expect(report.ok).toBe(false);
    const [broken, ...others] = report.checks.filter(({ ok }) => !ok);
    expect(others).toEqual([]);
    expect(broken?.name).toBe('step 5 ran to its end');
    expect(broken?.seen).toMatch(/^remember answered with an error\. .*\/items\/0\/source\/uri/s);
    expect(await readdir(place.temporary)).toEqual([]);
    expect(processesOf(place)).toEqual([]);
  });

  test.skipIf(process.platform === 'win32').each([
    { step: ' 1. ', signal: 'SIGINT' },
    { step: ' 4. ', signal: 'SIGTERM' },
    { step: ' 6. ', signal: 'SIGINT' },
  ] as const)('$signal in step$step ends it and all it started', async ({ step, signal }) => {
    const place = await makePlace();
    const child = startDemo(place, [], { detached: true });
    let out = '';
    let err = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const before = out.includes(`\n${step}`);
      out += text;
      if (before || !out.includes(`\n${step}`)) return;
      // Ctrl-C goes to everything that runs in the terminal, the server included; SIGTERM to one process.
      process.kill(signal === 'SIGINT' ? -Number(child.pid) : Number(child.pid), signal);
    });
    const [code, ended] = await once(child, 'close');
    expect([code, ended, err]).toEqual([null, signal, 'Interrupted.\n']);
    expect(await readdir(place.temporary)).toEqual([]);
    expect(processesOf(place)).toEqual([]);
  });
});
