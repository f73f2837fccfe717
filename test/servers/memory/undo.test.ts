import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logConversation } from '../../../servers/memory/conversation.ts';
import { recordDecision } from '../../../servers/memory/decide.ts';
import { forget } from '../../../servers/memory/forget.ts';
import { undo } from '../../../servers/memory/history.ts';
import { setPreference } from '../../../servers/memory/prefer.ts';
import { createSearcher } from '../../../servers/memory/recall/searcher.ts';
import { type By, remember } from '../../../servers/memory/remember.ts';
import type { MemoryStore } from '../../../servers/memory/store/store.ts';
import { updateMemory } from '../../../servers/memory/update.ts';
import { createIds } from '../../../shared/ids.ts';
import { setUp } from './set-up.ts';

const BY: By = { tool: 'test', client: 'test 1' };

async function prepared() {
  const opened = await setUp();
  const { store, clock } = opened;
  const screen = (text: string) => ({ text, sensitivity: 1, seal: false, redactions: [] });
  const deps = { store, searcher: createSearcher(store), clock, ids: createIds(clock), screen };
  return { ...opened, deps };
}

/** What is active now, without when it was written down. */
function state(store: MemoryStore, scope: string) {
  return store.read((view) => {
    const filter = {
      scopes: [scope],
      validAt: 'any',
      statuses: ['active', 'archived', 'quarantined'],
    } as const;
    return view
      .bySeq(view.find([], filter, 1_000))
      .map(({ seq, version, recordedAt, retiredAt, ...rest }) => ({ ...rest, about: view.about(rest.id) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  });
}

const word = fc.constantFrom('tea', 'milk', 'wine');
const which = fc.nat();
const action = fc.oneof(
  fc.record({
    do: fc.constant('remember' as const),
    items: fc.array(
      fc.record({
        text: word,
        key: fc.constantFrom(undefined, 'drink', 'food'),
        tags: fc.subarray(['x', 'y']),
        about: fc.subarray(['Ada', 'Bob']),
        relation: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record({ do: fc.constant('prefer' as const), value: word }),
  fc.record({ do: fc.constant('decide' as const), title: word, choice: word, supersedes: which }),
  fc.record({ do: fc.constant('log' as const), messages: fc.array(word, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    do: fc.constant('update' as const),
    which,
    text: fc.option(word, { nil: undefined }),
    pinned: fc.boolean(),
  }),
  fc.record({ do: fc.constant('forget' as const), which: fc.array(which, { minLength: 1, maxLength: 3 }) }),
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

async function act(
  { deps }: Awaited<ReturnType<typeof prepared>>,
  scope: string,
  what: Action,
): Promise<void> {
  const there = (await state(deps.store, scope)).filter(
    ({ kind }) => what.do !== 'decide' || kind === 'decision',
  );
  const pick = (index: number) => there[index % Math.max(1, there.length)]?.id;
  if (what.do === 'remember') {
    const items = what.items.map(({ relation, ...item }) =>
      relation
        ? {
            ...item,
            key: undefined,
            kind: 'relationship' as const,
            subject: 'Ada',
            predicate: 'works_at',
            object: item.text,
          }
        : { ...item, kind: 'fact' as const },
    );
    await remember(deps, scope, items, {}, BY);
  } else if (what.do === 'prefer') {
    await setPreference(deps, scope, { key: 'drink', value: what.value, strength: 'prefer' }, BY);
  } else if (what.do === 'decide') {
    const { title, choice } = what;
    const decision = {
      title,
      choice,
      rationale: 'so',
      status: 'accepted' as const,
      supersedes: pick(what.supersedes),
    };
    await recordDecision(deps, scope, decision, BY);
  } else if (what.do === 'log') {
    await logConversation(
      deps,
      scope,
      { name: 's' },
      what.messages.map((text) => ({ role: 'user' as const, text })),
      BY,
    );
  } else if (there.length > 0 && what.do === 'update') {
    const { text, pinned } = what;
    await updateMemory(
      deps,
      { id: pick(what.which) ?? '', expectedVersion: undefined, patch: { text, pinned } },
      BY,
    );
  } else if (there.length > 0 && what.do === 'forget') {
    await forget(deps, { target: { ids: what.which.map((each) => pick(each) ?? '') }, mode: 'retract' }, BY);
  }
}

test('undoing any change brings back what there was, and undoing that what came of it', async () => {
  const real = await prepared();
  const { store } = real.deps;
  let cases = 0;
  let undone = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 5 }), action, async (before, last) => {
      const scope = `session:${cases++}`;
      for (const each of before) {
        await act(real, scope, each);
        real.clock.advance(1_000);
      }
      const [there, known] = [await state(store, scope), await store.read((view) => view.lastOperation())];
      await act(real, scope, last);
      const then = await state(store, scope);
      const [done] = await store.read((view) => view.operations(known, 1));
      if (!done) {
        expect(then).toEqual(there);
        return;
      }
      undone += 1;
      real.clock.advance(1_000);
      const { change } = await undo({ store }, done.change, BY);
      expect(await state(store, scope)).toEqual(there);
      await undo({ store }, change, BY);
      expect(await state(store, scope)).toEqual(then);
    }),
    { numRuns: 300 },
  );
  expect(undone).toBeGreaterThan(200);
}, 120_000);

test('what was changed since, or erased, cannot be undone, and nothing is', async () => {
  const { deps, dump, value, remember: put } = await prepared();
  const ids = await put(['tea', 'milk']);
  const { change } = (await value('memory_history', { id: ids[0] })).versions[0] ?? { change: '' };
  const refuses = async (given: string, expected: object) => {
    const before = await dump();
    await expect(undo(deps, given, BY)).rejects.toMatchObject(expected);
    expect(await dump()).toEqual(before);
  };
  await value('update_memory', { id: ids[1], text: 'cream' });
  await refuses(change, {
    code: 'CONFLICT',
    message: `The change cannot be undone: of memory ${ids[1]} it was changed again since.`,
  });
  await value('forget', { ids, mode: 'redact', confirm: true });
  const { versions } = await value('memory_history', { id: ids[0] });
  await refuses(versions[0]?.change ?? '', {
    code: 'CONFLICT',
    message: expect.stringContaining('what was erased is gone'),
  });
  await value('forget', { ids, mode: 'purge', confirm: true });
  await refuses(change, { code: 'CONFLICT' });
  await refuses('01AAAAAAAAAAAAAAAAAAAAAAAA', {
    code: 'NOT_FOUND',
    message: 'There is no change "01AAAAAAAAAAAAAAAAAAAAAAAA".',
  });
});
