import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../../servers/memory/fingerprint.ts';
import type { MemoryContent } from '../../../../servers/memory/memory.ts';
import { DAY, memoryUnderTest } from './memory-under-test.ts';

/** A memory as it stands in a store that was written beside this one. */
function content(text: string, more: Partial<MemoryContent> = {}): MemoryContent {
  return {
    kind: 'fact',
    text,
    tags: [],
    status: 'active',
    importance: 0.5,
    sensitivity: 1,
    trust: 4,
    pinned: false,
    ...more,
  };
}

type UnderTest = Awaited<ReturnType<typeof memoryUnderTest>>;

/** Adds memories past the checks that a call makes, as another process or an import may have. */
async function add({ store, ids, clock }: UnderTest, ...contents: MemoryContent[]): Promise<string[]> {
  const added: string[] = [];
  for (const each of contents) {
    const id = ids.next();
    await store.change({ tool: 'import' }, (change) => change.add(id, 'user', each, fingerprint(each.text)));
    clock.advance(1_000);
    added.push(id);
  }
  return added;
}

describe('what says the same', () => {
  const TEXT = 'The deployment to the staging cluster runs every night after the backup has finished';

  test('becomes one memory with the sources, tags and entities of both, and can be taken back', async () => {
    const memory = await memoryUnderTest();
    const { store, consolidate, recall, value } = memory;
    const [older = '', newer = ''] = await add(
      memory,
      content(TEXT, { tags: ['ops'] }),
      content(`${TEXT}.`, { tags: ['night'], importance: 0.7 }),
    );
    await store.change({ tool: 'import' }, (change) => {
      const [first, second] = [older, newer].map((id) => change.current(id));
      if (!first || !second) throw new Error('not there');
      change.addSource(first, { title: 'Manual', at: 1 });
      change.addSource(second, { title: 'Letter', quote: 'every night', at: 2 });
      change.link(newer, change.saveEntity('user', 'Staging', 'staging').id);
    });
    const { merged, closed, conflicts } = await consolidate();
    expect([merged.count, merged.changes.length, closed.count, conflicts.count]).toEqual([1, 1, 0, 0]);
    expect(await recall('deployment staging')).toMatchObject([{ id: older, version: 2 }]);
    const state = async () =>
      store.read((view) => ({
        older: view.current(older),
        newer: view.current(newer),
        sources: view.sources(older, 10).items.map(({ title }) => title),
        about: view.about(older).map(({ name }) => name),
      }));
    const after = await state();
    expect(after).toMatchObject({
      older: { tags: ['night', 'ops'], importance: 0.7, text: TEXT },
      newer: { supersededBy: older, validTo: after.newer?.recordedAt && expect.any(Number) },
      sources: ['Manual', 'Letter'],
      about: ['Staging'],
    });
    expect(await consolidate()).toMatchObject({ merged: { count: 0 } });

    await value('memory_admin', { action: 'undo', id: merged.changes[0] });
    expect((await recall('deployment staging')).map(({ id }) => id).sort()).toEqual([older, newer].sort());
    expect(await state()).toMatchObject({
      older: { tags: ['ops'], importance: 0.5 },
      newer: { tags: ['night'] },
    });
  });

  test.each([
    [
      'with another number',
      content('It runs at 10:30 every single night of the week'),
      content('It runs at 10:31 every single night of the week'),
    ],
    ['of another kind', content(TEXT), content(`${TEXT}.`, { kind: 'note' })],
    [
      'events of other days',
      content(TEXT, { kind: 'event', validFrom: 1 }),
      content(`${TEXT}.`, { kind: 'event', validFrom: 2 }),
    ],
    ['under keys of their own', content(TEXT, { key: 'a' }), content(`${TEXT}.`, { key: 'b' })],
    ['of which one no longer holds', content(TEXT, { validTo: 5 }), content(`${TEXT}.`)],
  ])('stays two %s', async (_, a, b) => {
    const memory = await memoryUnderTest();
    await add(memory, a, b);
    expect(await memory.consolidate()).toMatchObject({
      merged: { count: 0 },
      closed: { count: 0 },
      conflicts: { count: 0 },
    });
  });

  test('is found by the next process when the first is closed in the middle', async () => {
    const first = await memoryUnderTest();
    const texts = Array.from(
      { length: 150 },
      (_, index) => `Locker ${index} holds the coats of crew ${index}`,
    );
    await add(first, ...texts.flatMap((text) => [content(text), content(`${text}!`)]));
    const running = first.call('memory_admin', { action: 'consolidate' });
    const database = await first.db.get();
    const checkpoint = database.prepare<[], { checkpoint: string | null }>('SELECT checkpoint FROM job');
    while (!checkpoint.get()?.checkpoint) await new Promise((resolve) => setImmediate(resolve));
    await first.server.close();
    await running;
    const merged = () =>
      first.store.read((view) => view.bySeq(view.find([], { scopes: ['user'] }, 1_000)).length);
    const left = await merged();
    expect(left).toBeGreaterThan(150);

    const second = await memoryUnderTest({ home: first.folder });
    await second.value('memory_admin', { action: 'stats' });
    const { id } = database.prepare<[], { id: string }>('SELECT id FROM job').get() ?? { id: '' };
    const { job } = await second.value<{ job: object }>('memory_admin', { action: 'job', id });
    expect(job).toMatchObject({ status: 'done', result: { merged: { count: 150 } } });
    expect(await merged()).toBe(150);
  });

  test('is left alone in scopes that are not open', async () => {
    const closed = await memoryUnderTest({ memory: { scopes: ['project:*'] } });
    await add(closed, content(TEXT), content(`${TEXT}.`));
    expect((await closed.consolidate()).merged.count).toBe(0);
  });
});

describe('what cannot hold together', () => {
  const lives = (place: string, more: Partial<MemoryContent> = {}) =>
    content(`Ada lives in ${place}`, {
      kind: 'relationship',
      subject: 'Ada',
      predicate: 'lives_in',
      object: place,
      ...more,
    });

  test('ends when the next begins', async () => {
    const memory = await memoryUnderTest();
    const [oslo = '', rome = ''] = await add(
      memory,
      lives('Oslo', { validFrom: Date.UTC(2024, 0) }),
      lives('Rome', { validFrom: Date.UTC(2025, 5) }),
    );
    const { closed } = await memory.consolidate();
    expect(closed).toEqual({ count: 1, changes: [expect.any(String)] });
    const old = await memory.store.read((view) => view.current(oslo));
    expect(old).toMatchObject({ validTo: Date.UTC(2025, 5), supersededBy: rome });
    await memory.value('memory_admin', { action: 'undo', id: closed.changes[0] });
    expect(await memory.store.read((view) => view.current(oslo))).not.toHaveProperty('supersededBy');
  });

  test('is one memory where both name the same', async () => {
    const memory = await memoryUnderTest();
    const [first] = await add(memory, lives('Oslo'), lives('oslo', { text: 'She has her home there: Oslo' }));
    expect(await memory.consolidate()).toMatchObject({ merged: { count: 1 }, closed: { count: 0 } });
    expect(await memory.recall('Ada Oslo')).toMatchObject([{ id: first }]);
  });

  test.each([
    ['begin together', lives('Oslo', { validFrom: 9 }), lives('Rome', { validFrom: 9 })],
    ['differ in trust', lives('Oslo', { validFrom: 8 }), lives('Rome', { validFrom: 9, trust: 1 })],
  ])('is asked about once where they %s', async (_, a, b) => {
    const memory = await memoryUnderTest();
    const [older, newer] = await add(memory, a, b);
    expect(await memory.consolidate()).toMatchObject({ conflicts: { count: 1 }, closed: { count: 0 } });
    const { items } = await memory.value<{ items: { id: string }[] }>('review_memories', {
      queue: 'conflicts',
    });
    expect(await memory.store.read((view) => view.conflicts(['user'], 10))).toMatchObject([{ older, newer }]);
    expect(items).toHaveLength(1);
    const statuses = await memory.store.read((view) =>
      [older, newer].map((id) => view.current(id ?? '')?.status),
    );
    expect(statuses).toEqual(['active', 'quarantined']);
    expect(await memory.consolidate()).toMatchObject({ conflicts: { count: 0 } });
    await memory.value('review_memories', { resolve: items[0]?.id, resolution: 'keep_both' });
    expect(await memory.consolidate()).toMatchObject({ conflicts: { count: 0 }, closed: { count: 0 } });
  });

  test('is settled for keys as for relations, and left alone where one has many', async () => {
    const memory = await memoryUnderTest();
    await add(
      memory,
      content('Light theme', { kind: 'preference', key: 'editor.theme' }),
      content('Dark theme', { kind: 'preference', key: 'editor.theme' }),
      lives('Ben', { predicate: 'knows' }),
      lives('Clara', { predicate: 'knows' }),
    );
    expect(await memory.consolidate()).toMatchObject({ closed: { count: 1 }, conflicts: { count: 0 } });
  });
});

describe('what has faded', () => {
  const faded = (text: string, more: Partial<MemoryContent> = {}) =>
    content(text, { kind: 'note', importance: 0.2, ...more });

  test('is archived when it mattered little, never helped, and a summary cites it', async () => {
    const memory = await memoryUnderTest();
    const [kept = '', used = '', pinned = '', important = '', uncited = '', summary = ''] = await add(
      memory,
      faded('The printer on the third floor jams'),
      faded('The scanner on the first floor hums'),
      faded('The heater in the cellar leaks a little', { pinned: true }),
      faded('The lift of the house stops between floors', { importance: 0.3 }),
      faded('The door to the yard is painted green'),
      content('Things in the house break now and then', { kind: 'summary' }),
    );
    await memory.store.change({ tool: 'import' }, (change) => {
      const citing = change.current(summary);
      if (!citing) throw new Error('not there');
      for (const message of [kept, used, pinned, important]) change.addSource(citing, { message, at: 1 });
      change.use(used, { uses: 1, lastUsedAt: change.now, halfLife: 180 * DAY });
    });
    expect((await memory.consolidate()).archived.count).toBe(0);
    // 2^(-1016 / 180) = 0.01999: as good as gone.
    memory.clock.advance(1_016 * DAY);
    const { archived } = await memory.consolidate();
    expect(archived).toEqual({ count: 1, changes: [expect.any(String)] });
    const statuses = await memory.store.read((view) =>
      [kept, used, pinned, important, uncited].map((id) => view.current(id)?.status),
    );
    expect(statuses).toEqual(['archived', 'active', 'active', 'active', 'active']);
    await memory.value('memory_admin', { action: 'undo', id: archived.changes[0] });
    expect(await memory.store.read((view) => view.current(kept)?.status)).toBe('active');
  });
});
