import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DAY, invalid, setUp, ULID } from './set-up.ts';
import { content } from './store-contract.ts';

describe('forget by ids', () => {
  test('retracts without a question, and lists what is not there', async () => {
    const { value, text, remember, recalled } = await setUp();
    const [id] = await remember(['tea']);
    expect(await value('forget', { ids: [id, 'nope', id] })).toEqual({
      forgotten: [id],
      missing: ['nope'],
      mode: 'retract',
      change: expect.stringMatching(ULID),
    });
    expect(await recalled('tea')).toEqual([]);
    expect((await value('memory_history', { id })).versions.map(({ status }) => status)).toEqual([
      'retracted',
      'active',
    ]);
    // Retracted it is already: nothing was changed that could be undone.
    expect(await value('forget', { ids: [id] })).toEqual({ forgotten: [id], missing: [], mode: 'retract' });
    const [anew] = await remember(['tea']);
    expect(anew).not.toBe(id);
    expect(await text('forget', { ids: [anew, 'nope'] })).toMatch(
      new RegExp(`^Retracted: ${anew}\nNot there: nope\nUndo with memory_admin, change [0-9A-Z]{26}\\.$`),
    );
  });

  test('only in the scopes that are named', async () => {
    const { value, remember } = await setUp();
    const [mine] = await remember(['tea']);
    const [theirs] = await remember(['tea'], 'agent:b');
    expect(await value('forget', { ids: [mine, theirs], scopes: ['agent:b'] })).toMatchObject({
      forgotten: [theirs],
      missing: [mine],
    });
  });

  test('asks before it purges, and does it once', async () => {
    const { call, value, recalled, remember, refused } = await setUp();
    const ids = await remember(['tea "hot"', 'coffee']);
    await refused(
      'forget',
      { ids, mode: 'purge' },
      'CONFIRMATION_REQUIRED: Erase 2 memories for good? This cannot be undone. The first begins: "tea \\"hot\\""',
    );
    await refused(
      'forget',
      { ids: ids.slice(1), mode: 'redact' },
      'CONFIRMATION_REQUIRED: Erase the text of 1 memory?',
    );
    expect(await recalled('tea coffee')).toHaveLength(2);
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
      forgotten: ids,
      missing: [],
      mode: 'purge',
    });
    expect(await value('forget', { ids, mode: 'purge' })).toEqual({
      forgotten: [],
      missing: ids,
      mode: 'purge',
    });
  });

  test('a redaction leaves that there was something, and takes its words from every version', async () => {
    const { value, remember, recalled } = await setUp();
    const [id] = await remember(['my tea is secret']);
    await value('update_memory', { id, text: 'my coffee is secret' });
    expect(await value('forget', { ids: [id], mode: 'redact', confirm: true })).toEqual({
      forgotten: [id],
      missing: [],
      mode: 'redact',
    });
    const { versions } = await value('memory_history', { id });
    expect(versions.map(({ version, text, status }) => [version, text, status])).toEqual([
      [3, '[redacted by request]', 'retracted'],
      [2, '[redacted by request]', 'active'],
      [1, '[redacted by request]', 'active'],
    ]);
    expect(await recalled('tea coffee secret', { known_at: '2026-11-20T12:00:00Z' })).toEqual([]);
  });

  test('a purged id is unknown to every other tool', async () => {
    const { value, remember, refused } = await setUp();
    const [id] = await remember(['tea']);
    await value('forget', { ids: [id], mode: 'purge', confirm: true });
    const unknown = `NOT_FOUND: There is no memory "${id}".\nWhy: It was never there, or it was purged.`;
    await refused('update_memory', { id, text: 'x' }, unknown);
    await refused('memory_history', { id }, unknown);
    await refused('review_memories', { resolve: id, resolution: 'archive' }, unknown);
    await refused(
      'record_decision',
      { title: 't', choice: 'c', rationale: 'r', supersedes: id },
      `NOT_FOUND: There is no decision ${id} in user.`,
    );
  });
});

describe('forget by a filter', () => {
  test('shows first what it would be, and does it with the token of that', async () => {
    const { value, text, remember, recalled, clock } = await setUp();
    const ids = await remember(['tea one', 'tea two', 'coffee']);
    await remember(['tea three'], 'agent:x');
    const preview = await value('forget', { query: 'tea' });
    expect(preview).toMatchObject({
      preview: { count: 2, preview_token: expect.stringMatching(/^[\w-]{24}$/) },
      forgotten: [],
      missing: [],
      note: 'Nothing has been changed yet.',
    });
    expect(preview.preview).toMatchObject({
      samples: expect.arrayContaining([{ id: ids[0], kind: 'note', scope: 'user', text: 'tea one' }]),
    });
    expect(await text('forget', { query: 'tea' })).toMatch(
      /^2 would be forgotten \(token [\w-]{24}\):\n- \[note, user, /,
    );
    expect(await recalled('tea coffee')).toHaveLength(3);
    clock.advance(DAY);
    const done = await value('forget', preview.next?.arguments ?? {});
    expect([...(done.forgotten as string[])].sort()).toEqual(ids.slice(0, 2).sort());
    expect(await recalled('tea coffee', { scopes: ['user', 'agent:x'] })).toEqual(['coffee', 'tea three']);
    // Done: the same token stands for nothing any more.
    expect(await value('forget', { query: 'tea' })).toMatchObject({ preview: { count: 0 } });
  });

  test('by kind, tag, entity and time', async () => {
    const { value, rememberOne, recalled } = await setUp();
    await rememberOne({ text: 'tea task', kind: 'task', tags: ['x'] });
    await rememberOne({ text: 'tea about Ada', about: ['Ada'], tags: ['x', 'y'] });
    await rememberOne({ text: 'tea of old', valid_from: '2020' });
    const count = async (args: object) =>
      (await value('forget', args)).preview as { count: number; preview_token: string };
    expect((await count({ kinds: ['task'] })).count).toBe(1);
    expect((await count({ tags: ['X'] })).count).toBe(2);
    expect((await count({ tags: ['X', 'y'] })).count).toBe(1);
    expect((await count({ about: 'ADA' })).count).toBe(1);
    expect((await count({ until: '2021' })).count).toBe(1);
    expect((await count({ since: '2021' })).count).toBe(2);
    expect((await count({ scopes: ['agent:x'] })).count).toBe(0);
    expect((await count({ query: 'tea', until: '2021' })).count).toBe(1);
    expect((await count({ query: '?!' })).count).toBe(0);
    const { preview_token } = await count({ about: 'ada' });
    await value('forget', { about: 'ada', preview_token });
    expect(await recalled('tea')).toEqual(['tea of old', 'tea task']);
  });

  test('a token of another filter, of another mode, or of what has changed since', async () => {
    const { value, remember, refused } = await setUp();
    const [first] = await remember(['tea one', 'coffee']);
    const tokenOf = async (args: object) =>
      ((await value('forget', args)).preview as { preview_token: string }).preview_token;
    const token = await tokenOf({ query: 'tea' });
    const stale = 'CONFLICT: The preview token does not fit what would be forgotten now.';
    await refused('forget', { query: 'coffee', preview_token: token }, stale);
    await refused('forget', { query: 'tea', scopes: ['user'], preview_token: token }, stale);
    await refused('forget', { query: 'tea', mode: 'purge', preview_token: token, confirm: true }, stale);
    await refused('forget', { query: 'tea', preview_token: 'made up' }, stale);
    await value('update_memory', { id: first, text: 'tea 1' });
    await refused('forget', { query: 'tea', preview_token: token }, stale);
    const newer = await tokenOf({ query: 'tea' });
    await remember(['tea two']);
    await refused('forget', { query: 'tea', preview_token: newer }, stale);
  });

  test('a purge by filter asks too', async () => {
    const { value, remember, refused } = await setUp();
    await remember(['tea one', 'tea two']);
    const { next } = await value('forget', { query: 'tea', mode: 'purge' });
    await refused('forget', next?.arguments ?? {}, 'CONFIRMATION_REQUIRED: Erase 2 memories for good?');
    expect(await value('forget', { ...next?.arguments, confirm: true })).toMatchObject({
      mode: 'purge',
      missing: [],
    });
  });

  test('no more than a thousand at once', async () => {
    const { store, refused } = await setUp();
    await store.change({ tool: 'test' }, (change) => {
      for (let n = 0; n < 1_001; n++) change.add(`m${n}`, 'user', content(`tea ${n}`), `${n}`);
    });
    await refused('forget', { query: 'tea' }, 'TOO_LARGE: More than 1000 memories fit.');
  });
});

test('what tools keep of a call does not outlive a purge', async () => {
  const { folder, value, call, store } = await setUp();
  const wish = (word: string) =>
    value('set_preference', {
      key: 'drink',
      value: word,
      reason: `${word}reason`,
      idempotency_key: `k-${word.length}`,
    });
  const [first, second] = [await wish('zanzibar'), await wish('quokkatea')];
  const decide = (title: string, word: string) =>
    value('record_decision', {
      title,
      choice: word,
      rationale: `${word} reasons`,
      options: [`${word}option`],
      idempotency_key: title,
    });
  const third = await decide('Which drink', 'wombatmilk');
  const fourth = await decide('Which drink next', 'wombatwine');
  const ids = [first, second, third, fourth].map(({ id }) => id);
  await call('recall', { query: 'zanzibar wombatmilk' });
  await value('forget', { ids, mode: 'purge', confirm: true, idempotency_key: 'k' });
  expect(await store.scrub()).toBe(true);
  for (const file of await readdir(folder)) {
    const bytes = await readFile(join(folder, file));
    const left = ['zanzibar', 'quokkatea', 'wombatmilk', 'wombatwine'].filter((word) => bytes.includes(word));
    expect([file, left]).toEqual([file, []]);
  }
});

describe('forget refuses', () => {
  test('nothing to forget', async () => {
    const { refused } = await setUp();
    await refused('forget', {}, 'INVALID_INPUT: Say what to forget: ids, or a filter.');
    await refused('forget', { mode: 'purge', confirm: true }, 'INVALID_INPUT: Say what to forget');
  });

  test.each([
    ['no ids', { ids: [] }, '/ids'],
    ['too many ids', { ids: Array(101).fill('x') }, '/ids'],
    ['an unknown mode', { ids: ['x'], mode: 'shred' }, '/mode'],
    ['a scope that is none', { ids: ['x'], scopes: ['*'] }, '/scopes/0: must be one of user'],
    ['a date that is none', { since: 'May' }, '/since: must be a date'],
  ])('%s', async (_, args, why) => {
    const { refused } = await setUp();
    await refused('forget', args, invalid('forget', why));
  });
});
