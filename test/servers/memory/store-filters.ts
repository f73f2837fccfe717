import { describe, expect, test } from 'vitest';
import type { MemoryContent } from '../../../servers/memory/memory.ts';
import type { Filter } from '../../../servers/memory/store/store.ts';
import { NOON } from '../../clock.ts';
import { content, found, type OpenStore, ORIGIN, put, revise } from './store-contract.ts';

const DAY = 86_400_000;

/** Memories one per id, of which each filter below lets some through. */
const MEMORIES: [id: string, scope: string, more: Partial<MemoryContent>][] = [
  ['plain', 'user', {}],
  ['project', 'project:p', {}],
  ['other', 'project:P', {}],
  ['fact', 'user', { kind: 'fact', tags: ['x', 'y'] }],
  ['task', 'user', { kind: 'task', tags: ['x'] }],
  ['archived', 'user', { status: 'archived' }],
  ['retracted', 'user', { status: 'retracted' }],
  ['held', 'user', { status: 'quarantined' }],
  ['past', 'user', { validFrom: NOON - 10 * DAY, validTo: NOON - 5 * DAY }],
  ['until', 'user', { validTo: NOON }],
  ['from', 'user', { validFrom: NOON }],
  ['future', 'user', { validFrom: NOON + DAY }],
  ['said', 'user', { kind: 'message', session: 's1', position: 0, speaker: 'Ada' }],
  ['replied', 'user', { kind: 'message', session: 's1', position: 1, speaker: 'ada' }],
];

const ALWAYS = ['plain', 'fact', 'task', 'from', 'said', 'replied'];

const CASES: [name: string, filter: Partial<Filter>, expected: string[]][] = [
  ['nothing but the scope: active ones that hold now', {}, ALWAYS],
  ['a scope', { scopes: ['project:p'] }, ['project']],
  ['scopes', { scopes: ['project:p', 'project:P'] }, ['project', 'other']],
  ['no scope', { scopes: [] }, []],
  ['the beginning of a scope is not the scope', { scopes: ['project', 'project:'] }, []],
  ['kinds', { kinds: ['fact', 'task'] }, ['fact', 'task']],
  ['no kind', { kinds: [] }, []],
  ['a tag', { tags: ['x'] }, ['fact', 'task']],
  ['all of the tags', { tags: ['y', 'x'] }, ['fact']],
  ['an unknown tag', { tags: ['x', 'z'] }, []],
  ['no tags are no filter', { tags: [] }, ALWAYS],
  ['a status', { statuses: ['archived'] }, ['archived']],
  ['statuses', { statuses: ['retracted', 'quarantined'] }, ['retracted', 'held']],
  ['a speaker, as written', { speaker: 'Ada' }, ['said']],
  ['a session', { session: 's1' }, ['said', 'replied']],
  ['an unknown session', { session: 's2' }, []],
  ['any time', { validAt: 'any' }, [...ALWAYS, 'past', 'until', 'future']],
  [
    'the first moment of an interval',
    { validAt: NOON - 10 * DAY, kinds: ['note'] },
    ['plain', 'past', 'until'],
  ],
  ['before the first moment', { validAt: NOON - 10 * DAY - 1, kinds: ['note'] }, ['plain', 'until']],
  [
    'the last moment of an interval',
    { validAt: NOON - 5 * DAY - 1, kinds: ['note'] },
    ['plain', 'past', 'until'],
  ],
  ['its end is not in it', { validAt: NOON - 5 * DAY, kinds: ['note'] }, ['plain', 'until']],
  ['a day ahead', { validAt: NOON + DAY, kinds: ['note'] }, ['plain', 'from', 'future']],
  ['what began in a time', { validAt: 'any', between: [NOON - 10 * DAY, NOON] }, ['past']],
  ['what began at its first moment, or was recorded then', { between: [NOON, NOON + 1] }, ALWAYS],
  ['what began in a time to come', { validAt: 'any', between: [NOON + 1, NOON + DAY + 1] }, ['future']],
  ['its end is not in a time', { validAt: 'any', between: [NOON + 1, NOON + DAY] }, []],
  [
    'several at once',
    { kinds: ['fact', 'task'], tags: ['x', 'y'], validAt: NOON, scopes: ['user', 'project:p'] },
    ['fact'],
  ],
  ['an entity', { entities: ['ada'] }, ['fact', 'task']],
  ['an alias', { entities: ['lovelace'] }, ['fact', 'task']],
  ['one of the entities', { entities: ['bob', 'nobody'] }, ['plain']],
  ['an unknown entity', { entities: ['nobody'] }, []],
  ['no entities are no filter', { entities: [] }, ALWAYS],
];

export function testFilters(open: OpenStore): void {
  async function filled() {
    const opened = await open();
    await opened.store.change(ORIGIN, (change) => {
      change.saveSession({ id: 's1', scope: 'user', name: 'one' });
      for (const [id, scope, more] of MEMORIES) change.add(id, scope, content(`tea ${id}`, more), id);
      const ada = change.saveEntity('user', 'Ada', 'ada');
      change.addAlias(ada.id, 'Lovelace', 'lovelace');
      const bob = change.saveEntity('user', 'Bob', 'bob');
      for (const id of ['fact', 'task', 'archived']) change.link(id, ada.id);
      change.link('plain', bob.id);
    });
    return opened;
  }

  test('each lets through what it says, with words and without, and counts the same', async () => {
    const { store } = await filled();
    for (const [name, filter, expected] of CASES) {
      const order = MEMORIES.map(([id]) => id);
      const newestFirst = [...expected].sort((a, b) => order.indexOf(b) - order.indexOf(a));
      expect([name, await found(store, filter)]).toEqual([name, newestFirst]);
      expect([name, (await found(store, filter, ['tea'])).sort()]).toEqual([name, [...expected].sort()]);
      const count = await store.read((view) => view.count({ scopes: ['user'], ...filter }));
      expect([name, count]).toEqual([name, expected.length]);
    }
  });

  test('what was known at a time, as it was known', async () => {
    const { store, clock } = await open();
    await put(store, 'm1', 'green tea');
    clock.advance(DAY);
    await put(store, 'm2', 'milk');
    await revise(store, 'm1', { text: 'black tea' });
    clock.advance(DAY);
    await revise(store, 'm1', { status: 'retracted' });
    const known = (knownAt: number, words: string[] = []) =>
      store.read((view) =>
        view
          .bySeq(view.find(words, { scopes: ['user'], knownAt }, 10))
          .map(({ id, text }) => `${id} ${text}`),
      );
    expect(await known(NOON - 1)).toEqual([]);
    expect(await known(NOON)).toEqual(['m1 green tea']);
    expect(await known(NOON + DAY - 1)).toEqual(['m1 green tea']);
    expect(await known(NOON + DAY)).toEqual(['m1 black tea', 'm2 milk']);
    expect(await known(NOON + 2 * DAY)).toEqual(['m2 milk']);
    expect(await known(NOON, ['black'])).toEqual([]);
    expect(await known(NOON, ['green'])).toEqual(['m1 green tea']);
    expect(await found(store, {}, ['tea'])).toEqual([]);
  });

  test('pages of a fixed order', async () => {
    const { store } = await filled();
    const page = (limit: number, offset?: number) =>
      store.read((view) =>
        view.find([], { scopes: ['user'], kinds: ['note', 'fact', 'task'] }, limit, offset),
      );
    expect(await page(2)).toEqual([11, 5]);
    expect(await page(2, 2)).toEqual([4, 1]);
    expect(await page(2, 4)).toEqual([]);
  });

  describe('words', () => {
    test('any of them matches; more and rarer ones come first, equals newest first', async () => {
      const { store } = await open();
      const texts = ['tea one', 'tea two', 'rare tea', 'nothing'];
      for (const [index, text] of texts.entries()) await put(store, `m${index}`, text);
      expect(await found(store, {}, ['tea', 'rare'])).toEqual(['m2', 'm1', 'm0']);
      expect(await found(store, {}, ['absent'])).toEqual([]);
    });

    test('match whatever their ending, case and accents', async () => {
      const { store } = await open();
      await put(store, 'm', 'Élodie was running through cafés');
      for (const word of ['elodie', 'run', 'runs', 'cafe', 'CAFÉ', 'cafe\u0301']) {
        expect([word, await found(store, {}, [word])]).toEqual([word, ['m']]);
      }
    });

    test('are never syntax', async () => {
      const { store } = await open();
      await put(store, 'm', 'NEAR AND OR NOT text');
      const odd = [
        '"',
        '*',
        'te*',
        'NEAR(',
        'text:',
        '^near',
        '-not',
        '(',
        '{text}',
        'a\0b',
        "'",
        ';',
        '"" OR ""',
        '\ud800',
        '',
      ];
      for (const word of odd) await found(store, {}, [word]);
      expect(await found(store, {}, ['te*'])).toEqual([]);
      expect(await found(store, {}, ['NOT', 'absent'])).toEqual(['m']);
    });

    test('are counted by their stems', async () => {
      const { store } = await open();
      await put(store, 'm1', 'running tea tea');
      await put(store, 'm2', 'tea');
      const counted = await store.read((view) =>
        ['tea', 'run', 'running', 'none'].map((word) => view.frequency(word)),
      );
      expect(counted).toEqual([2, 1, 0, 0]);
    });
  });

  describe('by what they are about', () => {
    test('the word on a key is of one scope and kind, holds at the time, and began last', async () => {
      const { store } = await open();
      const key = 'editor';
      await put(store, 'old', content('vi', { key, validFrom: 0, validTo: NOON }));
      await put(store, 'now', content('emacs', { key, validFrom: NOON }));
      await put(store, 'undated', content('ed', { key }));
      await put(store, 'later', content('nano', { key, validFrom: NOON + 5 }));
      await put(store, 'away', content('x', { key, validFrom: NOON, status: 'retracted' }));
      await put(store, 'fact', content('vim', { key, kind: 'fact', validFrom: 0 }));
      await put(store, 'project', content('zed', { key, validFrom: 0 }), 'project:p');
      await store.read((view) => {
        const at = (time: number) => view.byKey('user', 'note', key, time)?.id;
        // Without a date it holds from its recording: at noon too, and it came later.
        expect([-1, 0, NOON - 1, NOON, NOON + 4, NOON + 5].map(at)).toEqual([
          undefined,
          'old',
          'old',
          'undated',
          'undated',
          'later',
        ]);
        expect(view.byKey('user', 'fact', key, NOON)?.id).toBe('fact');
        expect(view.byKey('project:p', 'note', key, NOON)?.id).toBe('project');
        expect(view.byKey('agent:x', 'note', key, NOON)).toBe(undefined);
        expect(view.withKey(['user', 'project:p'], key).map(({ id }) => id)).toEqual([
          'old',
          'fact',
          'project',
          'now',
          'undated',
          'away',
          'later',
        ]);
      });
    });

    test('a fingerprint finds the first active one in the scope that is no message', async () => {
      const { store } = await open();
      await store.change(ORIGIN, (change) => {
        change.saveSession({ id: 's', scope: 'user', name: 's' });
        change.add('said', 'user', content('tea', { kind: 'message', session: 's', position: 0 }), 'tea');
      });
      await put(store, 'gone', content('tea', { status: 'retracted' }));
      await put(store, 'there', 'tea', 'agent:x');
      const known = () => store.read((view) => view.byFingerprint('user', 'tea')?.id);
      expect(await known()).toBe(undefined);
      await put(store, 'm1', 'tea');
      await put(store, 'm2', 'tea');
      expect(await known()).toBe('m1');
    });

    test('a relation finds the active ones of its subject and predicate', async () => {
      const { store } = await open();
      const acme = { kind: 'relationship', subject: 'Ada', predicate: 'works_at', object: 'Acme' } as const;
      await put(store, 'm1', content('1', acme));
      await put(store, 'm2', content('2', { ...acme, object: 'Babel' }));
      await put(store, 'm3', content('3', { ...acme, predicate: 'likes' }));
      await put(store, 'm4', content('4', { ...acme, status: 'archived' }));
      await put(store, 'm5', content('5', acme), 'agent:x');
      expect(
        await store.read((view) => view.byRelation('user', 'Ada', 'works_at').map(({ id }) => id)),
      ).toEqual(['m1', 'm2']);
    });
  });
}
