import { randomUUID } from 'node:crypto';
import { onTestFinished, type TestContext } from 'vitest';
import {
  connectNeo4j,
  type Neo4j,
  type Neo4jParameters,
  type Neo4jRow,
} from '../../../servers/knowledge-graph/store/neo4j-client.ts';
import type { Neo4jConnection } from '../../../servers/knowledge-graph/store/neo4j-connection.ts';
import { systemClock } from '../../../shared/clock.ts';
import { createLogger } from '../../../shared/log.ts';
import { sharedNeo4j } from './for-tests.ts';
import type { Neo4jAddress } from './server.ts';

/** A client of ours for a server. It is closed with the test. */
export function clientOf(
  { url, user, password }: Neo4jAddress,
  options: Partial<Neo4jConnection> = {},
): Neo4j {
  const client = connectNeo4j({
    settings: { url, user, passwordEnv: 'NEO4J_PASSWORD' },
    env: { NEO4J_PASSWORD: password },
    clock: systemClock,
    log: createLogger('silent'),
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

export interface GraphOfTest {
  server: Neo4jAddress;
  client: Neo4j;
  /** What all nodes of the test have as their `graph`, so that they go away with it. Fit for a name in Cypher. */
  graph: string;
  /** One statement that reads, with `$graph` among its parameters. */
  ask(statement: string, parameters?: Neo4jParameters): Promise<Neo4jRow[]>;
  /** One that writes. */
  tell(statement: string, parameters?: Neo4jParameters): Promise<Neo4jRow[]>;
  /** Creates an index or constraint, which is dropped with the test. */
  schema(kind: 'INDEX' | 'CONSTRAINT', name: string, statement: string): Promise<void>;
}

/** A part of the shared server. */
export async function graphOfTest(context: TestContext): Promise<GraphOfTest> {
  const server = await sharedNeo4j(context);
  const graph = `g${randomUUID().replaceAll('-', '')}`;
  const client = clientOf(server, { deadlineMs: 60_000 });
  const ask: GraphOfTest['ask'] = (statement, parameters) =>
    client.read((tx) => tx.run(statement, { graph, ...parameters }));
  const tell: GraphOfTest['tell'] = (statement, parameters) =>
    client.write((tx) => tx.run(statement, { graph, ...parameters }));
  onTestFinished(async () => {
    await tell('MATCH (n {graph: $graph}) DETACH DELETE n');
  });
  return {
    server,
    client,
    graph,
    ask,
    tell,
    async schema(kind, name, statement) {
      await tell(statement);
      onTestFinished(async () => {
        await tell(`DROP ${kind} ${name}`);
      });
      await tell('CALL db.awaitIndexes(60)');
    },
  };
}
