import { expect, test } from 'vitest';
import { NOON } from '../../clock.ts';
import { content, type OpenStore, ORIGIN, put, revise } from './store-contract.ts';

export function testSidelines(open: OpenStore): void {
  test('sources: the same one twice is one, and those past the limit are counted', async () => {
    const { store } = await open();
    const memory = await put(store, 'm1', 'tea');
    const book = { title: 'Book', uri: 'file:///b', quote: 'tea', message: 'm9', client: 'c 1' };
    const added = await store.change(ORIGIN, (change) => [
      change.addSource(memory, { ...book, at: 1 }),
      change.addSource(memory, { ...book, at: 2 }),
      change.addSource(memory, { ...book, quote: 'Tea', at: 3 }),
      change.addSource(memory, { ...book, client: 'c 2', at: 4 }),
      change.addSource(memory, { at: 5 }),
      change.addSource(memory, { at: 6 }),
    ]);
    expect(added).toEqual([true, false, true, true, true, false]);
    await store.read((view) => {
      expect(view.sources('m1', 10)).toStrictEqual({
        items: [
          { ...book, at: 1 },
          { ...book, quote: 'Tea', at: 3 },
          { ...book, client: 'c 2', at: 4 },
          { at: 5 },
        ],
        total: 4,
      });
      expect(view.sources('m1', 1)).toStrictEqual({ items: [{ ...book, at: 1 }], total: 4 });
      expect(view.sources('m2', 1)).toEqual({ items: [], total: 0 });
      expect([...view.sourcesOf(['m2', 'm1'], 1)]).toStrictEqual([
        ['m1', { items: [{ ...book, at: 1 }], total: 4 }],
      ]);
    });
  });

  test('sessions: one for a name in a scope; the last one spoken in comes first', async () => {
    const { store, clock } = await open();
    const save = (id: string, scope: string, name: string, title?: string) =>
      store.change(ORIGIN, (change) => change.saveSession({ id, scope, name, ...(title && { title }) }));
    expect(await save('s1', 'user', 'one', 'A title')).toStrictEqual({
      id: 's1',
      scope: 'user',
      name: 'one',
      title: 'A title',
      startedAt: NOON,
      lastAt: NOON,
      messages: 0,
    });
    await save('s2', 'agent:x', 'one');
    await save('s3', 'user', 'two');
    clock.advance(1_000);
    expect(await save('s4', 'user', 'one')).toMatchObject({
      id: 's1',
      title: 'A title',
      lastAt: NOON + 1_000,
    });
    expect(await save('s4', 'user', 'one', 'Another')).toMatchObject({ id: 's1', title: 'Another' });
    await store.read((view) => {
      expect(view.sessions(['user'], 10).map(({ id }) => id)).toEqual(['s1', 's3']);
      expect(view.sessions(['user', 'agent:x'], 2).map(({ id }) => id)).toEqual(['s1', 's2']);
      expect(view.session('agent:x', 'one')?.id).toBe('s2');
      expect(view.session('agent:x', 'two')).toBe(undefined);
    });
  });

  test('a conversation is in its order, and around a message are its neighbours in it', async () => {
    const { store } = await open();
    await store.change(ORIGIN, (change) => {
      for (const id of ['s1', 's2']) change.saveSession({ id, scope: 'user', name: id });
      const say = (id: string, session: string, position: number) =>
        change.add(id, 'user', content(id, { kind: 'message', session, position }), `mark ${id}`);
      // Not in the order of positions: a log may be completed later.
      for (const [position, id] of ['a0', 'a1', 'a2', 'a3', 'a4'].entries())
        if (position !== 1) say(id, 's1', position);
      for (const [position, id] of ['b0', 'b1'].entries()) say(id, 's2', position);
      say('a1', 's1', 1);
      change.add('note', 'user', content('no message'), 'note');
    });
    await revise(store, 'a4', { kind: 'message', session: 's1', position: 4, status: 'retracted' });
    await store.read((view) => {
      expect(view.session('user', 's1')?.messages).toBe(4);
      expect(view.conversation('s1')).toEqual([
        { id: 'a0', position: 0, mark: 'mark a0' },
        { id: 'a1', position: 1, mark: 'mark a1' },
        { id: 'a2', position: 2, mark: 'mark a2' },
        { id: 'a3', position: 3, mark: 'mark a3' },
      ]);
      const seqOf = (id: string) => view.current(id)?.seq ?? 0;
      const around = (ids: string[], distance: number) =>
        view.around(ids.map(seqOf), distance).map(({ id }) => id);
      expect(around(['a1'], 0)).toEqual(['a1']);
      expect(around(['a1'], 1)).toEqual(['a0', 'a1', 'a2']);
      expect(around(['a0', 'a2', 'b1'], 1)).toEqual(['a0', 'a1', 'a2', 'a3', 'b0', 'b1']);
      expect(around(['note'], 3)).toEqual([]);
    });
  });

  test('entities: one for a name or alias in a scope', async () => {
    const { store } = await open();
    await store.change(ORIGIN, (change) => {
      const ada = change.saveEntity('user', 'Ada Lovelace', 'ada lovelace');
      expect(ada).toStrictEqual({ id: ada.id, scope: 'user', name: 'Ada Lovelace', aliases: [] });
      change.addAlias(ada.id, 'The Countess', 'the countess');
      change.addAlias(ada.id, 'Augusta', 'augusta');
      change.addAlias(ada.id, 'AUGUSTA', 'augusta');
      const known = { id: ada.id, scope: 'user', name: 'Ada Lovelace', aliases: ['Augusta', 'The Countess'] };
      expect(change.saveEntity('user', 'augusta', 'augusta')).toStrictEqual(known);
      expect(change.saveEntity('user', 'ADA', 'ada lovelace', 'person')).toStrictEqual({
        ...known,
        type: 'person',
      });
      expect(change.saveEntity('user', 'Ada', 'ada lovelace')).toMatchObject({ type: 'person' });
      expect(change.saveEntity('agent:x', 'Ada', 'ada').id).not.toBe(ada.id);
      expect(change.entity('user', 'the countess')?.id).toBe(ada.id);
      expect(change.entity('agent:x', 'the countess')).toBe(undefined);
    });
  });

  test('entities by their names, and by the memories that name them', async () => {
    const { store } = await open();
    for (const id of ['m1', 'm2', 'm3', 'gone']) await put(store, id, id);
    const ids = await store.change(ORIGIN, (change) => {
      const entity = (name: string, scope = 'user') => change.saveEntity(scope, name, name.toLowerCase()).id;
      const ada = entity('Ada Lovelace');
      const acme = entity('Acme');
      const alone = entity('Adamant');
      const far = entity('Ada', 'agent:x');
      change.addAlias(acme, 'Ada’s firm', 'ada’s firm');
      for (const id of ['m1', 'm2', 'gone']) change.link(id, ada);
      change.link('m1', ada);
      change.link('m2', acme);
      change.link('m3', acme);
      const gone = change.current('gone');
      if (gone) change.purge(gone);
      return { ada, acme, alone, far };
    });
    await store.read((view) => {
      const named = (scopes: string[], names: string[], limit = 10) =>
        view.entitiesNamed(scopes, names, limit).map(({ name }) => name);
      expect(named(['user'], ['ada'])).toEqual(['Ada Lovelace']);
      expect(named(['user', 'agent:x'], ['ada'])).toEqual(['Ada', 'Ada Lovelace']);
      expect(named(['user'], ['ada lovelace', 'ada’s firm', 'lovelace'])).toEqual(['Acme', 'Ada Lovelace']);
      expect(named(['user'], ['adam', 'ad', ''])).toEqual([]);
      expect(named(['user'], ['ada', 'acme'], 1)).toEqual(['Acme']);
      expect(view.entities(['user'], 10).map(({ name, memories }) => [name, memories])).toEqual([
        ['Acme', 2],
        ['Ada Lovelace', 2],
        ['Adamant', 0],
      ]);
      expect(view.entities(['user'], 1, 1).map(({ name }) => name)).toEqual(['Ada Lovelace']);
      expect(view.mentioning([ids.ada, ids.acme], 10)).toEqual([3, 2, 1]);
      expect(view.mentioning([ids.ada], 1)).toEqual([2]);
      expect(view.mentioning([ids.alone], 10)).toEqual([]);
      expect(view.mentioning([ids.ada, ids.acme], 2)).toEqual([3, 2]);
      expect(Object.fromEntries(view.namesAbout(['m3', 'gone', 'm2']))).toEqual({
        m2: ['Acme', 'Ada Lovelace'],
        m3: ['Acme'],
      });
      expect(view.about('m2').map(({ name }) => name)).toEqual(['Acme', 'Ada Lovelace']);
    });
    await store.change(ORIGIN, (change) => {
      change.unlink('m2');
      expect(change.about('m2')).toEqual([]);
      change.removeEntity(ids.ada);
      expect(change.about('m1')).toEqual([]);
      expect(change.entity('user', 'ada lovelace')).toBe(undefined);
      change.removeEntity(ids.acme);
      expect(change.entity('user', 'ada’s firm')).toBe(undefined);
    });
  });

  test('of what is about entities the newest memories are given, by their versions', async () => {
    const { store } = await open();
    const names = Array.from({ length: 6 }, (_, n) => `m${n + 1}`);
    for (const id of names) await put(store, id, id);
    const [ada = 0, ben = 0] = await store.change(ORIGIN, (change) => {
      const entities = ['Ada', 'Ben'].map((name) => change.saveEntity('user', name, name.toLowerCase()).id);
      for (const [n, id] of names.entries()) change.link(id, entities[n % 2] ?? 0);
      change.link('m6', entities[0] ?? 0);
      return entities;
    });
    await store.read((view) => {
      expect(view.mentioning([ada], 2)).toEqual([6, 5]);
      expect(view.mentioning([ada, ben], 4)).toEqual([6, 5, 4, 3]);
      expect(view.mentioning([ada, ben], 100)).toEqual([6, 5, 4, 3, 2, 1]);
      expect(view.mentioning([], 100)).toEqual([]);
    });
    // A new version makes a memory no newer, but comes first.
    await revise(store, 'm3', { text: 'm3 again' });
    await store.read((view) => {
      expect(view.mentioning([ada, ben], 4)).toEqual([7, 6, 5, 4]);
      expect(view.mentioning([ada, ben], 3)).toEqual([6, 5, 4]);
    });
  });

  test('usage is kept for each memory', async () => {
    const { store } = await open();
    await put(store, 'm1', 'tea');
    const used = { uses: 1, lastUsedAt: NOON, halfLife: 1_000 };
    await store.change(ORIGIN, (change) => change.use('m1', used));
    await store.change(ORIGIN, (change) =>
      change.use('m1', { uses: 2, lastUsedAt: NOON + 1, halfLife: 1_800.4 }),
    );
    expect(await store.read((view) => [...view.usage(['m1', 'm2'])])).toEqual([
      ['m1', { uses: 2, lastUsedAt: NOON + 1, halfLife: 1_800 }],
    ]);
    expect(await store.read((view) => [...view.usageBySeq([2, 1])])).toEqual([
      [1, { uses: 2, lastUsedAt: NOON + 1, halfLife: 1_800 }],
    ]);
  });

  test('conflicts are open until they are decided, once', async () => {
    const { store, clock } = await open();
    for (const id of ['m1', 'm2']) await put(store, id, id);
    const conflict = { scope: 'user', reason: 'Which?', older: 'm1', newer: 'm2' };
    await store.change(ORIGIN, (change) => change.addConflict({ ...conflict, id: 'c2' }));
    clock.advance(1);
    await store.change(ORIGIN, (change) => {
      change.addConflict({ ...conflict, id: 'c1' });
      change.addConflict({ ...conflict, id: 'c3', scope: 'agent:x' });
    });
    await store.read((view) => {
      expect(view.conflicts(['user'], 10)).toEqual([
        { ...conflict, id: 'c2', at: NOON },
        { ...conflict, id: 'c1', at: NOON + 1 },
      ]);
      expect(view.conflicts(['user'], 1).map(({ id }) => id)).toEqual(['c2']);
      expect(view.conflict('c3')).toEqual({ ...conflict, id: 'c3', scope: 'agent:x', at: NOON + 1 });
    });
    const resolve = (id: string) =>
      store.change(ORIGIN, (change) => change.resolveConflict(id, 'keep_older'));
    expect([await resolve('c2'), await resolve('c2'), await resolve('none')]).toEqual([true, false, false]);
    await store.read((view) => {
      expect(view.conflicts(['user'], 10).map(({ id }) => id)).toEqual(['c1']);
      expect(view.conflict('c2')).toBe(undefined);
    });
  });
}
