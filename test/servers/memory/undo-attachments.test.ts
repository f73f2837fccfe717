import { expect, test } from 'vitest';
import { memoryUnderTest } from './learning/memory-under-test.ts';
import { setUp } from './set-up.ts';

async function opened() {
  const server = await setUp();
  const { value, store } = server;
  return {
    ...server,
    undo: async (change: string) => {
      const { undone } = await value('memory_admin', { action: 'undo', id: change });
      return undone as { restored: string[]; change: string };
    },
    about: (id: string) => store.read((view) => view.namesAbout([id]).get(id) ?? []),
    titles: (id: string) =>
      store.read((view) => view.sources(id, 100).items.map(({ title }) => title ?? 'none')),
    /** The change that made the newest version. */
    lastChange: async (id: string) => (await value('memory_history', { id })).versions[0]?.change ?? '',
  };
}

test('undo brings back what a memory was about, and undoing that what it was about then', async () => {
  const { value, rememberOne, recalled, undo, about } = await opened();
  const { id } = await rememberOne({ text: 'The keys are with the neighbour', about: ['Ada', 'Bob'] });
  const { change } = await value('update_memory', { id, about: ['Bob', 'Carol'] });
  expect(await about(id)).toEqual(['Bob', 'Carol']);
  const undone = await undo(change);
  expect(await about(id)).toEqual(['Ada', 'Bob']);
  expect(await recalled('keys', { about: 'Ada' })).toEqual(['The keys are with the neighbour']);
  expect(await recalled('keys', { about: 'Carol' })).toEqual([]);
  await undo(undone.change);
  expect(await about(id)).toEqual(['Bob', 'Carol']);
});

test('undo takes back the source that came with a repetition, and undoing that brings it again', async () => {
  const { value, rememberOne, lastChange, undo, titles } = await opened();
  const text = 'The quarterly report of the Lisbon office is due on Thursday';
  const { id } = await rememberOne({ text, source: { title: 'Mail' } });
  const again = { text, tags: ['work'], source: { title: 'Calendar', quote: 'due on Thursday' } };
  expect((await rememberOne(again)).id).toBe(id);
  expect(await titles(id)).toEqual(['Mail', 'Calendar']);
  const undone = await undo(await lastChange(id));
  expect(await titles(id)).toEqual(['Mail']);
  await undo(undone.change);
  expect(await titles(id)).toEqual(['Mail', 'Calendar']);
  await undo(await lastChange(id));
  // What was taken back and is told again is a source again, not a second one.
  await rememberOne(again);
  expect(await titles(id)).toEqual(['Mail', 'Calendar']);
  await value('forget', { ids: [id], mode: 'purge', confirm: true });
});

test('undo of a merge of near copies gives each its sources and entities back', async () => {
  const { value, store, clock, ids, consolidate } = await memoryUnderTest();
  const text = 'The quarterly report of the Lisbon office is due on Thursday morning';
  const make = (of: string, title: string) =>
    store.change({ tool: 'test' }, (change) => {
      const id = ids.next();
      const memory = change.add(
        id,
        'user',
        {
          kind: 'fact',
          text: of,
          tags: [],
          status: 'active',
          importance: 0.5,
          sensitivity: 1,
          trust: 4,
          pinned: false,
        },
        of,
      );
      change.addSource(memory, { title, at: clock.now() });
      change.link(id, change.saveEntity('user', title, title.toLowerCase()).id);
      return id;
    });
  const older = await make(text, 'Mail');
  clock.advance(1_000);
  const newer = await make(`${text}.`, 'Calendar');
  const tied = (id: string) =>
    store.read((view) => ({
      about: view.namesAbout([id]).get(id) ?? [],
      sources: view.sources(id, 10).items.map(({ title }) => title),
      end: view.current(id)?.validTo,
    }));
  const before = [await tied(older), await tied(newer)];
  const { merged } = await consolidate();
  expect(merged.count).toBe(1);
  const after = [await tied(older), await tied(newer)];
  expect(after[0]).toEqual({ about: ['Calendar', 'Mail'], sources: ['Mail', 'Calendar'], end: undefined });
  const undo = async (id: string | undefined) =>
    (await value<{ undone: { change: string } }>('memory_admin', { action: 'undo', id })).undone;
  const { change } = await undo(merged.changes[0]);
  expect([await tied(older), await tied(newer)]).toEqual(before);
  await undo(change);
  expect([await tied(older), await tied(newer)]).toEqual(after);
});

test('links that were changed again since are not undone', async () => {
  const { rememberOne, value, store, call, dump, about } = await opened();
  const { id } = await rememberOne({ text: 'tea', about: ['Ada'] });
  const { change } = await value('update_memory', { id, about: ['Bob'] });
  await store.change({ tool: 'test' }, (tx) => tx.unlink(id));
  const before = await dump();
  expect(await call('memory_admin', { action: 'undo', id: change })).toMatchObject({
    isError: true,
    content: [
      { text: expect.stringContaining(`of memory ${id} what it is tied to was changed again since`) },
    ],
  });
  expect([await dump(), await about(id)]).toEqual([before, []]);
});

test('a purge erases the names that a memory was tied to earlier, unless another needs them', async () => {
  const { rememberOne, value, store } = await opened();
  const { id } = await rememberOne({ text: 'tea', about: ['Ada', 'Bob'] });
  const { id: other } = await rememberOne({ text: 'milk', about: ['Bob'] });
  await value('update_memory', { id, about: ['Carol'] });
  await value('update_memory', { id: other, about: [] });
  await value('forget', { ids: [id], mode: 'purge', confirm: true });
  const all = () => store.read((view) => view.entities(['user'], 10).map(({ name }) => name));
  expect(await all()).toEqual(['Bob']);
  await value('forget', { ids: [other], mode: 'purge', confirm: true });
  expect(await all()).toEqual([]);
});
