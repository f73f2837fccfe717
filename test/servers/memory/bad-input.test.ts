import { expect, test } from 'vitest';
import { invalid, setUp } from './set-up.ts';

test('ids and a filter of what to forget do not go together', async () => {
  const { remember, refused } = await setUp();
  const [id] = await remember(['tea']);
  for (const [name, value] of [
    ['query', 'coffee'],
    ['kinds', ['task']],
    ['tags', ['x']],
    ['about', 'Ada'],
    ['since', '2020'],
    ['until', '2020'],
  ]) {
    const asked = { ids: [id], [name as string]: value, mode: 'purge', confirm: true };
    await refused('forget', asked, `INVALID_INPUT: /${name}: does not go with ids.`);
  }
});

test('an update that changes nothing is no version', async () => {
  const { remember, refused, value } = await setUp();
  const [id] = await remember(['tea']);
  await refused('update_memory', { id }, 'INVALID_INPUT: Say what to change.');
  await refused('update_memory', { id, expected_version: 1 }, 'INVALID_INPUT: Say what to change.');
  expect(await value('update_memory', { id, useful: true })).toMatchObject({ version: 1, uses: 1 });
});

test('an import is from a file or from a program', async () => {
  const { refused } = await setUp();
  const asked = { action: 'import', path: 'a.jsonl', source: 'mem0' };
  await refused('memory_admin', asked, 'INVALID_INPUT: /path: does not go with source.');
});

test.each([
  ['a text', { text: '\u200b\u2060' }, '/items/0/text: must not be blank'],
  ['a tag', { text: 'tea', tags: ['ok', '\u200b'] }, '/items/0/tags/1: must not be blank'],
  ['a name', { text: 'tea', about: ['\u00ad'] }, '/items/0/about/0: must not be blank'],
  ['a key', { text: 'tea', key: '\0' }, '/items/0/key: must not be blank'],
])('%s that nobody can see is refused', async (_, item, why) => {
  const { refused } = await setUp();
  await refused('remember', { items: [item] }, invalid('remember', why));
});

test('halves of surrogate pairs come back as U+FFFD, wherever they were', async () => {
  const { value, rememberOne } = await setUp();
  const { id } = await rememberOne({
    text: 'tea\ud800',
    key: 'k\ud800',
    tags: ['t\udc00'],
    about: ['Ada\ud800'],
    source: { title: 's\ud800', quote: 'q\udfff' },
  });
  const { items } = await value('recall', { query: 'tea', detail: 'full' });
  expect(items).toMatchObject([
    { text: 'tea\ufffd', key: 'k\ufffd', tags: ['t\ufffd'], about: ['Ada\ufffd'] },
  ]);
  expect(JSON.stringify(items).isWellFormed() && !JSON.stringify(items).includes('\\ud')).toBe(true);
  expect((await value('recall', { query: 'tea', tags: ['t\ud800'] })).items.length).toBe(1);
  expect(await rememberOne({ text: 'tea\ud800', key: 'k\ud800' })).toMatchObject({ id, status: 'duplicate' });
});
