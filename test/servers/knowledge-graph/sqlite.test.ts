import { describe } from 'vitest';
import { openSqliteGraph } from './open-sqlite.ts';
import { testGraphStore } from './store-contract.ts';
import { testSources } from './store-contract-sources.ts';

describe('a graph in SQLite', () => {
  testGraphStore(openSqliteGraph);
  testSources(openSqliteGraph);
});
