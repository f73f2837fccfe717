import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { MemoryContent } from '../../../../servers/memory/memory.ts';
import { MEMORY_MIGRATIONS } from '../../../../servers/memory/store/migrations.ts';
import { createSqliteMemoryStore } from '../../../../servers/memory/store/sqlite.ts';
import { openDatabase } from '../../../../shared/db/database.ts';
import { lazyDatabase } from '../../../../shared/db/lazy-database.ts';
import { createIds } from '../../../../shared/ids.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

const NOW = Date.UTC(2026, 0, 1);
const clock = { now: () => NOW, monotonic: () => 0 };

async function store() {
  const file = join(await temporaryFolder(), 'memory.db');
  const made = createSqliteMemoryStore(
    lazyDatabase(() => openDatabase(file, MEMORY_MIGRATIONS, { durability: 'normal', clock })),
    clock,
    createIds(clock),
  );
  onTestFinished(() => made.close());
  return made;
}

function fact(text: string, validFrom?: number): MemoryContent {
  const rest = {
    tags: [],
    status: 'active' as const,
    importance: 0.5,
    sensitivity: 1,
    trust: 4,
    pinned: false,
  };
  return { kind: 'fact', text, ...rest, ...(validFrom !== undefined && { validFrom }) };
}

test('those with all words of one group, the newest first, as far as the filter lets them through', async () => {
  const memories = await store();
  await memories.change({ tool: 'test' }, (change) => {
    change.add('a', 'user', fact('red green blue'), 'a');
    change.add('b', 'user', fact('red green'), 'b');
    change.add('c', 'user', fact('white black'), 'c');
    change.add('d', 'user', fact('red black'), 'd');
    change.add('e', 'project:p', fact('red green'), 'e');
  });
  const groups = [
    ['red', 'green'],
    ['white', 'black'],
  ];
  const ids = (limit: number) =>
    memories.read((view) =>
      view.bySeq(view.withAll(groups, { scopes: ['user'] }, limit)).map(({ id }) => id),
    );
  expect(await ids(10)).toEqual(['c', 'b', 'a']);
  expect(await ids(1)).toEqual(['c']);
});

test('a span of time is read from its end, by when each began', async () => {
  const memories = await store();
  await memories.change({ tool: 'test' }, (change) => {
    change.add('late', 'user', fact('late', 300), 'l');
    change.add('early', 'user', fact('early', 100), 'e');
    change.add('middle', 'user', fact('middle', 200), 'm');
    change.add('end', 'user', fact('end', 400), 'n');
  });
  const ids = (from: number, to: number) =>
    memories.read((view) =>
      view.bySeq(view.find([], { scopes: ['user'], between: [from, to] }, 10)).map(({ id }) => id),
    );
  expect(await ids(100, 400)).toEqual(['late', 'middle', 'early']);
  expect(await ids(101, 401)).toEqual(['end', 'late', 'middle']);
});

test('an entity is found by its name or by what else it is called, in its scope only', async () => {
  const memories = await store();
  await memories.change({ tool: 'test' }, (change) => {
    const ada = change.saveEntity('user', 'Ada Lovelace', 'ada lovelace');
    change.addAlias(ada.id, 'Countess', 'countess');
    change.saveEntity('project:p', 'Ada', 'ada');
  });
  const found = await memories.read((view) => ({
    name: view.entity('user', 'ada lovelace')?.name,
    alias: view.entity('user', 'countess')?.name,
    elsewhere: view.entity('project:p', 'countess')?.name,
    begins: view.entitiesNamed(['user', 'project:p'], ['ada'], 10).map(({ name }) => name),
  }));
  expect(found).toEqual({
    name: 'Ada Lovelace',
    alias: 'Ada Lovelace',
    elsewhere: undefined,
    begins: ['Ada', 'Ada Lovelace'],
  });
});
