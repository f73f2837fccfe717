import { describe, expect, test } from 'vitest';
import { DAY, invalid, setUp, ULID } from './set-up.ts';

describe('update_memory', () => {
  test('makes a new version, and leaves what is left out', async () => {
    const { value, text, clock, rememberOne, recalled } = await setUp();
    const item = {
      text: 'Ada likes tea',
      kind: 'fact',
      tags: ['x'],
      about: ['Ada'],
      importance: 0.9,
      valid_from: '2026',
    };
    const { id } = await rememberOne({ ...item, source: { title: 'Letter' } });
    clock.advance(DAY);
    expect(await value('update_memory', { id, text: 'Ada likes green tea', about: ['Ada', 'Tea'] })).toEqual({
      id,
      version: 2,
      changed: ['about', 'text'],
      change: expect.stringMatching(ULID),
    });
    const { items } = await value('recall', { query: 'green tea' });
    expect(items[0]).toMatchObject({
      id,
      version: 2,
      text: 'Ada likes green tea',
      kind: 'fact',
      tags: ['x'],
      about: ['Ada', 'Tea'],
      valid_from: '2026-01-01T00:00:00.000Z',
      sources: [{ title: 'Letter' }],
    });
    expect(await recalled('tea', { known_at: '2026-11-20T12:00:00Z' })).toEqual(['Ada likes tea']);
    expect(await text('update_memory', { id, pinned: true, tags: [] })).toBe(
      `${id} is at version 3: pinned, tags changed.`,
    );
    expect((await value('recall', { query: 'tea' })).items[0]?.tags).toBe(undefined);
  });

  test('a version that is not the one expected', async () => {
    const { value, remember, refused } = await setUp();
    const [id] = await remember(['tea']);
    await value('update_memory', { id, text: 'coffee', expected_version: 1 });
    await refused(
      'update_memory',
      { id, text: 'milk', expected_version: 1 },
      `CONFLICT: Memory ${id} is at version 2, not 1.`,
    );
    expect(await value('update_memory', { id, text: 'milk', expected_version: 2 })).toMatchObject({
      version: 3,
    });
  });

  test('once for a key, and the new text is found as a duplicate', async () => {
    const { value, remember, rememberOne } = await setUp();
    const [id] = await remember(['tea']);
    const args = { id, text: 'coffee', idempotency_key: 'k' };
    expect(await value('update_memory', args)).toEqual(await value('update_memory', args));
    expect(await rememberOne({ text: 'coffee' })).toMatchObject({ status: 'duplicate', id });
    expect(await rememberOne({ text: 'tea' })).toMatchObject({ status: 'new' });
  });

  test('what was retracted stays retracted', async () => {
    const { value, remember, recalled } = await setUp();
    const [id] = await remember(['tea']);
    await value('forget', { ids: [id] });
    await value('update_memory', { id, text: 'green tea' });
    expect(await recalled('tea')).toEqual([]);
  });

  test('an interval that would end before it begins, also with the end that is there', async () => {
    const { rememberOne, refused } = await setUp();
    const { id } = await rememberOne({ text: 'tea', valid_from: '2026', valid_to: '2027' });
    const why = 'INVALID_INPUT: /valid_to: it has to be later than valid_from.';
    await refused('update_memory', { id, valid_from: '2027' }, why);
    await refused('update_memory', { id, valid_to: '2025' }, why);
    await refused('update_memory', { id, valid_from: '2029', valid_to: '2028' }, why);
  });

  test.each([
    ['no id', { text: 'x' }, '/id'],
    ['a blank text', { id: 'x', text: ' ' }, '/text: must not be blank'],
    ['a text of 1 MB', { id: 'x', text: 'x'.repeat(1_000_000) }, '/text'],
    ['a version of none', { id: 'x', expected_version: 0 }, '/expected_version'],
    ['a date that is none', { id: 'x', valid_from: '2026-99-01' }, '/valid_from: must be a date'],
  ])('refuses %s', async (_, args, why) => {
    const { refused } = await setUp();
    await refused('update_memory', args, invalid('update_memory', why));
  });

  test('an id that was never there', async () => {
    const { refused } = await setUp();
    await refused(
      'update_memory',
      { id: '" OR 1=1 --', text: 'x' },
      'NOT_FOUND: There is no memory "\\" OR 1=1 --".',
    );
  });
});

describe('memory_history', () => {
  test('tells of each version what made it, by whom and from where', async () => {
    const { value, text, clock, rememberOne } = await setUp();
    const { id } = await rememberOne({
      text: 'tea',
      source: { title: 'Letter', uri: 'file:///l', quote: 'some tea' },
    });
    clock.advance(DAY);
    const { change } = await value('update_memory', { id, text: 'coffee' });
    const { versions, total, next } = await value('memory_history', { id });
    expect([total, next]).toEqual([2, undefined]);
    expect(versions.toReversed()).toEqual([
      {
        id,
        version: 1,
        text: 'tea',
        kind: 'note',
        scope: 'user',
        status: 'active',
        recorded: '2026-11-20T12:00:00.000Z',
        retired: '2026-11-21T12:00:00.000Z',
        action: 'add',
        by: 'test-client 1.0.0',
        change: expect.stringMatching(ULID),
        sources: ['Letter, file:///l, "some tea", test-client 1.0.0'],
      },
      {
        id,
        version: 2,
        text: 'coffee',
        kind: 'note',
        scope: 'user',
        status: 'active',
        recorded: '2026-11-21T12:00:00.000Z',
        action: 'update',
        by: 'test-client 1.0.0',
        change,
        sources: ['Letter, file:///l, "some tea", test-client 1.0.0'],
      },
    ]);
    const then = await value('memory_history', { id, as_of: '2026-11-21T11:00:00Z' });
    expect([then.total, then.versions.map(({ version }) => version)]).toEqual([1, [1]]);
    expect(await text('memory_history', { id, limit: 1 })).toMatch(
      /^2 versions\.\n- 2026-11-21T12:00:00\.000Z update by/,
    );
  });

  test('of a key and of an entity, in the scopes that are named', async () => {
    const { value, clock, rememberOne } = await setUp();
    for (const text of ['Rome', 'Paris', 'Rome']) {
      await rememberOne({ text, key: 'home', about: ['Ada'] });
      clock.advance(DAY);
    }
    await rememberOne({ text: 'Oslo', key: 'home', about: ['Ada'] }, { scope: 'agent:x' });
    await rememberOne({ text: 'Ada has a cat', about: ['ADA'] });
    const told = async (args: object) =>
      (await value('memory_history', args)).versions.map(({ text, version, valid_to }) => [
        text,
        version,
        valid_to,
      ]);
    const day = (n: number) => new Date(Date.UTC(2026, 10, n, 12)).toISOString();
    const home = [
      ['Paris', 2, day(22)],
      ['Rome', 1, undefined],
      ['Rome', 2, day(21)],
      ['Paris', 1, undefined],
      ['Rome', 1, undefined],
    ];
    // The newest first; in one change, the new memory is written before the old one is closed.
    expect(await told({ key: 'home' })).toEqual(home);
    expect(await told({ key: 'home', scopes: ['agent:x'] })).toEqual([['Oslo', 1, undefined]]);
    expect(await told({ entity: 'Ada' })).toEqual([['Ada has a cat', 1, undefined], ...home]);
    expect(await told({ key: 'nothing' })).toEqual([]);
  });

  test('goes on where it was cut, by its limit or its size, to the first version', async () => {
    const { value, remember, refused } = await setUp();
    const [id] = await remember([`version 1 ${'x'.repeat(3_000)}`]);
    for (let version = 2; version <= 60; version++) {
      await value('update_memory', { id, text: `version ${version} ${'x'.repeat(3_000)}` });
    }
    for (const limit of [100, 7]) {
      const shown: number[] = [];
      for (let args: object | undefined = { id, limit }; args && shown.length < 100; ) {
        const { versions, next, total }: Awaited<ReturnType<typeof value>> = await value(
          'memory_history',
          args,
        );
        expect(total).toBe(60);
        shown.push(...versions.map(({ version }) => version));
        args = next?.arguments;
      }
      expect(shown).toEqual(Array.from({ length: 60 }, (_, index) => 60 - index));
    }
    await refused(
      'memory_history',
      { id, cursor: `${id}.61` },
      'INVALID_INPUT: /cursor: this cursor was not given out',
    );
  });

  test('needs to know whose', async () => {
    const { refused } = await setUp();
    const why = 'INVALID_INPUT: Give one of id, key and entity.';
    await refused('memory_history', {}, why);
    await refused('memory_history', { id: 'x', key: 'y' }, why);
    await refused(
      'memory_history',
      { id: 'x', as_of: 'x' },
      invalid('memory_history', '/as_of: must be a date'),
    );
    await refused('memory_history', { id: '01AAAAAAAAAAAAAAAAAAAAAAAA' }, 'NOT_FOUND: There is no memory');
  });
});
