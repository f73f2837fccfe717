import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MEMORY_FILE } from '../../../servers/memory/open.ts';
import { MEMORY_MIGRATIONS } from '../../../servers/memory/store/migrations.ts';
import { openDatabase } from '../../../shared/db/database.ts';
import { testCall } from '../../call.ts';
import { testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { setUp } from './set-up.ts';

describe('the surface', () => {
  test('its tools are within the limits, and the instructions stand alone', async () => {
    const { server } = await setUp();
    const { tools } = await server.request('tools/list', {}, testCall());
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'remember',
        'log_conversation',
        'recall',
        'record_decision',
        'set_preference',
        'update_memory',
        'forget',
        'memory_history',
        'review_memories',
      ]),
    );
    expect(tools.length).toBeLessThanOrEqual(12);
    expect(tools.filter(({ description = '' }) => description.length > 1_024)).toEqual([]);
    expect(server.instructions?.length).toBeLessThanOrEqual(1_500);
    const effects = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
    const writes = {
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    };
    expect(effects).toMatchObject({
      remember: writes,
      log_conversation: writes,
      recall: { ...writes, readOnlyHint: true },
      record_decision: writes,
      set_preference: writes,
      update_memory: writes,
      forget: { ...writes, destructiveHint: true },
      memory_history: { ...writes, readOnlyHint: true },
      review_memories: writes,
    });
  });

  test('opens nothing before a tool is called', async () => {
    const { server, db, value } = await setUp();
    await server.request('tools/list', {}, testCall());
    expect(db.opened).toBe(false);
    await value('recall', { query: 'x' });
    expect(db.opened).toBe(true);
  });
});

describe('when the machine fails', () => {
  test('a full disk: nothing is half stored, and it works again when there is room', async () => {
    const { db, call, value, recalled, remember } = await setUp();
    await remember(['small']);
    const opened = await db.get();
    const pages = Number(opened.pragma('page_count', { simple: true }));
    opened.pragma(`max_page_count = ${pages + 3}`);
    const items = Array.from({ length: 40 }, (_, n) => ({ text: `large ${n} ${'y'.repeat(3_000)}` }));
    expect(await call('remember', { items })).toMatchObject({
      isError: true,
      content: [
        { text: expect.stringMatching(/^DISK_FULL: .*\nWhat to do: Nothing was changed\. Free some space/) },
      ],
    });
    expect(await recalled('large small')).toEqual(['small']);
    opened.pragma('max_page_count = 1000000');
    expect((await value('remember', { items })).stored).toHaveLength(40);
  });

  test('a file where the folder should be; once mended, the same server works', async () => {
    const folder = await temporaryFolder();
    const home = join(folder, 'home');
    await writeFile(home, '');
    const { call, remember } = await setUp(home);
    expect(await call('recall', { query: 'x' })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('READ_ONLY: The data folder cannot be written.') }],
    });
    await rm(home);
    await mkdir(home);
    expect(await remember(['tea'])).toHaveLength(1);
  });

  test('data of a newer version is left alone', async () => {
    const folder = await temporaryFolder();
    const version = (MEMORY_MIGRATIONS.at(-1)?.version ?? 0) + 1;
    const later = [...MEMORY_MIGRATIONS, { version, sql: 'SELECT 1' }];
    (
      await openDatabase(join(folder, MEMORY_FILE), later, { durability: 'normal', clock: testClock() })
    ).close();
    const { call } = await setUp(folder);
    expect(await call('remember', { items: [{ text: 'a' }] })).toMatchObject({
      isError: true,
      content: [
        {
          text: expect.stringContaining('VERSION_MISMATCH: The data was written by a newer version of Iza.'),
        },
      ],
    });
  });

  test('data that may only be read can still be recalled', async () => {
    const { db, call, recalled, remember } = await setUp();
    await remember(['tea']);
    (await db.get()).pragma('query_only = ON');
    expect(await recalled('tea')).toEqual(['tea']);
    expect(await call('remember', { items: [{ text: 'more' }] })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('READ_ONLY') }],
    });
  });
});
