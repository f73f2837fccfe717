import { describe, expect, test } from 'vitest';
import { NOON } from '../../clock.ts';
import { DAY, invalid, setUp, ULID } from './set-up.ts';

describe('a clock that was set back', () => {
  test('does not keep the newer word from taking the place of the older', async () => {
    const { clock, rememberOne, recalled } = await setUp();
    const set = (text: string) => rememberOne({ text, key: 'drink' });
    const first = await set('tea');
    clock.set(NOON - DAY);
    expect(await set('tea')).toMatchObject({ status: 'duplicate', id: first.id });
    expect(await set('milk')).toMatchObject({ status: 'superseded', replaced: [first.id] });
    clock.set(NOON + 1);
    expect(await recalled('tea milk')).toEqual(['milk']);
  });

  test('does not make a plan of what was said now', async () => {
    const { clock, rememberOne, recalled } = await setUp();
    await rememberOne({ text: 'tea', key: 'drink', valid_from: '2026-11-25' });
    expect(await rememberOne({ text: 'milk', key: 'drink' })).toMatchObject({ status: 'new' });
    clock.set(NOON - DAY);
    expect(await rememberOne({ text: 'wine', key: 'drink' })).toMatchObject({ status: 'superseded' });
    expect(await recalled('tea milk wine', { as_of: '2026-11-24' })).toEqual(['wine']);
    expect(await recalled('tea milk wine', { as_of: '2026-11-26' })).toEqual(['tea']);
  });
});

test('what took its place in the same moment leaves it nothing, and stands in nobody’s way', async () => {
  const { value, rememberOne, recalled } = await setUp();
  const set = (text: string, more: object = {}) => rememberOne({ text, key: 'drink', ...more });
  const tea = await set('tea');
  const milk = await set('milk');
  await value('forget', { ids: [milk.id] });
  // Neither holds now: earlier word goes on until something begins.
  expect(await set('wine', { valid_from: '2020' })).toMatchObject({ status: 'new' });
  expect(await recalled('tea milk wine')).toEqual(['wine']);
  expect(await value('update_memory', { id: tea.id, pinned: true })).toMatchObject({ version: 3 });
});

describe('set_preference', () => {
  test('a new value takes the place of the old, which is told', async () => {
    const { value, text, clock, recalled } = await setUp();
    const set = (given: string, more: object = {}) =>
      value('set_preference', { key: 'editor.theme', value: given, ...more });
    const dark = await set('dark', { reason: 'bright light hurts' });
    expect(dark).toEqual({
      id: expect.stringMatching(ULID),
      key: 'editor.theme',
      value: 'dark',
      status: 'new',
    });
    clock.advance(DAY);
    const light = await set('light', { strength: 'must' });
    expect(light).toEqual({
      id: expect.stringMatching(ULID),
      key: 'editor.theme',
      value: 'light',
      status: 'superseded',
      replaced: [{ id: dark.id, value: 'dark' }],
      next: { tool: 'memory_history', arguments: { key: 'editor.theme', scopes: ['user'] } },
    });
    expect(await set('light', { strength: 'must' })).toMatchObject({ status: 'duplicate', id: light.id });
    clock.advance(DAY);
    const again = await set('dark', { reason: 'bright light hurts' });
    expect(again).toMatchObject({ status: 'superseded', replaced: [{ id: light.id, value: 'light' }] });
    const asked = (as_of?: string) =>
      recalled('editor theme', { kinds: ['preference'], ...(as_of && { as_of }) });
    expect(await asked()).toEqual(['editor theme: preferably dark (bright light hurts)']);
    expect(await asked('2026-11-21T12:00:00Z')).toEqual(['editor theme: has to be light']);
    expect(await asked('2026-11-20T12:00:00Z')).toEqual([
      'editor theme: preferably dark (bright light hurts)',
    ]);
    expect(await text('set_preference', { key: 'editor.theme', value: 'grey' })).toMatch(
      /^Set: editor\.theme = "grey", was "dark" \([0-9A-Z]{26}\)$/,
    );
  });

  test('a scope has its own', async () => {
    const { value } = await setUp();
    const set = (scope: string) => value('set_preference', { key: 'k', value: 'v', scope });
    expect([(await set('user')).status, (await set('project:p')).status, (await set('user')).status]).toEqual(
      ['new', 'new', 'duplicate'],
    );
  });

  test.each([
    ['no value', { key: 'k', value: ' ' }, '/value'],
    ['no key', { key: '', value: 'v' }, '/key'],
    ['an unknown strength', { key: 'k', value: 'v', strength: 'rather' }, '/strength'],
    ['a date that is none', { key: 'k', value: 'v', valid_from: 'now' }, '/valid_from: must be a date'],
    ['a scope that is none', { key: 'k', value: 'v', scope: 'me' }, '/scope: must be one of user'],
    ['1 MB', { key: 'k', value: 'v'.repeat(1_000_000) }, '/value'],
  ])('refuses %s', async (_, args, why) => {
    const { refused } = await setUp();
    await refused('set_preference', args, invalid('set_preference', why));
  });
});

describe('record_decision', () => {
  const DECISION = { title: 'Which database?', choice: 'SQLite', rationale: 'one file, no server' };

  test('is found by its words and by its time, with the reason', async () => {
    const { value, clock, recalled } = await setUp();
    const more = { options: ['SQLite', 'PostgreSQL'], about: ['Iza'], tags: ['Store'], review_on: '2027-05' };
    const first = await value('record_decision', { ...DECISION, ...more, decided_at: '2026-10-01' });
    expect(first).toEqual({ id: expect.stringMatching(ULID), status: 'new' });
    clock.advance(DAY);
    const second = await value('record_decision', {
      ...DECISION,
      choice: 'PostgreSQL',
      rationale: 'many writers.',
    });
    expect(second).toMatchObject({
      status: 'superseded',
      replaced: [first.id],
      next: { tool: 'memory_history', arguments: { id: second.id } },
    });
    const asked = (more: object) => recalled('which database', { kinds: ['decision'], ...more });
    expect(await asked({})).toEqual(['Which database?: PostgreSQL. Because: many writers.']);
    expect(await asked({ as_of: '2026-10-20', about: 'iza', tags: ['store'] })).toEqual([
      'Which database?: SQLite. Because: one file, no server. Instead of: PostgreSQL.',
    ]);
  });

  test('shows what is related, and replaces what it names', async () => {
    const { value, text } = await setUp();
    const first = await value('record_decision', DECISION);
    const title = 'Which database engine?';
    const second = await value('record_decision', {
      ...DECISION,
      title,
      choice: 'DuckDB',
      status: 'proposed',
    });
    expect(second).toMatchObject({
      status: 'new',
      related: [{ id: first.id, text: 'Which database?: SQLite. Because: one file, no server.' }],
    });
    expect(
      await value('record_decision', { ...DECISION, title: 'Store', supersedes: first.id }),
    ).toMatchObject({
      status: 'superseded',
      replaced: [first.id],
      related: [
        { id: second.id, text: 'Which database engine?: DuckDB (proposed). Because: one file, no server.' },
      ],
    });
    expect(await text('record_decision', { ...DECISION, title })).toMatch(
      /^Recorded: decision [0-9A-Z]{26}\nIn place of /,
    );
    expect(await value('record_decision', { ...DECISION, title })).toMatchObject({ status: 'duplicate' });
  });

  test('does not replace what is no decision of this scope', async () => {
    const { value, remember, refused } = await setUp();
    const [note] = await remember(['a note']);
    const { id } = await value('record_decision', { ...DECISION, scope: 'project:p' });
    for (const supersedes of [note, id]) {
      await refused(
        'record_decision',
        { ...DECISION, supersedes },
        `NOT_FOUND: There is no decision ${supersedes} in user.`,
      );
    }
  });

  test.each([
    ['no reason', { ...DECISION, rationale: ' ' }, '/rationale'],
    ['an unknown status', { ...DECISION, status: 'maybe' }, '/status'],
    ['a date that is none', { ...DECISION, review_on: '2026-13' }, '/review_on: must be a date'],
    ['10,000 options', { ...DECISION, options: Array(10_000).fill('x') }, '/options'],
  ])('refuses %s', async (_, args, why) => {
    const { refused } = await setUp();
    await refused('record_decision', args, invalid('record_decision', why));
  });
});
