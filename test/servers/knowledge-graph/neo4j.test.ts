import { describe } from 'vitest';
import { dropSpaces, openNeo4jGraph } from './open-neo4j.ts';
import { testGraphStore } from './store-contract.ts';

// The first test waits for the server, and for its indexes.
describe('a graph in Neo4j', { timeout: 180_000 }, () => {
  dropSpaces();
  testGraphStore(openNeo4jGraph);
});
