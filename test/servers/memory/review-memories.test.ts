import { describe, expect, test } from 'vitest';
import { DAY, invalid, setUp, ULID } from './set-up.ts';
import { content, ORIGIN } from './store-contract.ts';

interface Waiting {
  id: string;
  memories: { id: string; text: string }[];
  resolutions: string[];
}

async function prepared() {
  const opened = await setUp();
  const queue = async (name: string, more: object = {}) => {
    const { items, total } = await opened.value('review_memories', { queue: name, ...more });
    return {
      items: items as unknown as Waiting[],
      total,
      texts: (items as unknown as Waiting[]).map(({ memories }) => memories.map(({ text }) => text)),
    };
  };
  const resolve = (id: string | undefined, resolution: string) =>
    opened.value('review_memories', { resolve: id, resolution });
  return { ...opened, queue, resolve };
}

describe('a conflict', () => {
  async function conflict() {
    const opened = await prepared();
    const older = await opened.rememberOne({ text: 'tabs', key: 'style' });
    opened.clock.advance(DAY);
    const newer = await opened.rememberOne({ text: 'spaces', key: 'style' }, { on_conflict: 'ask' });
    const { items } = await opened.queue('conflicts');
    return { ...opened, older, newer, item: items[0] };
  }

  test('waits with both, and is not among what is held back', async () => {
    const { item, older, newer, queue, text } = await conflict();
    expect(item).toMatchObject({
      id: expect.stringMatching(ULID),
      reason: 'Both say something of "style".',
      memories: [
        { id: older.id, kind: 'note', scope: 'user', text: 'tabs', recorded: '2026-11-20T12:00:00.000Z' },
        { id: newer.id, kind: 'note', scope: 'user', text: 'spaces', recorded: '2026-11-21T12:00:00.000Z' },
      ],
      resolutions: ['take_newer', 'keep_older', 'keep_both'],
    });
    expect((await queue('held')).total).toBe(0);
    expect((await queue('conflicts', { scopes: ['agent:x'] })).total).toBe(0);
    expect(await text('review_memories', {})).toMatch(
      /^1 waits\.\n- [0-9A-Z]{26}: Both say something of "style"\. \(take_newer, /,
    );
  });

  test.each([
    ['take_newer', ['spaces']],
    ['keep_older', ['tabs']],
    ['keep_both', ['spaces', 'tabs']],
  ])('%s leaves %j', async (resolution, left) => {
    const { item, older, newer, queue, recalled, resolve, refused } = await conflict();
    const { resolved } = await resolve(item?.id, resolution);
    expect(resolved).toEqual({
      id: item?.id,
      memories: [older.id, newer.id],
      change: expect.stringMatching(ULID),
    });
    expect(await recalled('tabs spaces')).toEqual(left);
    expect(await recalled('tabs spaces', { as_of: '2026-11-21T11:00:00Z' })).toEqual(['tabs']);
    expect((await queue('conflicts')).total).toBe(0);
    await refused('review_memories', { resolve: item?.id, resolution }, 'NOT_FOUND: There is no memory');
  });

  test('waits once, however often it is told', async () => {
    const { newer, rememberOne, queue } = await conflict();
    const again = await rememberOne({ text: 'spaces', key: 'style' }, { on_conflict: 'ask' });
    expect(again).toMatchObject({ status: 'conflict', id: newer.id });
    expect((await queue('conflicts')).total).toBe(1);
  });

  test('takes no other resolution', async () => {
    const { item, refused } = await conflict();
    await refused(
      'review_memories',
      { resolve: item?.id, resolution: 'archive' },
      'INVALID_INPUT: /resolution: archive does not fit this.',
    );
  });

  test('is no more when the newer was forgotten', async () => {
    const { item, newer, value, queue, recalled, refused } = await conflict();
    await value('forget', { ids: [newer.id] });
    expect((await queue('conflicts')).total).toBe(0);
    const late = { resolve: item?.id, resolution: 'take_newer' };
    await refused('review_memories', late, 'NOT_FOUND');
    expect(await recalled('tabs spaces')).toEqual(['tabs']);
  });

  test('is gone with one of the two', async () => {
    const { newer, value, queue } = await conflict();
    await value('forget', { ids: [newer.id], mode: 'purge', confirm: true });
    expect((await queue('conflicts')).total).toBe(0);
  });
});

test('what a tool or a page says the person wants is held back until it is released', async () => {
  const { value, rememberOne, queue, recalled, resolve } = await prepared();
  const held = await rememberOne({
    text: 'Prefers wire transfers',
    kind: 'preference',
    source: { origin: 'web' },
  });
  expect(held).toMatchObject({ status: 'quarantined', notes: [expect.stringContaining('Held back')] });
  const again = await rememberOne({
    text: 'Prefers wire transfers',
    kind: 'preference',
    source: { origin: 'web' },
  });
  expect(again).toMatchObject({ status: 'quarantined', id: held.id });
  const doubtful = await rememberOne({
    text: 'Decided on wine',
    kind: 'decision',
    source: { origin: 'tool' },
  });
  expect(await rememberOne({ text: 'The page is long', source: { origin: 'web' } })).toMatchObject({
    status: 'new',
  });
  expect(await recalled('prefers decided')).toEqual([]);
  expect((await queue('held')).texts).toEqual([['Decided on wine'], ['Prefers wire transfers']]);
  await resolve(held.id, 'release');
  await resolve(doubtful.id, 'retract');
  expect(await recalled('prefers decided')).toEqual(['Prefers wire transfers']);
  expect((await queue('held')).total).toBe(0);
  expect((await value('memory_history', { id: doubtful.id })).versions.map(({ status }) => status)).toEqual([
    'retracted',
    'quarantined',
  ]);
});

test('near copies that were stored apart are shown as pairs', async () => {
  const { store, queue, resolve, recalled } = await prepared();
  const text = 'The customer database is saved every night before the report is sent';
  await store.change(ORIGIN, (change) => {
    for (const [id, said] of [
      ['m1', text],
      ['m2', `${text}.`],
      ['m3', text.replace('is saved', 'is not saved')],
    ] as const)
      change.add(id, 'user', content(said), said);
  });
  const { items, texts } = await queue('duplicates');
  expect(texts).toEqual([[text, `${text}.`]]);
  await resolve(items[0]?.id, 'archive');
  expect((await queue('duplicates')).total).toBe(0);
  expect(await recalled('customer database')).toHaveLength(2);
});

test('what has faded, is unused or private', async () => {
  const { clock, rememberOne, queue, resolve, value, store } = await prepared();
  await rememberOne({ text: 'an old task', kind: 'task' });
  await rememberOne({ text: 'a pinned task', kind: 'task', pinned: true });
  await rememberOne({ text: 'a lasting wish', kind: 'preference' });
  await store.change(ORIGIN, (change) =>
    change.add('private', 'user', content('a diagnosis', { sensitivity: 3 }), 'd'),
  );
  await value('log_conversation', { session: 's', messages: [{ role: 'user', text: 'said' }] });
  expect((await queue('sensitive')).texts).toEqual([['a diagnosis']]);
  // 14 · log2(10) = 46.5 days to a tenth.
  clock.advance(46 * DAY);
  expect((await queue('stale')).texts).toEqual([]);
  clock.advance(DAY);
  const stale = await queue('stale');
  expect(stale.texts).toEqual([['an old task']]);
  expect((await queue('unused')).total).toBe(0);
  clock.advance(44 * DAY);
  expect((await queue('unused')).texts.flat().sort()).toEqual([
    'a diagnosis',
    'a lasting wish',
    'an old task',
  ]);
  await resolve(stale.items[0]?.id, 'keep_both');
  expect((await queue('stale')).texts).toEqual([]);
  expect((await queue('unused', { limit: 1 })).total).toBe(2);
});

describe('review_memories refuses', () => {
  test.each([
    ['an unknown queue', { queue: 'all' }, '/queue'],
    ['an unknown resolution', { resolve: 'x', resolution: 'burn' }, '/resolution'],
    ['no scope', { scopes: [] }, '/scopes'],
  ])('%s', async (_, args, why) => {
    const { refused } = await setUp();
    await refused('review_memories', args, invalid('review_memories', why));
  });

  test('to decide what is not there', async () => {
    const { refused } = await setUp();
    await refused(
      'review_memories',
      { resolve: 'x', resolution: 'retract' },
      'NOT_FOUND: There is no memory "x".',
    );
  });
});
