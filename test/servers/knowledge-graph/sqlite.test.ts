import { describe } from 'vitest';
import { openSqliteGraph } from './open-sqlite.ts';
import { testGraphStore } from './store-contract.ts';

describe('a graph in SQLite', () => testGraphStore(openSqliteGraph));
