import { readGraphConfig } from '../../servers/knowledge-graph/settings.ts';
import { addSource } from '../../servers/knowledge-graph/sources/register.ts';
import { scanSource } from '../../servers/knowledge-graph/sources/scan.ts';
import { GRAPH_MIGRATIONS } from '../../servers/knowledge-graph/store/migrations.ts';
import { createSqliteGraphStore } from '../../servers/knowledge-graph/store/sqlite.ts';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { lazyDatabase } from '../../shared/db/lazy-database.ts';
import { PRIVACY_CONFIG } from '../../shared/privacy/config.ts';
import { createScreen } from '../../shared/privacy/screen.ts';

// Reads a folder into the graph of a file, and says so when it is done: to be killed before.
const [file = '', root = ''] = process.argv.slice(2);
const clock = systemClock;
const open = () => lazyDatabase(() => openDatabase(file, GRAPH_MIGRATIONS, { durability: 'full', clock }));
const store = createSqliteGraphStore({ reading: open(), writing: open() }, clock);
const screen = createScreen(PRIVACY_CONFIG.parse({}), undefined);
const deps = { store, clock, screen, config: readGraphConfig(undefined), folders: [root] };
const by = { tool: 'chaos' };

await addSource(deps, { graph: 'main', name: 'notes', path: root, watch: false }, by);
await scanSource(
  deps,
  { graph: 'main', name: 'notes', by },
  { progress: (done) => process.stdout.write(`${done}\n`) },
);
await store.close();
process.stdout.write('done\n');
