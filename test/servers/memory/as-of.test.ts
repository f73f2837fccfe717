import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forget } from '../../../servers/memory/forget.ts';
import { undo } from '../../../servers/memory/history.ts';
import { createSearcher } from '../../../servers/memory/recall/searcher.ts';
import { type By, remember } from '../../../servers/memory/remember.ts';
import { MEMORY_MIGRATIONS } from '../../../servers/memory/store/migrations.ts';
import { createSqliteMemoryStore } from '../../../servers/memory/store/sqlite.ts';
import type { MemoryStore, MemoryView } from '../../../servers/memory/store/store.ts';
import { updateMemory } from '../../../servers/memory/update.ts';
import { openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { createIds, type Ids } from '../../../shared/ids.ts';
import { NOON, type TestClock, testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { createModel, type Item, LAST } from './as-of-model.ts';

const CASES = 10_000;
/** A new database for so many cases: what was known earlier is searched among all versions there are. */
const CASES_A_DATABASE = 100;
const MINUTE = 60_000;
const BY: By = { tool: 'test' };

const moment = fc.nat(LAST);
const items = fc
  .record({
    key: fc.constantFrom(undefined, 'a', 'b'),
    text: fc.constantFrom('tea', 'milk', 'wine'),
    from: fc.option(moment, { nil: undefined }),
    to: fc.option(moment, { nil: undefined }),
  })
  .filter(({ from, to }) => from === undefined || to === undefined || from < to);

type Step =
  | { do: 'remember'; items: Item[] }
  | { do: 'update'; which: number; from: number | undefined; to: number | undefined }
  | { do: 'forget'; which: number[] }
  | { do: 'undo'; which: number }
  | { do: 'wait'; for: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('remember' as const),
      items: fc.array(items, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('update' as const),
      which: fc.nat(),
      from: fc.option(moment, { nil: undefined }),
      to: fc.option(moment, { nil: undefined }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('forget' as const),
      which: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), for: fc.integer({ min: 1, max: 3 }) }),
  },
);

const asked = fc.array(fc.record({ validAt: moment, knownAt: moment }), { minLength: 4, maxLength: 4 });

interface Real {
  store: MemoryStore;
  clock: TestClock;
  ids: Ids;
}

/** Runs a case on the store and the model side by side, in a scope of its own. */
async function follow({ store, clock, ids }: Real, scope: string, steps: readonly Step[]) {
  const start = clock.now();
  const model = createModel();
  const deps = {
    store,
    searcher: createSearcher(store),
    clock,
    ids,
    screen: (text: string) => ({ text, sensitivity: 1, seal: false, redactions: [] }),
  };
  const timeOf = (at: number | undefined) => (at === undefined ? undefined : start + at * MINUTE);
  const idOf: string[] = [];
  const changeOf: (string | undefined)[] = [];
  let known = await store.read((view) => view.lastOperation());
  const noteChange = async () => {
    await store.read((view) => {
      changeOf.push(view.operations(known, 1)[0]?.change);
      known = view.lastOperation();
    });
  };
  let serial = 0;
  for (const each of steps) {
    if (each.do === 'wait') {
      clock.advance(each.for * MINUTE);
      model.advance(each.for);
    } else if (each.do === 'remember') {
      const named = each.items.map((item) => ({ ...item, text: item.key ? item.text : `note ${serial++}` }));
      const names = model.remember(named);
      const storing = remember(
        deps,
        scope,
        named.map(({ from, to, ...item }) => ({
          ...item,
          kind: 'fact' as const,
          validFrom: timeOf(from),
          validTo: timeOf(to),
        })),
        {},
        BY,
      );
      if (!names) {
        await expect(storing).rejects.toMatchObject({ code: 'INVALID_INPUT' });
        continue;
      }
      for (const [index, { id }] of (await storing).entries()) {
        const name = names[index] ?? -1;
        idOf[name] ??= id;
        expect(idOf[name]).toBe(id);
      }
      await noteChange();
    } else if (model.size() === 0) {
      // There is nothing yet to update, forget or undo.
    } else if (each.do === 'update') {
      const name = each.which % model.size();
      if (!model.holdsEver(name)) continue;
      const fits = model.update(name, each);
      const patch = { validFrom: timeOf(each.from), validTo: timeOf(each.to) };
      const updating = updateMemory(deps, { id: idOf[name] ?? '', expectedVersion: undefined, patch }, BY);
      if (fits) {
        await updating;
        await noteChange();
      } else {
        await expect(updating).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      }
    } else if (each.do === 'forget') {
      const names = each.which.map((which) => which % model.size());
      model.retract(names);
      await forget(deps, { target: { ids: names.map((name) => idOf[name] ?? '') }, mode: 'retract' }, BY);
      await noteChange();
    } else {
      const which = each.which % model.changes();
      const outcome = model.undo(which);
      const undoing = undo(deps, changeOf[which] ?? 'none', BY);
      if (outcome === 'done') {
        await undoing;
        await noteChange();
      } else {
        await expect(undoing).rejects.toMatchObject({ code: outcome === 'late' ? 'CONFLICT' : 'NOT_FOUND' });
      }
    }
  }
  return { model, timeOf, idOf };
}

test('what held when, by what was known when, is as painting it by hand has it', async () => {
  const clock = testClock(NOON);
  const ids = createIds(clock);
  let cases = 0;
  let real: Real | undefined;
  const open = async (): Promise<Real> => {
    const folder = await temporaryFolder();
    const db = lazyDatabase(async () => {
      const options = { durability: 'normal', clock } as const;
      const opened = await openDatabase(join(folder, 'memory.db'), MEMORY_MIGRATIONS, options);
      // Nothing here has to outlive the machine.
      opened.pragma('synchronous = OFF');
      return opened;
    });
    return { store: createSqliteMemoryStore(db, clock, ids), clock, ids };
  };
  const oneCase = async (steps: Step[], questions: { validAt: number; knownAt: number }[]): Promise<void> => {
    if (!real || cases % CASES_A_DATABASE === 0) {
      await real?.store.close();
      real = await open();
    }
    cases += 1;
    clock.advance(60 * MINUTE);
    const scope = `session:${cases}`;
    const { model, timeOf, idOf } = await follow(real, scope, steps);
    const named = (view: MemoryView, seqs: number[]) =>
      view
        .bySeq(seqs)
        .map(({ id }) => idOf.indexOf(id))
        .sort((a, b) => a - b);
    await real.store.read((view) => {
      for (const { validAt, knownAt } of questions) {
        const at = { scopes: [scope], validAt: timeOf(validAt) };
        expect(named(view, view.find([], at, 100))).toEqual(model.asOf(validAt));
        const then = { ...at, knownAt: timeOf(knownAt) };
        expect(named(view, view.find([], then, 100))).toEqual(model.asOf(validAt, knownAt));
        for (const key of ['a', 'b']) {
          const holder = view.byKey(scope, 'fact', key, timeOf(validAt) ?? 0);
          expect(holder && idOf.indexOf(holder.id)).toBe(model.byKey(key, validAt));
        }
      }
    });
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), asked, oneCase), {
    numRuns: CASES,
  });
  await real?.store.close();
  expect(cases).toBeGreaterThanOrEqual(CASES);
}, 300_000);
