import { describe, expect, test } from 'vitest';
import type { MemoryStore, NewMemory } from '../../../servers/memory/store/store.ts';

let serial = 0;

/** A memory with an id that counts up, found by its text. */
export function memory(text: string, rest: Partial<NewMemory> = {}): NewMemory {
  const id = `01TEST${String(serial++).padStart(20, '0')}`;
  return { id, text, kind: 'note', tags: [], fingerprint: text, provenance: { at: 1000 }, ...rest };
}

const SEARCH = { scopes: ['user'], seen: [], limit: 10, sourceLimit: 10 };

/** What every engine has to do. `open` gives a new empty store, `reopen` another connection to the same data. */
export function testMemoryStore(open: () => Promise<{ store: MemoryStore; reopen(): MemoryStore }>): void {
  const ids = (found: { items: { id: string }[] }) => found.items.map(({ id }) => id);

  describe('add', () => {
    test('new memories are found by another connection', async () => {
      const { store, reopen } = await open();
      const tea = memory('Ada drinks green tea', { kind: 'preference', tags: ['drinks'] });
      expect(await store.add('user', [tea], undefined)).toEqual([
        { id: tea.id, status: 'new', kind: 'preference' },
      ]);
      const found = await reopen().search({ ...SEARCH, words: ['tea'] });
      expect(found).toEqual({
        items: [
          {
            id: tea.id,
            text: 'Ada drinks green tea',
            kind: 'preference',
            scope: 'user',
            tags: ['drinks'],
            score: expect.any(Number),
            at: 1000,
            sources: [{ at: 1000 }],
            sourceCount: 1,
          },
        ],
        total: 1,
        allWords: true,
        searched: 1,
      });
    });

    test('a fingerprint that the scope has is a duplicate, which adds tags and a new source', async () => {
      const { store } = await open();
      const first = memory('tea', { tags: ['a'], provenance: { client: 'c 1', at: 1 } });
      const again = memory('tea', {
        kind: 'fact',
        tags: ['a', 'b'],
        provenance: { title: 'Book', client: 'c 1', at: 2 },
      });
      await store.add('user', [first], undefined);
      const duplicate = { id: first.id, status: 'duplicate', kind: 'note' };
      expect(await store.add('user', [again, { ...again, id: 'other' }], undefined)).toEqual([
        duplicate,
        duplicate,
      ]);
      expect((await store.search({ ...SEARCH, words: ['tea'] })).items).toMatchObject([
        {
          id: first.id,
          kind: 'note',
          tags: ['a', 'b'],
          sources: [
            { client: 'c 1', at: 1 },
            { title: 'Book', client: 'c 1', at: 2 },
          ],
          sourceCount: 2,
        },
      ]);
    });

    test('two connections that add the same text make one memory', async () => {
      const { store, reopen } = await open();
      const stores = [store, reopen(), reopen(), reopen()];
      const added = await Promise.all(stores.map((each) => each.add('user', [memory('same')], undefined)));
      expect(
        added
          .flat()
          .map(({ status }) => status)
          .sort(),
      ).toEqual(['duplicate', 'duplicate', 'duplicate', 'new']);
      expect(new Set(added.flat().map(({ id }) => id)).size).toBe(1);
    });

    test('stores all or none', async () => {
      const { store } = await open();
      const taken = memory('taken');
      await store.add('user', [taken], undefined);
      const batch = [memory('one'), { ...memory('two'), id: taken.id }];
      await expect(store.add('user', batch, undefined)).rejects.toThrow();
      expect((await store.search({ ...SEARCH, words: ['one'] })).searched).toBe(1);
    });

    test('with a receipt stores once, and refuses the receipt for anything else', async () => {
      const { store, reopen } = await open();
      const receipt = { tool: 'remember', key: 'k', inputHash: 'h' };
      const first = await store.add('user', [memory('once')], receipt);
      expect(await reopen().add('user', [memory('once')], receipt)).toEqual(first);
      const other = store.add('user', [memory('else')], { ...receipt, inputHash: 'i' });
      await expect(other).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
      expect((await store.search({ ...SEARCH, words: ['else'] })).searched).toBe(1);
    });
  });

  describe('search', () => {
    test('any word matches, more rank higher, equals by recency and then id', async () => {
      const { store } = await open();
      const batch = [
        memory('apple tart', { provenance: { at: 1 } }),
        memory('apple pear', { provenance: { at: 1 } }),
        memory('tart apple', { provenance: { at: 2 } }),
        memory('apple cake', { provenance: { at: 1 } }),
        ...Array.from({ length: 20 }, (_, n) => memory(`filler ${n}`)),
      ];
      await store.add('user', batch, undefined);
      const found = await store.search({ ...SEARCH, words: ['apple', 'tart'] });
      expect(ids(found)).toEqual([batch[2]?.id, batch[0]?.id, batch[3]?.id, batch[1]?.id]);
      expect([found.total, found.allWords, found.searched]).toEqual([4, true, 24]);
      expect((await store.search({ ...SEARCH, words: ['apple', 'zebra'] })).allWords).toBe(false);
    });

    test('forms and accents of a word do not matter', async () => {
      const { store } = await open();
      await store.add('user', [memory('Élodie was running through cafés')], undefined);
      for (const word of ['elodie', 'run', 'runs', 'cafe', 'CAFÉ']) {
        expect([word, (await store.search({ ...SEARCH, words: [word] })).total]).toEqual([word, 1]);
      }
    });

    test('scopes, kinds and tags narrow it', async () => {
      const { store } = await open();
      await store.add(
        'user',
        [memory('tea a', { kind: 'fact', tags: ['x', 'y'] }), memory('tea b', { tags: ['x'] })],
        undefined,
      );
      await store.add(
        'project:p',
        [memory('tea c', { kind: 'fact' }), memory('tea a', { fingerprint: 'tea a' })],
        undefined,
      );
      const texts = async (rest: object) =>
        (await store.search({ ...SEARCH, words: ['tea'], ...rest })).items
          .map(({ scope, text }) => `${scope} ${text}`)
          .sort();
      expect(await texts({})).toEqual(['user tea a', 'user tea b']);
      expect(await texts({ scopes: ['project:p'] })).toEqual(['project:p tea a', 'project:p tea c']);
      expect(await texts({ scopes: ['user', 'project:p'], kinds: ['fact'] })).toEqual([
        'project:p tea c',
        'user tea a',
      ]);
      expect(await texts({ tags: ['x'] })).toEqual(['user tea a', 'user tea b']);
      expect(await texts({ tags: ['x', 'y'] })).toEqual(['user tea a']);
      expect(await texts({ scopes: ['project'] })).toEqual([]);
    });

    test('no words match nothing', async () => {
      const { store } = await open();
      await store.add('user', [memory('tea')], undefined);
      expect(await store.search({ ...SEARCH, words: [] })).toEqual({
        items: [],
        total: 0,
        allWords: false,
        searched: 1,
      });
    });

    test('what was seen does not come again, and still counts', async () => {
      const { store } = await open();
      const batch = [memory('tea one'), memory('tea two')];
      await store.add('user', batch, undefined);
      const seen = [batch[0]?.id.slice(-8) ?? ''];
      const found = await store.search({ ...SEARCH, words: ['tea'], seen });
      expect([ids(found), found.total]).toEqual([[batch[1]?.id], 2]);
    });

    test('sources beyond the limit are counted', async () => {
      const { store } = await open();
      for (const title of ['a', 'b', 'c']) {
        await store.add('user', [memory('tea', { provenance: { title, at: 1 } })], undefined);
      }
      const { items } = await store.search({ ...SEARCH, words: ['tea'], sourceLimit: 2 });
      expect(items).toMatchObject([{ sources: [{ title: 'a' }, { title: 'b' }], sourceCount: 3 }]);
    });
  });

  describe.each(['retract', 'purge'] as const)('forget by %s', (mode) => {
    test('what is forgotten is found no more, and may be added anew', async () => {
      const { store } = await open();
      const [gone, kept] = [memory('tea gone'), memory('tea kept')];
      await store.add('user', [gone, kept], undefined);
      expect(await store.forget([gone.id, 'unknown'], mode, undefined, undefined)).toEqual({
        forgotten: [gone.id],
        missing: ['unknown'],
      });
      const found = await store.search({ ...SEARCH, words: ['tea'] });
      expect([ids(found), found.searched]).toEqual([[kept.id], 1]);
      const anew = { ...gone, id: 'a-new-id-of-it' };
      expect(await store.add('user', [anew], undefined)).toEqual([
        { id: anew.id, status: 'new', kind: 'note' },
      ]);
    });

    test('only in the scope that is named', async () => {
      const { store } = await open();
      const [mine, theirs] = [memory('tea'), memory('tea')];
      await store.add('user', [mine], undefined);
      await store.add('agent:b', [theirs], undefined);
      expect(await store.forget([mine.id, theirs.id], mode, 'agent:b', undefined)).toEqual({
        forgotten: [theirs.id],
        missing: [mine.id],
      });
      expect((await store.search({ ...SEARCH, words: ['tea'] })).total).toBe(1);
    });

    test('once for a receipt', async () => {
      const { store } = await open();
      const tea = memory('tea');
      await store.add('user', [tea], undefined);
      const receipt = { tool: 'forget', key: 'k', inputHash: 'h' };
      const first = await store.forget([tea.id], mode, undefined, receipt);
      expect(await store.forget([tea.id], mode, undefined, receipt)).toEqual(first);
    });
  });

  test('retracted memories can be looked at and purged, purged ones cannot', async () => {
    const { store } = await open();
    const tea = memory('tea');
    await store.add('user', [tea], undefined);
    await store.forget([tea.id], 'retract', undefined, undefined);
    expect(await store.peek(['x', tea.id], 'user')).toEqual([{ id: tea.id, text: 'tea' }]);
    expect(await store.peek([tea.id], 'agent:b')).toEqual([]);
    expect((await store.forget([tea.id], 'retract', undefined, undefined)).forgotten).toEqual([tea.id]);
    expect((await store.forget([tea.id], 'purge', undefined, undefined)).forgotten).toEqual([tea.id]);
    expect(await store.peek([tea.id], undefined)).toEqual([]);
    expect((await store.forget([tea.id], 'purge', undefined, undefined)).missing).toEqual([tea.id]);
  });
}
