import { describe, expect, test } from 'vitest';
import { setUp } from './set-up.ts';

const MARCH = '2027-03-01T00:00:00.000Z';

async function opened() {
  const server = await setUp();
  const { value, rememberOne } = server;
  return {
    ...server,
    /** Tells where the office is. */
    tell: (more: object, text = 'The office is in Berlin') =>
      rememberOne({ text, kind: 'fact', key: 'office', ...more }),
    /** The text and the end of what holds at a time. */
    at: async (as_of: string, query = 'office') =>
      (await value('recall', { query, as_of })).items.map(({ text, valid_to }) => [text, valid_to ?? 'open']),
  };
}

describe('the same word on a key, told again', () => {
  test('with a later end holds until then, as a new version that undo takes back', async () => {
    const { tell, at, value } = await opened();
    const first = await tell({ valid_from: '2027-01', valid_to: '2027-03' });
    expect(await tell({ valid_from: '2027-02', valid_to: '2027-06' })).toMatchObject({
      id: first.id,
      status: 'duplicate',
      notes: ['Known already; it now holds from 2027-01-01T00:00:00.000Z until 2027-06-01T00:00:00.000Z.'],
    });
    expect(await at('2027-05')).toEqual([['The office is in Berlin', '2027-06-01T00:00:00.000Z']]);
    expect(await at('2027-01-15')).toHaveLength(1);
    const { versions } = await value('memory_history', { id: first.id });
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    await value('memory_admin', { action: 'undo', id: versions[0]?.change });
    expect(await at('2027-05')).toEqual([]);
    expect(await at('2027-02')).toEqual([['The office is in Berlin', MARCH]]);
  });

  test('from a time on, without an end, holds on', async () => {
    const { tell, at } = await opened();
    await tell({ valid_from: '2027-01', valid_to: '2027-03' });
    expect((await tell({ valid_from: '2027-02' })).notes).toEqual([
      'Known already; it now holds from 2027-01-01T00:00:00.000Z without an end.',
    ]);
    expect(await at('2040')).toEqual([['The office is in Berlin', 'open']]);
  });

  test('ends where another word on it begins', async () => {
    const { tell, at } = await opened();
    await tell({ valid_from: '2027-01', valid_to: '2027-03' });
    await tell({ valid_from: '2027-04' }, 'The office is in Munich');
    await tell({ valid_from: '2027-02', valid_to: '2027-06' });
    expect(await at('2027-03-15')).toEqual([['The office is in Berlin', '2027-04-01T00:00:00.000Z']]);
    expect(await at('2027-05')).toEqual([['The office is in Munich', 'open']]);
    expect((await tell({ valid_from: '2027-02', valid_to: '2027-06' })).notes).toEqual([
      'Known already, and left to hold from 2027-01-01T00:00:00.000Z until 2027-04-01T00:00:00.000Z. update_memory changes that.',
    ]);
  });

  test('without dates, or with an earlier end, changes nothing and says so', async () => {
    const { tell, at, value } = await opened();
    const { id } = await tell({ valid_to: '2027-03' });
    const span = `from 2026-11-20T12:00:00.000Z until ${MARCH}`;
    expect((await tell({})).notes).toEqual([
      `Known already, to hold ${span}. If it holds longer, remember it with valid_to, or valid_from alone for no end.`,
    ]);
    expect((await tell({ valid_to: '2027-02' })).notes).toEqual([
      `Known already, and left to hold ${span}. update_memory changes that.`,
    ]);
    expect((await tell({ valid_to: '2027-03' })).notes).toBe(undefined);
    expect(await at('2027-02-15')).toEqual([['The office is in Berlin', MARCH]]);
    expect((await value('memory_history', { id })).versions).toHaveLength(1);
  });
});

test('what has no key holds in both intervals, also where it is told in nearly the same words', async () => {
  const { rememberOne, at } = await opened();
  const text = 'The quarterly report of the Lisbon team is due on Thursday morning';
  const fact = { text, kind: 'fact', valid_from: '2027-02', valid_to: '2027-03' };
  const { id } = await rememberOne(fact);
  expect(await rememberOne({ ...fact, valid_from: '2027-01' })).toMatchObject({
    id,
    notes: [`Known already; it now holds from 2027-01-01T00:00:00.000Z until ${MARCH}.`],
  });
  expect(await rememberOne({ ...fact, text: `${text}!`, valid_to: '2027-04' })).toMatchObject({ id });
  expect(await at('2027-01-15', 'report')).toEqual([[text, '2027-04-01T00:00:00.000Z']]);
});

test('what is held back does not make a memory hold longer', async () => {
  const { tell, at } = await opened();
  const setTo = (more: object) => tell({ kind: 'preference', ...more }, 'Tabs of four');
  await setTo({ valid_from: '2027-01', valid_to: '2027-03' });
  const again = await setTo({ valid_from: '2027-02', valid_to: '2027-06', source: { origin: 'web' } });
  expect(again.notes?.at(-1)).toMatch(/^Known already, and left to hold/);
  expect(await at('2027-05', 'tabs')).toEqual([]);
});

test('the same words of another day are another event', async () => {
  const { rememberOne, at } = await opened();
  const visit = (valid_from: string) =>
    rememberOne({ text: 'Went to the dentist in Rome', kind: 'event', valid_from });
  const first = await visit('2026-01-05');
  const second = await visit('2026-02-05');
  expect([first.status, second.status]).toEqual(['new', 'new']);
  expect(await visit('2026-01-05')).toMatchObject({ id: first.id, status: 'duplicate' });
  expect(await visit('2026-02-05')).toMatchObject({ id: second.id, status: 'duplicate' });
  expect(await at('2026-03', 'dentist')).toHaveLength(2);
});
