import { expect, test } from 'vitest';
import { createLiveCorpus } from '../../../servers/memory/recall/corpus.ts';
import { search } from '../../../servers/memory/recall/search.ts';
import { setUp } from './set-up.ts';
import { content, ORIGIN } from './store-contract.ts';

test('what another process changes is in the next answer', async () => {
  const here = await setUp();
  const there = await setUp(here.folder);
  const ask = () => here.recalled('tea');
  const [first, second] = await here.remember(['tea one', 'tea two']);
  expect(await ask()).toEqual(['tea one', 'tea two']);
  await there.remember(['tea three']);
  expect(await ask()).toEqual(['tea one', 'tea three', 'tea two']);
  await there.value('update_memory', { id: first, text: 'tea 1' });
  expect(await ask()).toEqual(['tea 1', 'tea three', 'tea two']);
  await there.value('forget', { ids: [second] });
  expect(await ask()).toEqual(['tea 1', 'tea three']);
  await there.value('forget', { ids: [first], mode: 'purge', confirm: true });
  expect(await ask()).toEqual(['tea three']);
  const { next } = await there.value('forget', { query: 'three', mode: 'redact' });
  await there.value('forget', { ...next?.arguments, confirm: true });
  expect(await ask()).toEqual([]);
});

test('many memories answer at once from the database, and the same from the process when it has read them', async () => {
  const { store, clock } = await setUp();
  await store.change(ORIGIN, (change) => {
    for (let n = 0; n < 5_500; n++) {
      const text = n % 1_000 === 7 ? `the heron of pond ${n} fishes` : `a sparrow of garden ${n} sings`;
      change.add(`m${n}`, n % 2 ? 'user' : 'agent:x', content(text), text);
    }
  });
  const live = createLiveCorpus(store);
  const ask = (query: string) =>
    store.read((view) =>
      search(view, live, {
        query,
        filter: { scopes: ['user'] },
        limit: 3,
        seen: new Set(),
        now: clock.now(),
      }).map(({ memory, exactTerms, askedTerms }) => [memory.id, exactTerms, askedTerms]),
    );
  const answers = async () => [await ask('heron of pond 3007'), await ask('which heron fishes')];
  expect(await store.read((view) => live.at(view))).toBe(undefined);
  const early = await answers();
  expect(early[0]?.[0]).toEqual(['m3007', 3, 3]);
  expect(early[1]?.map(([id]) => id).sort()).toEqual(['m3007', 'm4007', 'm5007']);
  await live.build();
  expect(await store.read((view) => live.at(view)?.index.size())).toBe(5_500);
  expect(await answers()).toEqual(early);
  live.close();
});
