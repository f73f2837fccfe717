import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOON } from '../../../clock.ts';
import { setUp } from '../set-up.ts';

interface Found {
  facts: { id: string; relation: string; score: number; why: string[]; valid_from?: string }[];
  passages: {
    id: string;
    text: string;
    title?: string;
    span: number[];
    score: number;
    why: string[];
    more_characters?: number;
  }[];
  entities: { id: string; name: string; score: number; why: string[] }[];
  tried?: string[];
  next?: { tool: string; arguments: Record<string, unknown> };
}
const DAY = 86_400_000;

/** Ada works at Acme, which is based in Berlin since 2020 and was in Paris before; three pages tell of a bridge. */
async function small() {
  const opened = await setUp();
  const { value } = opened;
  await value('kg_assert', {
    episode: { title: 'Staff list', kind: 'document' },
    entities: [
      { name: 'Ada Lovelace', type: 'Person', aliases: ['Countess Lovelace'], keys: ['ada@example.org'] },
      { name: 'Acme Works', type: 'Company' },
      { name: 'Berlin', type: 'City' },
      { name: 'Paris', type: 'City' },
      { name: 'Grace Hopper', type: 'Person' },
    ],
    facts: [
      { subject: 'Ada Lovelace', relation: 'employed_by', object: 'Acme Works' },
      {
        subject: 'Acme Works',
        relation: 'headquartered_in',
        object: 'Paris',
        valid_from: '2010',
        valid_to: '2020',
      },
      { subject: 'Acme Works', relation: 'headquartered_in', object: 'Berlin', valid_from: '2020' },
      { subject: 'Grace Hopper', relation: 'likes', value: 'strong coffee' },
    ],
  });
  const page = (title: string, text: string, names: string[], occurred_at?: string) =>
    value('kg_assert', {
      episode: { title, text, kind: 'document', ...(occurred_at !== undefined && { occurred_at }) },
      entities: names.map((name) => ({ name })),
    });
  await page(
    'Grey Bridge',
    'The Grey Bridge was designed by Isambard Brunel.',
    ['Grey Bridge', 'Isambard Brunel'],
    '2024-05-01',
  );
  await page(
    'Isambard Brunel',
    'Isambard Brunel was born in Portsmouth.',
    ['Isambard Brunel', 'Portsmouth'],
    '2023-02-01',
  );
  await page('Soup', 'A soup of leeks is eaten in winter.', ['Leek'], '2022-01-01');
  const search = async (query: string, args: object = {}) =>
    (await value('kg_search', { query, ...args })) as unknown as Found;
  return { ...opened, search };
}

describe('kg_search', () => {
  test('goes over two facts where one does not answer', async () => {
    const { search } = await small();
    const question = 'In which city is the employer of Ada Lovelace headquartered?';
    const far = await search(question);
    expect(far.facts.slice(0, 2).map(({ id }) => id)).toEqual(['f1', 'f3']);
    expect(far.facts[1]?.why.at(-1)).toBe('through Acme Works');
    expect(far.entities[0]).toMatchObject({
      id: 'e1',
      name: 'Ada Lovelace',
      score: 1,
      why: ['is called "Ada Lovelace"'],
    });
    expect(far.entities.map(({ name }) => name)).toContain('Acme Works');
    const near = await search(question, { mode: 'fast' });
    expect(near.facts[0]?.id).toBe('f1');
    for (const { score } of [...far.facts, ...far.passages, ...far.entities]) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }
  });

  test('goes from passage to passage by what they name, with where it stands', async () => {
    const { search } = await small();
    const { passages } = await search('Where was the designer of the Grey Bridge from?');
    expect(passages.map(({ title }) => title).slice(0, 2)).toEqual(['Grey Bridge', 'Isambard Brunel']);
    expect(passages[0]).toMatchObject({ id: 'c1', span: [0, 48], score: 1 });
    expect(passages[1]).toMatchObject({ id: 'c2', text: 'Isambard Brunel was born in Portsmouth.' });
    expect(passages[1]?.why).toEqual(['through Isambard Brunel']);
  });

  test('finds by another name, by a key and in lower case', async () => {
    const { search } = await small();
    for (const query of ['Countess Lovelace', 'ada@example.org', 'who employs ada lovelace']) {
      const { entities, facts } = await search(query, { mode: 'fast' });
      expect([entities[0]?.id, entities[0]?.score]).toEqual(['e1', 1]);
      expect(facts[0]?.id).toBe('f1');
    }
  });

  test('answers as of a day', async () => {
    const { search } = await small();
    const seat = async (as_of?: string) =>
      (
        await search('Acme Works headquartered', { mode: 'fast', ...(as_of !== undefined && { as_of }) })
      ).facts
        .filter(({ relation }) => relation === 'headquartered_in')
        .map(({ id }) => id);
    expect(await seat()).toEqual(['f3']);
    expect(await seat('2015-06-01')).toEqual(['f2']);
    expect(await seat('2005-01-01')).toEqual([]);
  });

  test('answers as it was known, passages and names too', async () => {
    const { search, value, clock } = await small();
    clock.advance(DAY);
    await value('kg_retract', { facts: ['f1'], reason: 'She left.' });
    const late = await value('kg_assert', {
      episode: { title: 'Grey Bridge', text: 'The Grey Bridge fell down.', kind: 'document' },
      entities: [{ name: 'Grey Bridge' }],
    });
    expect(late).toMatchObject({ status: 'stored' });
    const known_at = new Date(NOON).toISOString();
    expect((await search('Ada Lovelace employed')).facts.map(({ id }) => id)).not.toContain('f1');
    expect((await search('Ada Lovelace employed', { known_at })).facts[0]?.id).toBe('f1');
    expect((await search('Grey Bridge')).passages.map(({ id }) => id)).toContain('c4');
    expect((await search('Grey Bridge', { known_at })).passages.map(({ id }) => id)).not.toContain('c4');
    const before = new Date(NOON - DAY).toISOString();
    expect(await search('Ada Lovelace', { known_at: before })).toMatchObject({
      facts: [],
      entities: [],
      passages: [],
    });
  });

  test('what is taken back or erased is not found', async () => {
    const { search, value } = await small();
    expect((await search('leeks')).passages[0]?.id).toBe('c3');
    await value('kg_retract', { episode: 'ep4', mode: 'erase', confirm: true, reason: 'private' });
    const after = await search('leeks soup winter', { known_at: new Date(NOON).toISOString() });
    expect(after.passages).toEqual([]);
  });

  test('the time that the query names, in its order', async () => {
    const { search } = await small();
    const { facts } = await search('Where was Acme Works headquartered between 2012 and 2022?', {
      mode: 'temporal',
    });
    const seats = facts.filter(({ relation }) => relation === 'headquartered_in');
    expect(seats.map(({ id, valid_from }) => [id, valid_from])).toEqual([
      ['f2', '2010-01-01'],
      ['f3', '2020-01-01'],
    ]);
    const before = await search('Where was Acme Works headquartered before 2015?', { mode: 'temporal' });
    expect(before.facts.map(({ id }) => id)).not.toContain('f3');
    const pages = (await search('bridge soup 2022', { mode: 'temporal' })).passages;
    expect(pages[0]?.title).toBe('Soup');
  });

  test('says what it looked for when there is nothing', async () => {
    const { search } = await small();
    const nothing = await search('zebra xylophone');
    expect(nothing).toEqual({
      facts: [],
      passages: [],
      entities: [],
      tried: ['Names, facts and passages of the graph "main" with any of: zebra, xylophone.'],
    });
    expect((await search('?!')).tried).toEqual(['The query has no words.']);
    expect((await search('ada', { graph: 'empty' })).facts).toEqual([]);
  });

  test('goes on with a cursor and leaves nothing out', async () => {
    const { search } = await small();
    const query = 'Acme Works Ada Lovelace Grey Bridge soup Isambard Brunel';
    const whole = await search(query, { limit: 50 });
    const pages: Found[] = [];
    for (
      let args: Record<string, unknown> | undefined = { query, limit: 1 };
      args;
      args = pages.at(-1)?.next?.arguments
    ) {
      pages.push(await search(query, args));
    }
    for (const kind of ['facts', 'passages', 'entities'] as const) {
      expect(pages.flatMap((page) => page[kind].map(({ id }) => id))).toEqual(
        whole[kind].map(({ id }) => id),
      );
    }
  });

  test('a cursor of another tool is refused', async () => {
    const { call } = await small();
    for (const cursor of [
      'abc',
      Buffer.from('7').toString('base64url'),
      Buffer.from('1.2.-3').toString('base64url'),
    ]) {
      expect(await call('kg_search', { query: 'Ada', cursor })).toMatchObject({ isError: true });
    }
  });

  test('signs of query languages and other scripts are words or nothing', async () => {
    const { search, value } = await small();
    await value('kg_assert', {
      episode: { title: 'Notiz', text: 'Zürich liegt am Zürichsee. 東京都は日本の首都です。 Наука в Київі.' },
      entities: [{ name: 'Zürich' }, { name: '東京都' }],
    });
    for (const query of [
      '"',
      'NEAR(a b)',
      'ada* OR',
      'text:ada',
      "' OR 1=1 --",
      '(((',
      '^ -x ~ {]!:/ AND NOT',
      '\u0000ada',
    ]) {
      expect(Array.isArray((await search(query)).facts)).toBe(true);
    }
    expect((await search('zurich')).passages[0]?.title).toBe('Notiz');
    expect((await search('東京')).passages[0]?.title).toBe('Notiz');
    expect((await search('наука')).passages[0]?.title).toBe('Notiz');
    expect((await search('ZÜRICH', { mode: 'fast' })).entities[0]?.name).toBe('Zürich');
  });

  test('never goes past the budget', async () => {
    const { search } = await small();
    const words = fc.constantFrom(
      'Ada',
      'Lovelace',
      'Acme',
      'Works',
      'Grey',
      'Bridge',
      'soup',
      'Brunel',
      'coffee',
      'headquartered',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(words, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 100, max: 600 }),
        fc.constantFrom('fast', 'multihop', 'temporal'),
        async (query, max_tokens, mode) => {
          const { facts, passages, entities } = await search(query.join(' '), { max_tokens, mode });
          const bytes = [...facts, ...passages, ...entities].reduce(
            (sum, one) => sum + Buffer.byteLength(JSON.stringify(one)) + 1,
            0,
          );
          expect(Math.ceil(bytes / 3)).toBeLessThanOrEqual(max_tokens);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a passage that is too large is shortened', async () => {
    const { search, value } = await setUp().then(async (opened) => ({
      ...opened,
      search: async (query: string, args: object) =>
        (await opened.value('kg_search', { query, ...args })) as unknown as Found,
    }));
    await value('kg_assert', {
      episode: { title: 'Long', text: `Zebra ${'and more '.repeat(90)}` },
      entities: [],
    });
    const { passages } = await search('zebra', { max_tokens: 100 });
    expect(passages[0]?.text.endsWith('…')).toBe(true);
    expect((passages[0]?.text.length ?? 0) - 1 + (passages[0]?.more_characters ?? 0)).toBe(815);
  });

  test('the same question has the same answer, in a new process too', async () => {
    const { search, home, clock } = await small();
    const ask = () => search('Where was the designer of the Grey Bridge from, and Ada?');
    const first = await ask();
    expect(await ask()).toEqual(first);
    const again = await setUp({ home, clock });
    expect(
      await again.value('kg_search', { query: 'Where was the designer of the Grey Bridge from, and Ada?' }),
    ).toEqual(first);
  });
});
