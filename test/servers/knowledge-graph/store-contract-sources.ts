import { describe, expect, test } from 'vitest';
import type { Source } from '../../../servers/knowledge-graph/sources/source.ts';
import { entity, type OpenGraph, ORIGIN } from './store-contract.ts';

const NOTES: Source = {
  name: 'notes',
  kind: 'folder',
  location: '/notes',
  watch: true,
  paused: false,
  skipped: {},
};

/** What every engine has to remember of sources. */
export function testSources(open: OpenGraph): void {
  describe('sources', () => {
    test('are remembered with their items, and are no part of the log', async (context) => {
      const { store } = await open(context);
      const whole: Source = { ...NOTES, cursor: 'c', scannedAt: 5, skipped: { hidden: 2 }, problem: 'p' };
      await store.change(ORIGIN, async ({ sources }) => {
        await sources.put(NOTES);
        await sources.put({ ...NOTES, name: 'a', kind: 'text', location: undefined });
        await sources.put(whole);
        await sources.putItem('notes', {
          externalId: 'b',
          status: 'failed',
          reason: 'r',
          size: 3,
          mtime: 1.5,
        });
        await sources.putItem('notes', { externalId: 'a', status: 'failed' });
        await sources.putItem('notes', { externalId: 'a', status: 'indexed', hash: 'h', episode: 7 });
        await sources.putItem('notes', { externalId: 'c', status: 'skipped' });
        await sources.putItem('notes', { externalId: 'd', status: 'skipped' });
        await sources.removeItem('notes', 'd');
      });
      await store.read(async (view) => {
        const { sources } = view;
        expect(await sources.graphs()).toEqual(['main']);
        expect((await sources.list('main')).map(({ name }) => name)).toEqual(['a', 'notes']);
        expect(await sources.find('main', 'notes')).toEqual(whole);
        expect(await sources.find('main', 'b')).toBeUndefined();
        expect(await sources.find('other', 'notes')).toBeUndefined();
        expect(await sources.items('main', 'notes', '', 2)).toEqual([
          { externalId: 'a', status: 'indexed', hash: 'h', episode: 7 },
          { externalId: 'b', status: 'failed', reason: 'r', size: 3, mtime: 1.5 },
        ]);
        expect((await sources.items('main', 'notes', 'b', 9)).map(({ externalId }) => externalId)).toEqual([
          'c',
        ]);
        expect(await sources.items('main', 'notes', '', 9, 'indexed')).toHaveLength(1);
        expect(await sources.item('main', 'notes', 'c')).toEqual({ externalId: 'c', status: 'skipped' });
        expect(await sources.item('main', 'notes', 'd')).toBeUndefined();
        expect(await sources.counts('main', 'notes')).toEqual({ indexed: 1, failed: 1, skipped: 1 });
        expect(await view.last()).toBeUndefined();
      });
      await store.change(ORIGIN, ({ sources }) => sources.remove('notes'));
      await store.read(async ({ sources }) => {
        expect((await sources.list('main')).map(({ name }) => name)).toEqual(['a']);
        expect(await sources.items('main', 'notes', '', 9)).toEqual([]);
      });
    });

    test('are as they were when the change comes to nothing', async (context) => {
      const { store } = await open(context);
      await store.change(ORIGIN, ({ sources }) => sources.put(NOTES));
      const failing = store.change(ORIGIN, async (change) => {
        await change.add('entity', entity('Ada'));
        await change.sources.put({ ...NOTES, paused: true });
        await change.sources.putItem('notes', { externalId: 'a', status: 'failed' });
        expect(await change.sources.counts('main', 'notes')).toMatchObject({ failed: 1 });
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await store.read(async ({ sources }) => {
        expect(await sources.find('main', 'notes')).toEqual(NOTES);
        expect(await sources.items('main', 'notes', '', 9)).toEqual([]);
      });
    });
  });
}
