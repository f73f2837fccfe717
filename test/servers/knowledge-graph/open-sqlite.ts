import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { GRAPH_MIGRATIONS } from '../../../servers/knowledge-graph/store/migrations.ts';
import { createSqliteGraphStore } from '../../../servers/knowledge-graph/store/sqlite.ts';
import { openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import type { OpenedGraph } from './store-contract.ts';

/** A graph in a new SQLite file, which goes away with the test. */
export async function openSqliteGraph(): Promise<OpenedGraph & { file: string }> {
  const file = join(await temporaryFolder(), 'graph.db');
  const clock = testClock();
  const open = () =>
    lazyDatabase(() => openDatabase(file, GRAPH_MIGRATIONS, { durability: 'normal', clock }));
  const store = createSqliteGraphStore({ reading: open(), writing: open() }, clock);
  onTestFinished(() => store.close());
  return { store, clock, file };
}
