import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, invalid, setUp, ULID } from './set-up.ts';

describe('remember', () => {
  test('answers with ids, and tells a duplicate by the id that was there', async () => {
    const { value, remember, recalled } = await setUp();
    const [first] = await remember(['Ada likes tea']);
    expect(
      await value('remember', {
        items: [
          { text: ' Ada  likes\ntea ', kind: 'fact' },
          { text: 'May likes tea' },
          { text: 'may likes tea' },
        ],
      }),
    ).toEqual({
      stored: [
        { id: first, status: 'duplicate', scope: 'user', kind: 'note' },
        { id: expect.stringMatching(ULID), status: 'new', scope: 'user', kind: 'note' },
        { id: expect.stringMatching(ULID), status: 'merged', scope: 'user', kind: 'note' },
      ],
    });
    expect(await recalled('tea')).toEqual(['Ada likes tea', 'May likes tea']);
  });

  test('the same in another scope is another memory', async () => {
    const { remember } = await setUp();
    const ids = [...(await remember(['tea time'])), ...(await remember(['tea time'], 'project:p'))];
    expect(new Set(ids).size).toBe(2);
  });

  test('nearly the same of another kind, number, name or with a "not" is another memory', async () => {
    const { remember, rememberOne } = await setUp();
    const text = 'The backup of the customer database runs at 10:30 every single night, says Ada';
    await remember([text]);
    expect(await rememberOne({ text: `${text}.` })).toMatchObject({ status: 'merged' });
    expect(await rememberOne({ text: text.replace('10:30', '10:31') })).toMatchObject({ status: 'new' });
    expect(await rememberOne({ text: text.replace('Ada', 'Eva') })).toMatchObject({ status: 'new' });
    expect(await rememberOne({ text: text.replace('runs', 'never runs') })).toMatchObject({ status: 'new' });
    expect(await rememberOne({ text: `${text}!`, kind: 'procedure' })).toMatchObject({ status: 'new' });
  });

  test('keeps who told it, when, and from where', async () => {
    const { value, clock } = await setUp();
    const source = { title: 'Letter', uri: 'file:///l.txt', quote: 'tea, please' };
    const item = { text: 'Ada likes tea', kind: 'fact', tags: [' Drinks '], about: ['Ada'], source };
    await value('remember', { items: [item] });
    clock.advance(3 * DAY);
    const other = { client: { name: 'other', version: '2' } };
    await value('remember', { items: [{ text: 'Ada likes tea' }] }, other);
    const first = {
      title: 'Letter',
      uri: 'file:///l.txt',
      client: 'test-client 1.0.0',
      at: '2026-11-20T12:00:00.000Z',
    };
    const concise = (await value('recall', { query: 'tea', tags: ['DRINKS'], about: 'ADA' })).items[0];
    expect(concise).toEqual({
      id: expect.stringMatching(ULID),
      version: 1,
      text: 'Ada likes tea',
      kind: 'fact',
      scope: 'user',
      tags: ['drinks'],
      about: ['Ada'],
      score: expect.any(Number),
      why: expect.arrayContaining(['has tea']),
      age: '3 days ago',
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
    const { folder, value, recalled } = await setUp();
    const args = { items: [{ text: 'one' }, { text: 'two' }], idempotency_key: 'k1' };
    const first = await value('remember', args);
    const other = await setUp(folder);
    expect(await other.value('remember', args)).toEqual(first);
    await other.refused('remember', { ...args, items: [{ text: 'three' }] }, 'IDEMPOTENCY_CONFLICT');
    expect(await recalled('one two three')).toEqual(['one', 'two']);
    const use = { meta: { 'claudecode/toolUseId': 'toolu_1' } };
    const again = { items: [{ text: 'four' }] };
    expect(await value('remember', again, use)).toEqual(await value('remember', again, use));
  });

  test('any text comes back as it was, but for halves of surrogate pairs', async () => {
    const { value } = await setUp();
    const texts = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      fc.constantFrom(
        'a\u0000b',
        '👩‍👩‍👧',
        'שלום עולם \u200f',
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
        // The scope keeps the words of one case out of another.
        const scope = `session:${serial++}`;
        const { stored } = await value('remember', { items: [{ text: `${text} marker` }], scope });
        const { items } = await value('recall', { query: 'marker', detail: 'full', scopes: [scope] });
        expect(items.map((item) => [item.id, item.text])).toEqual([
          [stored[0]?.id, `${text} marker`.toWellFormed()],
        ]);
        expect(stored[0]?.notes !== undefined).toBe(!text.isWellFormed());
      }),
      { numRuns: 200 },
    );
  });
});

describe('the word on a key', () => {
  test('the next one takes its place, and the one before it when it is said again', async () => {
    const { rememberOne, recalled, clock } = await setUp();
    const set = (text: string) => rememberOne({ text, kind: 'fact', key: 'home.city' });
    const first = await set('Lives in Paris');
    expect(first).toMatchObject({ status: 'new' });
    clock.advance(DAY);
    const second = await set('Lives in Rome');
    expect(second).toMatchObject({ status: 'superseded', replaced: [first.id] });
    expect(await set('Lives in Rome')).toMatchObject({ status: 'duplicate', id: second.id });
    clock.advance(DAY);
    const third = await set('Lives in Paris');
    expect(third).toMatchObject({ status: 'superseded', replaced: [second.id] });
    expect(await recalled('lives')).toEqual(['Lives in Paris']);
    expect(await recalled('lives', { as_of: '2026-11-21T13:00:00Z' })).toEqual(['Lives in Rome']);
    expect(await recalled('lives', { superseded: true })).toEqual([
      'Lives in Paris',
      'Lives in Paris',
      'Lives in Rome',
    ]);
  });

  test('word of the past does not overrule the present, and a plan waits for its day', async () => {
    const { rememberOne, recalled } = await setUp();
    const set = (text: string, times: object) => rememberOne({ text, key: 'home.city', ...times });
    await set('Lives in Rome', { valid_from: '2020' });
    await set('Lives in Oslo', { valid_from: '2027' });
    expect(await set('Lives in Paris', { valid_from: '2015' })).toMatchObject({ status: 'new' });
    const at = (as_of: string) => recalled('lives', { as_of });
    expect(await at('2014')).toEqual([]);
    expect(await at('2015')).toEqual(['Lives in Paris']);
    expect(await at('2019-12-31T23:59:59.999Z')).toEqual(['Lives in Paris']);
    expect(await at('2020')).toEqual(['Lives in Rome']);
    expect(await recalled('lives')).toEqual(['Lives in Rome']);
    expect(await at('2027')).toEqual(['Lives in Oslo']);
  });

  test('may be kept, or wait for a decision', async () => {
    const { value, rememberOne, recalled } = await setUp();
    const first = await rememberOne({ text: 'Tabs', key: 'style', source: { title: 'Guide' } });
    const kept = await rememberOne(
      { text: 'Spaces', key: 'style', source: { title: 'Rumour' } },
      { on_conflict: 'keep' },
    );
    expect(kept).toMatchObject({
      status: 'kept',
      id: first.id,
      notes: [expect.stringContaining('Not stored')],
    });
    const asked = await rememberOne({ text: 'Spaces', key: 'style' }, { on_conflict: 'ask' });
    expect(asked).toMatchObject({ status: 'conflict' });
    expect(await recalled('tabs spaces')).toEqual(['Tabs']);
    // What was not kept does not vouch for what was.
    const { items } = await value('recall', { query: 'tabs', detail: 'full' });
    expect(items[0]?.sources).toMatchObject([{ title: 'Guide' }]);
  });

  test('a relation of which there is one at a time is replaced, any other stands beside', async () => {
    const { rememberOne, recalled } = await setUp();
    const relate = (predicate: string, object: string, subject = 'Ada') =>
      rememberOne({ text: `${subject} ${predicate} ${object}`, relation: { subject, predicate, object } });
    const acme = await relate('Works at', 'Acme');
    expect(acme).toMatchObject({ status: 'new', kind: 'relationship' });
    expect(await relate('works_at', 'Babel', 'ADA')).toMatchObject({
      status: 'superseded',
      replaced: [acme.id],
    });
    expect(await relate('works_at', 'Acme', 'Bob')).toMatchObject({ status: 'new' });
    await relate('knows', 'Bob');
    expect(await relate('knows', 'Eve')).toMatchObject({ status: 'new' });
    expect(await recalled('works knows')).toEqual([
      'ADA works_at Babel',
      'Ada knows Bob',
      'Ada knows Eve',
      'Bob works_at Acme',
    ]);
  });
});

describe('remember refuses', () => {
  const FITS = { text: 'kept?' };
  test.each([
    ['no items', { items: [] }, '/items'],
    ['a blank text', { items: [FITS, { text: ' \n' }] }, '/items/1/text: must not be blank'],
    ['a text of 1 MB', { items: [FITS, { text: 'x'.repeat(1_000_000) }] }, '/items/1/text'],
    ['a text that is one too long', { items: [{ text: 'x'.repeat(20_001) }] }, '/items/0/text'],
    ['10,000 items', { items: Array(10_000).fill(FITS) }, '/items'],
    ['one item too many', { items: Array(51).fill(FITS) }, '/items'],
    [
      'an unknown kind',
      { items: [{ ...FITS, kind: 'opinion' }] },
      '/items/0/kind: must be one of "fact", "event"',
    ],
    ['messages, which are logged', { items: [{ ...FITS, kind: 'message' }] }, '/items/0/kind'],
    [
      'a misspelt field',
      { items: [FITS, { txet: 'b' }] },
      '/items/1/text: is missing, expected string; /items/1/txet: no such argument, did you mean text?',
    ],
    ['an unknown field', { items: [{ ...FITS, colour: 'b' }] }, '/items/0/colour: no such argument'],
    [
      'a scope that is none',
      { items: [FITS], scope: 'team:x' },
      '/scope: must be one of user, project:<key>, session:<key>',
    ],
    ['a scope with an invisible character', { items: [FITS], scope: 'project:a\u0000b' }, '/scope'],
    [
      'no date',
      { items: [{ ...FITS, valid_from: 'yesterday' }] },
      '/items/0/valid_from: must be a date such as 2026-11-20',
    ],
    [
      'a day that does not exist',
      { items: [{ ...FITS, valid_to: '2026-02-30' }] },
      '/items/0/valid_to: must be a date',
    ],
    ['too much importance', { items: [{ ...FITS, importance: 1.1 }] }, '/items/0/importance'],
  ])('%s, and keeps nothing of it', async (_, args, why) => {
    const { refused } = await setUp();
    await refused('remember', args, invalid('remember', why));
  });

  test('an interval that ends before it begins', async () => {
    const { refused } = await setUp();
    const late = { text: 'b', valid_from: '2026-02', valid_to: '2026-01' };
    await refused(
      'remember',
      { items: [FITS, late] },
      'INVALID_INPUT: /items/1/valid_to: it has to be later',
    );
  });

  test('a word on a key that has ended and does not say when it began', async () => {
    const { refused, rememberOne } = await setUp();
    await rememberOne({ text: 'Rome', key: 'home' });
    const ended = { text: 'Paris', key: 'home', valid_to: '2020' };
    await refused(
      'remember',
      { items: [FITS, ended] },
      'INVALID_INPUT: What held of "home" until valid_to needs valid_from',
    );
  });
});
