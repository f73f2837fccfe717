import { expect, test } from 'vitest';
import type { MemoryContent } from '../../../servers/memory/memory.ts';
import type { MemoryStore } from '../../../servers/memory/store/store.ts';
import { NOON } from '../../clock.ts';
import { content, found, type OpenStore, ORIGIN, put, revise } from './store-contract.ts';

const WHOLE: MemoryContent = {
  kind: 'relationship',
  text: 'Ada works at Acme',
  key: 'work.place',
  subject: 'Ada',
  predicate: 'works_at',
  object: 'Acme',
  data: { since: [2020, { month: 5 }], note: 'a "quoted" \u0000 ünïcode 😀' },
  tags: ['job', 'z'],
  validFrom: Date.UTC(1, 0, 1) - 62_135_596_800_000,
  validTo: Date.UTC(9999, 11, 31),
  status: 'archived',
  supersededBy: 'm0',
  importance: 0.25,
  sensitivity: 3,
  trust: 0,
  pinned: true,
  position: 0,
  role: 'user',
  speaker: 'Ada',
};

/** All that the store knows, as far as it can be asked. */
async function everything(store: MemoryStore) {
  const scopes = ['user', 'agent:x'];
  const statuses = ['active', 'retracted', 'archived', 'quarantined'] as const;
  return store.read((view) => {
    const current = view.bySeq(view.find([], { scopes, statuses, validAt: 'any' }, 1_000));
    return {
      versions: current.flatMap(({ id }) => view.versions(id)),
      sources: current.map(({ id }) => view.sources(id, 100)),
      about: current.map(({ id }) => view.about(id)),
      usage: [...view.usage(current.map(({ id }) => id))],
      operations: view.operations(0, 1_000),
      sessions: view.sessions(scopes, 100),
      entities: view.entities(scopes, 100),
      conflicts: view.conflicts(scopes, 100),
      scopes: view.scopes(),
      generation: view.generation(scopes),
      size: view.size(),
    };
  });
}

export function testChanges(open: OpenStore): void {
  test('what was added is there, every field of it, for another connection', async () => {
    const { store, reopen } = await open();
    const added = await store.change(ORIGIN, (change) => {
      const { id: session } = change.saveSession({ id: 's1', scope: 'user', name: 'first' });
      const sealed = Buffer.from([0, 255, 7]);
      return change.add('m1', 'user', { ...WHOLE, session, sealed }, 'mark');
    });
    const expected = {
      ...WHOLE,
      session: 's1',
      sealed: Buffer.from([0, 255, 7]),
      seq: 1,
      id: 'm1',
      version: 1,
      scope: 'user',
      fingerprint: 'mark',
      createdAt: NOON,
      recordedAt: NOON,
    };
    expect(added).toEqual(expected);
    expect(await reopen().read((view) => view.current('m1'))).toEqual(expected);
    expect(await store.read((view) => view.current('m2'))).toBe(undefined);
  });

  test('what is left out is absent, not null', async () => {
    const { store } = await open();
    await put(store, 'm1', 'tea');
    expect(await store.read((view) => view.current('m1'))).toStrictEqual({
      ...content('tea'),
      seq: 1,
      id: 'm1',
      version: 1,
      scope: 'user',
      fingerprint: 'tea',
      createdAt: NOON,
      recordedAt: NOON,
    });
  });

  test('a revision closes one version and begins the next', async () => {
    const { store, clock } = await open();
    await put(store, 'm1', 'tea');
    await put(store, 'm2', 'milk');
    clock.advance(1_000);
    await revise(store, 'm1', { text: 'green tea', validTo: NOON + 9 });
    const versions = await store.read((view) => view.versions('m1'));
    expect(versions).toMatchObject([
      { seq: 1, version: 1, text: 'tea', fingerprint: 'tea', recordedAt: NOON, retiredAt: NOON + 1_000 },
      { seq: 3, version: 2, text: 'green tea', fingerprint: 'green tea', recordedAt: NOON + 1_000 },
    ]);
    expect(versions[1]?.retiredAt).toBe(undefined);
    await store.read((view) => {
      expect(view.current('m1')?.version).toBe(2);
      expect(view.bySeq([3, 99, 1, 2]).map(({ id, version }) => [id, version])).toEqual([
        ['m1', 2],
        ['m1', 1],
        ['m2', 1],
      ]);
      expect(view.size()).toBe(3);
    });
  });

  test('a clock that was set back does not turn the order of versions round', async () => {
    const { store, clock } = await open();
    await put(store, 'm1', 'tea');
    clock.set(NOON - 5_000);
    await revise(store, 'm1', { text: 'coffee' });
    expect(await store.read((view) => view.versions('m1'))).toMatchObject([
      { text: 'tea', recordedAt: NOON, retiredAt: NOON },
      { text: 'coffee', recordedAt: NOON },
    ]);
  });

  test('active ones are handed over by seq, in slices', async () => {
    const { store } = await open();
    for (const id of ['m1', 'm2', 'm3', 'm4']) await put(store, id, id);
    await revise(store, 'm1', { pinned: true });
    await revise(store, 'm3', { status: 'archived' });
    const slice = (after: number, limit: number) =>
      store.read((view) => view.activeAfter(after, limit).map(({ id, seq }) => [id, seq]));
    expect(await slice(0, 2)).toEqual([
      ['m2', 2],
      ['m4', 4],
    ]);
    expect(await slice(4, 2)).toEqual([['m1', 5]]);
    expect(await slice(5, 2)).toEqual([]);
  });

  test('a change that throws, at whatever point, leaves nothing', async () => {
    const { store, clock } = await open();
    await put(store, 'm1', 'tea');
    const before = await everything(store);
    clock.advance(1);
    const receipt = { tool: 'test', key: 'k', inputHash: 'h' };
    const failing = (atEnd: boolean) =>
      store.change({ ...ORIGIN, receipt }, (change) => {
        const memory = change.add('m2', 'agent:x', content('milk'), 'milk');
        change.revise(memory, content('cream'), 'update');
        change.addSource(memory, { title: 'Book', at: 1 });
        const { id } = change.saveEntity('user', 'Ada', 'ada', 'person');
        change.addAlias(id, 'Lovelace', 'lovelace');
        change.link('m1', id);
        change.saveSession({ id: 's', scope: 'user', name: 's' });
        change.use('m1', { uses: 1, lastUsedAt: 1, halfLife: 1 });
        change.addConflict({ id: 'c', scope: 'user', reason: '?', older: 'm1', newer: 'm2' });
        const tea = change.current('m1');
        if (tea) change.redact(tea, '[gone]', 'gone');
        if (tea) change.purge(tea);
        if (atEnd) throw new Error('in the middle');
        change.add('m2', 'user', content('an id that is taken'), 'x');
      });
    await expect(failing(true)).rejects.toThrow('in the middle');
    await expect(failing(false)).rejects.toThrow();
    expect(await everything(store)).toEqual(before);
    // Not even the receipt: the same call may be tried again, and then takes effect.
    expect(await store.change({ ...ORIGIN, receipt }, () => 'done')).toBe('done');
  });

  test('a change sees what it did so far', async () => {
    const { store } = await open();
    await store.change(ORIGIN, (change) => {
      expect(change.current('m1')).toBe(undefined);
      change.add('m1', 'user', content('tea'), 'tea');
      expect(change.find(['tea'], { scopes: ['user'] }, 10)).toEqual([1]);
      expect(change.byFingerprint('user', 'tea')?.id).toBe('m1');
    });
  });

  test('once for a receipt, also by another connection, and for nothing else', async () => {
    const { store, reopen } = await open();
    const receipt = { tool: 'test', key: 'k', inputHash: 'h' };
    let runs = 0;
    const once = (by: MemoryStore, inputHash = 'h') =>
      by.change({ ...ORIGIN, receipt: { ...receipt, inputHash } }, (change) => {
        runs += 1;
        return { id: change.add(`m${runs}`, 'user', content('tea'), 'tea').id };
      });
    expect(await once(store)).toEqual({ id: 'm1' });
    expect(await once(store)).toEqual({ id: 'm1' });
    expect(await once(reopen())).toEqual({ id: 'm1' });
    await expect(once(store, 'other')).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect([runs, await found(store, {})]).toEqual([1, ['m1']]);
  });

  test('connections take turns: who comes second sees what the first did', async () => {
    const { store, reopen } = await open();
    const outcomes = await Promise.all(
      [store, reopen(), reopen(), reopen()].map((each, index) =>
        each.change(ORIGIN, (change) => {
          const there = change.byFingerprint('user', 'same');
          if (there) return `saw ${there.fingerprint}`;
          change.add(`m${index}`, 'user', content('same'), 'same');
          return 'added';
        }),
      ),
    );
    expect(outcomes.sort()).toEqual(['added', 'saw same', 'saw same', 'saw same']);
    expect(await found(store, {})).toHaveLength(1);
  });

  test('the log tells who did what, of which version', async () => {
    const { store, clock } = await open();
    await put(store, 'm1', 'tea');
    clock.advance(5);
    const change = await store.change({ tool: 'other' }, (tx) => {
      const memory = tx.current('m1');
      if (memory) tx.revise(memory, { ...content('tea'), status: 'retracted' }, 'retract');
      tx.add('m2', 'agent:x', content('milk'), 'milk', 'restore');
      return tx.id;
    });
    await store.read((view) => {
      const [first, ...others] = view.operations(0, 10);
      expect(first).toStrictEqual({
        seq: 1,
        change: expect.stringMatching(/^[0-9A-Z]{26}$/),
        at: NOON,
        client: 'contract 1',
        tool: 'test',
        action: 'add',
        scope: 'user',
        memory: 'm1',
        to: 1,
      });
      expect(others).toStrictEqual([
        {
          seq: 2,
          change,
          at: NOON + 5,
          tool: 'other',
          action: 'retract',
          scope: 'user',
          memory: 'm1',
          from: 1,
          to: 2,
        },
        {
          seq: 3,
          change,
          at: NOON + 5,
          tool: 'other',
          action: 'restore',
          scope: 'agent:x',
          memory: 'm2',
          to: 3,
        },
      ]);
      const seqs = (...asked: Parameters<typeof view.operations>) =>
        view.operations(...asked).map(({ seq }) => seq);
      expect(seqs(1, 1)).toEqual([2]);
      expect(seqs(0, 10, { memory: 'm1' })).toEqual([1, 2]);
      expect(seqs(0, 10, { change })).toEqual([2, 3]);
      expect(seqs(0, 10, { scopes: ['agent:x'] })).toEqual([3]);
      expect(seqs(0, 10, { scopes: [] })).toEqual([]);
      expect(view.lastOperation()).toBe(3);
    });
  });

  test('a generation grows once with a change of its scope, and with no other', async () => {
    const { store } = await open();
    await store.change(ORIGIN, (change) => {
      change.add('m1', 'user', content('a'), 'a');
      change.add('m2', 'user', content('b', { kind: 'message' }), 'b');
    });
    await put(store, 'm3', 'c', 'agent:x');
    await revise(store, 'm3', { status: 'retracted' });
    await store.read((view) => {
      expect(view.scopes()).toEqual([
        { scope: 'agent:x', generation: 2, memories: 0, messages: 0 },
        { scope: 'user', generation: 1, memories: 1, messages: 1 },
      ]);
      expect(
        [['user'], ['agent:x'], ['user', 'agent:x'], ['none']].map((each) => view.generation(each)),
      ).toEqual([1, 2, 3, 0]);
    });
  });
}
