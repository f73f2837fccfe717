import { expect, test } from 'vitest';
import { NOON } from '../../clock.ts';
import { content, found, type OpenStore, ORIGIN, put, revise } from './store-contract.ts';

export function testErasing(open: OpenStore): void {
  test('a purge takes every version and all that hangs on it, and leaves others as they are', async () => {
    const { store } = await open();
    for (const id of ['m1', 'm2']) {
      await put(store, id, `${id} tea`);
      await revise(store, id, { text: `${id} green tea` });
    }
    await store.change(ORIGIN, (change) => {
      const ada = change.saveEntity('user', 'Ada', 'ada');
      const bob = change.saveEntity('user', 'Bob', 'bob');
      change.addAlias(bob.id, 'Robert', 'robert');
      for (const id of ['m1', 'm2']) {
        const memory = change.current(id);
        if (memory) change.addSource(memory, { title: id, at: 1 });
        change.link(id, ada.id);
        change.use(id, { uses: 1, lastUsedAt: NOON, halfLife: 5 });
      }
      change.link('m1', bob.id);
      change.addConflict({ id: 'c', scope: 'user', reason: 'm1', older: 'm2', newer: 'm1' });
    });
    await store.change(ORIGIN, (change) => {
      const memory = change.current('m1');
      if (memory) change.purge(memory);
    });
    await store.read((view) => {
      expect(view.current('m1')).toBe(undefined);
      expect(view.versions('m1')).toEqual([]);
      expect(view.bySeq([1, 2, 3, 4]).map(({ id }) => id)).toEqual(['m2', 'm2']);
      expect(view.sources('m1', 10).total).toBe(0);
      expect([...view.usage(['m1', 'm2']).keys()]).toEqual(['m2']);
      expect(view.conflicts(['user'], 10)).toEqual([]);
      // Nobody else names Bob: the name itself may be what must not be known.
      expect(view.entities(['user'], 10).map(({ name, memories }) => [name, memories])).toEqual([['Ada', 1]]);
      expect(view.entity('user', 'robert')).toBe(undefined);
      expect(view.frequency('m1')).toBe(0);
      expect(view.operations(0, 100, { memory: 'm1' }).at(-1)).toMatchObject({ action: 'purge', from: 2 });
      expect(view.generation(['user'])).toBe(6);
    });
    expect(await found(store, {}, ['m1'])).toEqual([]);
    expect(await found(store, {}, ['tea'])).toEqual(['m2']);
    expect(await store.scrub()).toBe(true);
    // What is gone may come again.
    await put(store, 'm1', 'm1 tea');
    expect(await found(store, {}, ['m1'])).toEqual(['m1']);
  });

  test('a redaction overwrites every version, and they stay', async () => {
    const { store, clock } = await open();
    const secret = { data: { pin: 1234 }, subject: 'Ada', predicate: 'knows', object: 'Bob' };
    await put(store, 'm1', content('tea at Ada’s', secret));
    clock.advance(1);
    await revise(store, 'm1', { text: 'green tea', ...secret });
    await store.change(ORIGIN, (change) => {
      const memory = change.current('m1');
      if (!memory) return;
      change.addSource(memory, { title: 'Letter', quote: 'tea, please', at: 1 });
      change.redact(memory, '[gone]', 'mark');
    });
    await store.read((view) => {
      const same = {
        ...content('[gone]'),
        predicate: undefined,
        id: 'm1',
        scope: 'user',
        fingerprint: 'mark',
        createdAt: NOON,
      };
      expect(view.versions('m1')).toEqual([
        { ...same, seq: 1, version: 1, recordedAt: NOON, retiredAt: NOON + 1 },
        { ...same, seq: 2, version: 2, recordedAt: NOON + 1 },
      ]);
      expect(view.sources('m1', 5).items).toEqual([{ at: 1 }]);
      expect(view.operations(0, 10).at(-1)).toMatchObject({ action: 'redact', from: 2, to: 2 });
    });
    expect(await found(store, {}, ['tea', 'green'])).toEqual([]);
    expect(await found(store, {}, ['gone'])).toEqual(['m1']);
  });

  test('what is sealed has no words, and can be purged and redacted like anything else', async () => {
    const { store } = await open();
    const sealed = { sealed: Buffer.from('sealed'), sensitivity: 3 };
    await put(store, 'm1', content('', sealed));
    await put(store, 'm2', content('', sealed));
    await put(store, 'm3', 'tea');
    const erase = (id: string, redact: boolean) =>
      store.change(ORIGIN, (change) => {
        const memory = change.current(id);
        if (memory && redact) change.redact(memory, '[gone]', 'mark');
        else if (memory) change.purge(memory);
      });
    await erase('m1', false);
    await erase('m2', true);
    await store.read((view) => {
      expect(view.current('m1')).toBe(undefined);
      expect(view.current('m2')).toMatchObject({ text: '[gone]' });
      expect(view.current('m2')?.sealed).toBe(undefined);
    });
    expect([await found(store, {}, ['gone']), await found(store, {}, ['tea'])]).toEqual([['m2'], ['m3']]);
  });
}
