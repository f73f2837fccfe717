import { expect, test } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startMemory } from './semantics/set-up.ts';

const KEYS = { first: 'a1'.repeat(32), second: 'b2'.repeat(32) };
const TERMS = [{ term: 'harbour', level: 3 }];

/** A memory server on this data with a key of its own, or none. */
async function opened(home: string, key?: keyof typeof KEYS) {
  const privacy = { terms: TERMS, ...(key && { key: { env: 'KEY' } }) };
  return startMemory({ home, privacy, ...(key && { env: { KEY: KEYS[key] } }) });
}

async function prepared() {
  const home = await temporaryFolder();
  const { value, remember, server } = await opened(home, 'first');
  const [sealed = ''] = await remember([
    { text: 'The harbour code is 4711', tags: ['boat'], about: ['Ada'] },
  ]);
  await remember([{ text: 'The boat of Ada is blue', tags: ['boat'] }]);
  await value('set_preference', { key: 'berth', value: 'north harbour' });
  await server.close();
  return { home, sealed };
}

test.each([
  ['with another key', 'second', '[private: encrypted, and the key that is set does not open it]'],
  ['without a key', undefined, '[private: encrypted, and no key is set]'],
] as const)('%s the rest is there, and what is sealed says why it is not', async (_, key, shown) => {
  const { home, sealed } = await prepared();
  const { texts, value } = await opened(home, key);
  expect((await texts('boat', { tags: ['boat'] })).includes('The boat of Ada is blue')).toBe(true);
  const { versions } = await value<{ versions: { text: string }[] }>('memory_history', { id: sealed });
  expect(versions.map(({ text }) => text)).toEqual([shown]);
  const { sections } = await value<{ sections: { text: string }[] }>('memory_context', { task: 'the boat' });
  const all = sections.map(({ text }) => text).join('');
  expect([all.includes('The boat of Ada is blue'), all.includes(shown)]).toEqual([true, true]);
});

test.each([
  ['another key', 'second', /^UNAVAILABLE: This is sealed with another key\./],
  ['no key', undefined, /^UNAVAILABLE: This is private and encrypted, and no key is set\./],
] as const)('an update with %s is refused, and the sealed text stays', async (_, key, why) => {
  const { home, sealed } = await prepared();
  const other = await opened(home, key);
  for (const patch of [{ tags: ['x'] }, { text: 'The harbour code is gone' }, { pinned: true }]) {
    expect(await other.call('update_memory', { id: sealed, ...patch })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(why) }],
    });
  }
  await other.server.close();
  const { value } = await opened(home, 'first');
  const { versions } = await value<{ versions: object[] }>('memory_history', { id: sealed });
  expect(versions).toMatchObject([{ version: 1, text: 'The harbour code is 4711' }]);
});

test('what another key sealed can be replaced, and the answer says so', async () => {
  const { home } = await prepared();
  const { value } = await opened(home, 'second');
  expect(await value('set_preference', { key: 'berth', value: 'south harbour' })).toMatchObject({
    status: 'superseded',
    replaced: [{ value: '[private: encrypted, and the key that is set does not open it]' }],
  });
});
