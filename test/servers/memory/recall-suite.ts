import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Way } from './recall-ways.ts';
import { DAY, invalid, setUp as setUpServer } from './set-up.ts';

/** What holds of recall whatever it works with: `open` says with what, for each test anew. */
export function describeRecall(name: string, open: () => Promise<Way>): void {
  const setUp = async (home?: string, way?: Way) => {
    const used = way ?? (await open());
    return { way: used, ...(await setUpServer(home, used)) };
  };

  describe(`recall ${name}`, () => {
    test('says how well it matched, and what to try when it did not', async () => {
      const { value, text, remember, call } = await setUp();
      expect((await value('recall', { query: 'tea' })).hint).toBe(
        'Nothing is remembered in user yet. If another scope may know, name it in scopes.',
      );
      await remember(['The cat is called Miso', 'Ada likes tea', 'The garden needs water']);
      const asked = async (query: string, more: object = {}) => {
        const { matched, items, hint } = await value('recall', { query, ...more });
        return [matched, items[0]?.text, hint];
      };
      expect(await asked('what was the cat called')).toEqual([
        'all words',
        'The cat is called Miso',
        undefined,
      ]);
      expect((await asked('cat xylophone')).slice(0, 2)).toEqual(['some words', 'The cat is called Miso']);
      expect(await asked('xylophone')).toEqual([
        'none',
        undefined,
        'None of the 3 memories in user fits "xylophone". Try other words for the same thing, or other scopes.',
      ]);
      expect(await asked('tea', { kinds: ['task'], scopes: ['user', 'agent:x'] })).toEqual([
        'none',
        undefined,
        'None of the 3 memories in user, agent:x fits "tea". Try other words for the same thing, or other scopes. Or leave out the filters.',
      ]);
      expect((await call('recall', { query: '?!' })).isError).toBe(undefined);
      expect(await text('recall', { query: 'xylophone' })).toMatch(
        /^No memory matches\.\nNone of the 3 memories/,
      );
      const sure = await value('recall', { query: 'what is the cat called' });
      expect(sure.confidence).toBeGreaterThanOrEqual(0.5);
    });

    test('is the same for the same question, in another process too', async () => {
      const { folder, value, remember, way } = await setUp();
      await remember(
        Array.from(
          { length: 30 },
          (_, n) => `tea ${n % 4 ? 'green' : 'black'} ${n} ${'leaf '.repeat(n % 5)}`,
        ),
      );
      const ask = (from: typeof value) => from('recall', { query: 'green tea leaf', limit: 30 });
      const first = await ask(value);
      expect(await ask(value)).toEqual(first);
      expect(await ask((await setUp(folder, way)).value)).toEqual(first);
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
        /^1 found \(all words\)\.\n- \[note, user, just now, [0-9A-Z]{26}\] "tea x{396}…" \(600 more characters\)\n {2}from test-client 1\.0\.0\n {2}because .*has tea/,
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
        const { items, next } = await value('recall', args);
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
      let args: object | undefined = { query: 'tea', detail: 'full', max_tokens: 20_000 };
      while (args && pages.length < 10) {
        const { items, omitted, next } = await value('recall', args);
        pages.push([items.length, omitted]);
        shown.push(...items.map(({ id }) => id));
        args = next?.arguments;
      }
      // 20,000 tokens hold three texts of about 5,030, and 40,000 characters two of about 15,300.
      expect(pages).toEqual([
        [2, 1],
        [2, 1],
        [1, undefined],
      ]);
      expect(shown.sort()).toEqual(ids.sort());
    });

    test('a memory that is longer than the budget is told, and does not lead round in a circle', async () => {
      const { value, remember } = await setUp();
      await remember([`tea ${'x'.repeat(15_000)}`]);
      const { items, matched, hint, next } = await value('recall', { query: 'tea', detail: 'full' });
      expect([items, matched, next]).toEqual([[], 'all words', undefined]);
      // 15,004 characters and 71 before them, three to a token.
      expect(hint).toBe(
        'The best memory comes to 5025 tokens, more than max_tokens. Raise it, or ask with detail "concise".',
      );
      expect((await value('recall', { query: 'tea', detail: 'full', max_tokens: 5_025 })).items).toHaveLength(
        1,
      );
      expect((await value('recall', { query: 'tea' })).items).toHaveLength(1);
    });

    test('asks of a time, a person, a kind, and of what was known', async () => {
      const { value, clock, rememberOne, recalled } = await setUp();
      await rememberOne({
        text: 'tea fair in spring',
        kind: 'event',
        valid_from: '2026-03-01',
        valid_to: '2026-03-03',
      });
      await rememberOne({
        text: 'tea fair in autumn',
        kind: 'event',
        valid_from: '2026-10-01',
        about: ['Ada'],
      });
      await value('log_conversation', {
        session: 's',
        messages: [{ role: 'user', speaker: 'Bob', text: 'tea was fair' }],
      });
      clock.advance(DAY);
      const { id } = await rememberOne({ text: 'tea fair is cancelled', key: 'fair' });
      const fair = (more: object) => recalled('tea fair', more);
      expect(await fair({ kinds: ['event'] })).toEqual(['tea fair in autumn']);
      expect(await fair({ kinds: ['event'], superseded: true })).toEqual([
        'tea fair in autumn',
        'tea fair in spring',
      ]);
      expect(await fair({ as_of: '2026-03-02', kinds: ['event'] })).toEqual(['tea fair in spring']);
      expect(await fair({ since: '2026-10', until: '2026-11' })).toEqual(['tea fair in autumn']);
      expect(await fair({ since: '2026-11-21' })).toEqual(['tea fair is cancelled']);
      expect(await fair({ about: 'ada' })).toEqual(['tea fair in autumn']);
      expect(await fair({ speaker: 'Bob' })).toEqual(['tea was fair']);
      await value('update_memory', { id, text: 'tea fair is on again' });
      clock.advance(DAY);
      await value('forget', { ids: [id] });
      expect(await fair({ kinds: ['note'] })).toEqual([]);
      expect(await fair({ kinds: ['note'], known_at: '2026-11-22T11:00:00Z' })).toEqual([
        'tea fair is on again',
      ]);
      expect(await fair({ kinds: ['note'], known_at: '2026-11-20T13:00:00Z' })).toEqual([]);
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
          const { items } = await value('recall', { query: 'tea', scopes: asked, limit: 100 });
          expect(items).toHaveLength(asked.length * 2);
          expect(new Set(items.map(({ scope }) => scope))).toEqual(new Set(asked));
          expect(items.every(({ text, scope }) => text === 'tea of all' || text === `tea of ${scope}`)).toBe(
            true,
          );
        }),
        { numRuns: 50 },
      );
    });
  });

  describe(`no query is an error ${name}`, () => {
    const pieces = fc.constantFrom(
      ...['"', "'", '*', '^', '(', ')', '{', '}', ':', '-', '+', 'NEAR(', 'AND', 'OR', 'NOT', 'text:', 'tea'],
      ...[
        '\u0000',
        '\ud800',
        'é',
        '😀',
        'שלום',
        '\u202e',
        '%',
        '_',
        ';',
        '--',
        ' ',
        'last week',
        '2026-02-30',
      ],
    );
    const queries = fc.oneof(
      fc.array(pieces, { minLength: 1, maxLength: 30 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
    );

    test('whatever it is made of, now and as of another time', async () => {
      const { call, remember } = await setUp();
      await remember(['NEAR AND OR NOT tea']);
      await fc.assert(
        fc.asyncProperty(queries, fc.boolean(), async (query, then) => {
          const result = await call('recall', { query, ...(then && { known_at: '2026-11-20T12:00:00Z' }) });
          expect([query, result.isError]).toEqual([query, undefined]);
        }),
        { numRuns: 400 },
      );
    });

    test('with as many words as fit', async () => {
      const { call } = await setUp();
      const query = Array.from(
        { length: 333 },
        (_, n) => `${String.fromCodePoint(97 + (n % 26))}${n % 10}`,
      ).join(' ');
      expect((await call('recall', { query })).isError).toBe(undefined);
    });
  });

  describe(`recall ${name} refuses`, () => {
    test.each([
      ['no query', { query: '' }, '/query'],
      ['a query that is too long', { query: 'x'.repeat(1_001) }, '/query'],
      ['a scope that is none', { query: 'x', scopes: ['user', 'mine'] }, '/scopes/1: must be one of user'],
      ['no scope', { query: 'x', scopes: [] }, '/scopes'],
      ['a date that is none', { query: 'x', as_of: '2026-13-01' }, '/as_of: must be a date'],
      ['a budget that is too small', { query: 'x', max_tokens: 49 }, '/max_tokens'],
      ['a limit that is too large', { query: 'x', limit: 101 }, '/limit'],
    ])('%s', async (_, args, why) => {
      const { refused } = await setUp();
      await refused('recall', args, invalid('recall', why));
    });

    test('a cursor of someone else', async () => {
      const { refused } = await setUp();
      await refused(
        'recall',
        { query: 'x', cursor: 'eyJhIjoxfQ' },
        'INVALID_INPUT: /cursor: this cursor was not given out',
      );
    });
  });
}
