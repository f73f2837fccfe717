import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/server';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMemoryServer, MEMORY_FILE } from '../../../servers/memory/index.ts';
import { MEMORY_MIGRATIONS } from '../../../servers/memory/store/migrations.ts';
import { createSqliteMemoryStore } from '../../../servers/memory/store/sqlite.ts';
import { openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { createIds } from '../../../shared/ids.ts';
import { createLogger } from '../../../shared/log.ts';
import type { Call } from '../../../shared/mcp/surface.ts';
import { testCall } from '../../call.ts';
import { testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const log = createLogger('silent');

interface Item {
  id: string;
  text: string;
  scope: string;
  [key: string]: unknown;
}

async function setUp(home?: string) {
  const folder = home ?? (await temporaryFolder());
  const clock = testClock();
  const db = lazyDatabase(() =>
    openDatabase(join(folder, MEMORY_FILE), MEMORY_MIGRATIONS, { durability: 'normal', clock }),
  );
  const ids = createIds(clock);
  const server = createMemoryServer({
    home: folder,
    durability: 'normal',
    clock,
    ids,
    log,
    version: '1.0.0',
    store: createSqliteMemoryStore(db, clock, ids),
  });
  onTestFinished(() => server.close());
  const call = async (name: string, args: object, overrides: Partial<Call> = {}) =>
    (await server.request('tools/call', { name, arguments: args }, testCall(overrides))) as CallToolResult;
  /** The structured value of a call that succeeds. */
  const value = async (name: string, args: object, overrides: Partial<Call> = {}) => {
    const result = await call(name, args, overrides);
    if (!result.structuredContent) throw new Error(JSON.stringify(result));
    return result.structuredContent as {
      items: Item[];
      stored: Item[];
      total: number;
      [key: string]: unknown;
    };
  };
  const text = async (name: string, args: object) => {
    const [block] = (await call(name, args)).content;
    return block?.type === 'text' ? block.text : '';
  };
  const remember = async (texts: string[], scope = 'user') =>
    (await value('remember', { items: texts.map((each) => ({ text: each })), scope })).stored.map(
      ({ id }) => id,
    );
  return { server, folder, clock, db, call, value, text, remember };
}

describe('the surface', () => {
  test('has three tools within the limits, and instructions that stand alone', async () => {
    const { server } = await setUp();
    const { tools } = await server.request('tools/list', {}, testCall());
    expect(tools.map(({ name }) => name)).toEqual(['remember', 'recall', 'forget']);
    for (const { name, description = '', ...rest } of tools) {
      expect([name, description.length <= 1_024, JSON.stringify(rest).length < 6_000]).toEqual([
        name,
        true,
        true,
      ]);
    }
    expect(server.instructions?.length).toBeLessThanOrEqual(1_500);
    expect(tools.map(({ annotations }) => annotations)).toEqual([
      { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    ]);
  });

  test('opens nothing before a tool is called', async () => {
    const { server, db, value } = await setUp();
    await server.request('tools/list', {}, testCall());
    expect(db.opened).toBe(false);
    await value('recall', { query: 'x' });
    expect(db.opened).toBe(true);
  });
});

describe('remember', () => {
  test('answers with ids, and tells a duplicate by the id that was there', async () => {
    const { value, remember } = await setUp();
    const [first] = await remember(['Ada likes tea']);
    expect(
      await value('remember', {
        items: [{ text: ' Ada  likes\ntea ', kind: 'fact' }, { text: 'ada likes tea' }],
      }),
    ).toEqual({
      stored: [
        { id: first, status: 'duplicate', scope: 'user', kind: 'note' },
        { id: expect.stringMatching(/^[0-9A-Z]{26}$/), status: 'new', scope: 'user', kind: 'note' },
      ],
    });
    expect((await value('recall', { query: 'tea' })).items.map(({ text }) => text).sort()).toEqual([
      'Ada likes tea',
      'ada likes tea',
    ]);
  });

  test('keeps who told it, when, and from where', async () => {
    const { value, clock } = await setUp();
    const source = { title: 'Letter', uri: 'file:///l.txt', quote: 'tea, please' };
    await value('remember', {
      items: [{ text: 'Ada likes tea', kind: 'preference', tags: [' Drinks '], source }],
    });
    clock.advance(3 * 86_400_000);
    const other = { client: { name: 'other', version: '2' } };
    await value('remember', { items: [{ text: 'Ada likes tea' }] }, other);
    const about = {
      kind: 'preference',
      scope: 'user',
      tags: ['drinks'],
      score: expect.any(Number),
      age: '3 days ago',
    };
    const first = {
      title: 'Letter',
      uri: 'file:///l.txt',
      client: 'test-client 1.0.0',
      at: '2026-11-20T12:00:00.000Z',
    };
    const concise = (await value('recall', { query: 'tea', tags: ['DRINKS'] })).items[0];
    expect(concise).toEqual({
      ...about,
      id: concise?.id,
      text: 'Ada likes tea',
      at: '2026-11-20T12:00:00.000Z',
      sources: [first],
      more_sources: 1,
    });
    expect((await value('recall', { query: 'tea', detail: 'full' })).items[0]).toMatchObject({
      sources: [
        { ...first, quote: 'tea, please' },
        { client: 'other 2', at: '2026-11-23T12:00:00.000Z' },
      ],
    });
  });

  test('a retry with the same key is answered, not stored again, also by another process', async () => {
    const { folder, value } = await setUp();
    const args = { items: [{ text: 'one' }, { text: 'two' }], idempotency_key: 'k1' };
    const first = await value('remember', args);
    const other = await setUp(folder);
    expect(await other.value('remember', args)).toEqual(first);
    const conflict = await other.call('remember', { ...args, items: [{ text: 'three' }] });
    expect(conflict).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('IDEMPOTENCY_CONFLICT') }],
    });
    expect((await value('recall', { query: 'three' })).hint).toContain('None of the 2 memories in user');
    const use = { meta: { 'claudecode/toolUseId': 'toolu_1' } };
    const again = { items: [{ text: 'four' }] };
    expect(await value('remember', again, use)).toEqual(await value('remember', again, use));
  });

  test.each([
    [{ items: [] }, '/items'],
    [{ items: [{ text: 'kept?' }, { text: ' \n' }] }, '/items/1/text: must not be blank'],
    [{ items: [{ text: 'x'.repeat(20_001) }] }, '/items/0/text'],
    [{ items: [{ text: 'a', kind: 'opinion' }] }, '/items/0/kind: must be one of "fact", "preference"'],
    [{ items: [{ text: 'a', about: 'b' }] }, '/items/0/about: no such argument'],
    [
      { items: [{ text: 'a' }], scope: 'team:x' },
      '/scope: must be one of user, project:<key>, session:<key>',
    ],
    [{ items: Array(51).fill({ text: 'a' }) }, '/items'],
  ])('refuses what it cannot keep, and keeps nothing of it (%#)', async (args, why) => {
    const { call, value } = await setUp();
    expect(await call('remember', args)).toMatchObject({
      isError: true,
      content: [
        {
          text: expect.stringContaining(
            `INVALID_INPUT: remember cannot run with these arguments.\nWhy: ${why}`,
          ),
        },
      ],
    });
    expect((await value('recall', { query: 'kept' })).hint).toContain('Nothing is remembered in user yet');
  });

  test('any text comes back as it was, but for halves of surrogate pairs', async () => {
    const { value } = await setUp();
    const texts = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      fc.constantFrom(
        'a\u0000b',
        '👩‍👩‍👧',
        'שלום עולם \u202e',
        '\ud83d',
        'x\udc00y',
        '\r\n\t.',
        '"; DROP TABLE memory; --',
      ),
    );
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        fc.pre(text.trim() !== '');
        const word = `marker${serial++}`;
        const { stored } = await value('remember', { items: [{ text: `${text} ${word}` }] });
        const { items, total } = await value('recall', { query: word, detail: 'full' });
        expect([total, items[0]?.id, items[0]?.text]).toEqual([
          1,
          stored[0]?.id,
          `${text} ${word}`.toWellFormed(),
        ]);
        expect(stored[0]?.note !== undefined).toBe(!text.isWellFormed());
      }),
      { numRuns: 200 },
    );
  });
});

describe('recall', () => {
  test('says how well it matched', async () => {
    const { value, text, remember } = await setUp();
    await remember(['The cat is called Miso', 'Ada likes tea']);
    const matched = async (query: string) => {
      const { matched: how, total, hint } = await value('recall', { query });
      return [how, total, hint];
    };
    expect(await matched('What is the name of the cat?')).toEqual(['some words', 1, undefined]);
    expect(await matched('what was the cat called')).toEqual(['all words', 1, undefined]);
    expect(await matched('Where is my dog')).toEqual([
      'none',
      0,
      'None of the 2 memories in user has any of these words: dog. Try other words for the same thing, or other scopes.',
    ]);
    expect(await matched('?!')).toEqual([
      'none',
      0,
      'The query has no word to look for. Ask with the words the memory would contain.',
    ]);
    expect(await text('recall', { query: 'dog' })).toMatch(/^No memory matches\.\nNone of the 2 memories/);
    expect(await matched('the is')).toEqual(['all words', 1, undefined]);
    const filtered = await value('recall', { query: 'tea', kinds: ['task'], scopes: ['user', 'agent:x'] });
    expect(filtered.hint).toBe(
      'None of the 2 memories in user, agent:x has any of these words: tea. Try other words for the same thing, or other scopes. Or leave out kinds and tags.',
    );
  });

  test('cuts long texts, and says how much is left out', async () => {
    const { value, text, remember } = await setUp();
    await remember([`tea ${'x'.repeat(996)}`]);
    expect((await value('recall', { query: 'tea' })).items[0]).toMatchObject({
      text: `tea ${'x'.repeat(396)}…`,
      more_characters: 600,
    });
    const full = (await value('recall', { query: 'tea', detail: 'full' })).items[0];
    expect([full?.text.length, full?.more_characters]).toEqual([1000, undefined]);
    expect(await text('recall', { query: 'tea' })).toMatch(
      /^1 memory matches \(all words\)\.\n- \[note, user, just now, [0-9A-Z]{26}\] "tea x{396}…" \(600 more characters\)\n {2}from test-client 1\.0\.0$/,
    );
  });

  test('pages neither repeat nor skip while others write and forget', async () => {
    const { value, remember } = await setUp();
    const ids = await remember(
      Array.from({ length: 25 }, (_, n) => `tea ${n % 3 ? 'green' : 'black'} number ${n}`),
    );
    const shown: string[] = [];
    let args: object = { query: 'tea green', limit: 7 };
    for (let page = 0; page < 10; page++) {
      const { items, next } = (await value('recall', args)) as {
        items: Item[];
        next?: { arguments: object };
      };
      shown.push(...items.map(({ id }) => id));
      if (!next) break;
      args = next.arguments;
      // What green weighs against tea turns round from page to page, and one that was shown goes.
      await remember(
        Array.from({ length: 40 }, (_, n) => `${page % 2 ? 'tea' : 'green'} newcomer ${page} ${n}`),
        'agent:other',
      );
      await value('forget', { ids: [shown[page]] });
    }
    expect(shown).toHaveLength(25);
    expect([...shown].sort()).toEqual([...ids].sort());
  });

  test('a result that is too large is cut, counted and continued', async () => {
    const { value, remember } = await setUp();
    const ids = await remember(Array.from({ length: 5 }, (_, n) => `tea ${n} ${'x'.repeat(15_000)}`));
    const shown: string[] = [];
    const pages: unknown[] = [];
    let args: object | undefined = { query: 'tea', detail: 'full' };
    while (args && pages.length < 10) {
      const { items, omitted, next } = (await value('recall', args)) as {
        items: Item[];
        omitted?: number;
        next?: { arguments: object };
      };
      pages.push([items.length, omitted]);
      shown.push(...items.map(({ id }) => id));
      args = next?.arguments;
    }
    expect(pages).toEqual([
      [2, 3],
      [2, 1],
      [1, undefined],
    ]);
    expect(shown.sort()).toEqual(ids.sort());
  });

  test('a cursor of someone else is refused', async () => {
    const { call } = await setUp();
    expect(await call('recall', { query: 'x', cursor: 'eyJhIjoxfQ' })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('INVALID_INPUT: /cursor: this cursor was not given out') }],
    });
  });

  test('no query is an error, whatever it is made of', async () => {
    const { call, remember } = await setUp();
    await remember(['NEAR AND OR NOT tea']);
    const pieces = fc.constantFrom(
      '"',
      "'",
      '*',
      '^',
      '(',
      ')',
      '{',
      '}',
      ':',
      '-',
      '+',
      'NEAR(',
      'AND',
      'OR',
      'NOT',
      'text:',
      'tea',
      '\u0000',
      '\ud800',
      'é',
      '%',
      '_',
      ';',
      '--',
      ' ',
    );
    const queries = fc.oneof(
      fc.array(pieces, { minLength: 1, maxLength: 30 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
    );
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        const result = await call('recall', { query });
        expect([query, result.isError]).toEqual([query, undefined]);
      }),
      { numRuns: 300 },
    );
    const longest = Array.from(
      { length: 333 },
      (_, n) => String.fromCodePoint(97 + (n % 26)) + (n % 10),
    ).join(' ');
    expect((await call('recall', { query: longest })).isError).toBe(undefined);
  });

  test('a scope sees only itself', async () => {
    const { value, remember } = await setUp();
    const scopes = [
      'user',
      'project:a',
      'project:b',
      'project:a/b',
      'session:a',
      'agent:a',
      'organisation:a',
      'project:A',
    ];
    for (const scope of scopes) await remember([`tea of ${scope}`, 'tea of all'], scope);
    await fc.assert(
      fc.asyncProperty(fc.subarray(scopes, { minLength: 1 }), async (asked) => {
        const { items, total } = await value('recall', { query: 'tea', scopes: asked, limit: 100 });
        expect(total).toBe(asked.length * 2);
        expect(new Set(items.map(({ scope }) => scope))).toEqual(new Set(asked));
        expect(items.every(({ text, scope }) => text === 'tea of all' || text === `tea of ${scope}`)).toBe(
          true,
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('forget', () => {
  test('retracts without a question, and lists what is not there', async () => {
    const { value, text, remember } = await setUp();
    const [id] = await remember(['tea']);
    expect(await value('forget', { ids: [id, 'nope', id] })).toEqual({
      forgotten: [{ id, mode: 'retract' }],
      missing: ['nope'],
    });
    expect((await value('recall', { query: 'tea' })).total).toBe(0);
    const [anew] = await remember(['tea']);
    expect(anew).not.toBe(id);
    expect(await text('forget', { ids: [anew, 'nope'] })).toBe(`Retracted: ${anew}\nNot there: nope`);
  });

  test('asks before it purges', async () => {
    const { call, value, remember } = await setUp();
    const ids = await remember(['tea "hot"', 'coffee']);
    expect(await call('forget', { ids, mode: 'purge' })).toMatchObject({
      isError: true,
      content: [
        {
          text: expect.stringContaining(
            'CONFIRMATION_REQUIRED: Erase 2 memories for good? This cannot be undone. The first begins: "tea \\"hot\\""',
          ),
        },
      ],
    });
    expect((await value('recall', { query: 'tea coffee' })).total).toBe(2);
    const asked = await call(
      'forget',
      { ids: ids.slice(1), mode: 'purge' },
      { capabilities: { elicitation: {} } },
    );
    expect(asked).toMatchObject({
      inputRequests: {
        confirm: {
          params: { message: 'Erase 1 memory for good? This cannot be undone. It begins: "coffee"' },
        },
      },
    });
    expect(await value('forget', { ids, mode: 'purge', confirm: true })).toEqual({
      forgotten: ids.map((id) => ({ id, mode: 'purge' })),
      missing: [],
    });
    expect(await value('forget', { ids, mode: 'purge' })).toEqual({ forgotten: [], missing: ids });
  });
});

describe('when the machine fails', () => {
  test('a full disk: nothing is half stored, and it works again when there is room', async () => {
    const { db, call, value, remember } = await setUp();
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
    expect((await value('recall', { query: 'large small' })).total).toBe(1);
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
    const later = [...MEMORY_MIGRATIONS, { version: MEMORY_MIGRATIONS.length + 1, sql: 'SELECT 1' }];
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
    const { db, call, value, remember } = await setUp();
    await remember(['tea']);
    (await db.get()).pragma('query_only = ON');
    expect((await value('recall', { query: 'tea' })).total).toBe(1);
    expect(await call('remember', { items: [{ text: 'more' }] })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('READ_ONLY') }],
    });
  });
});
