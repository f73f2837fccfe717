import { randomUUID } from 'node:crypto';
import { afterAll, onTestFinished, type TestContext } from 'vitest';
import { createNeo4jGraphStore } from '../../../servers/knowledge-graph/store/neo4j.ts';
import type { Neo4j } from '../../../servers/knowledge-graph/store/neo4j-client.ts';
import type { Neo4jConnection } from '../../../servers/knowledge-graph/store/neo4j-connection.ts';
import { createNeo4jCopy, type GraphCopy } from '../../../servers/knowledge-graph/store/neo4j-copy.ts';
import { systemIds } from '../../../shared/ids.ts';
import { testClock } from '../../clock.ts';
import { clientOf } from '../../support/neo4j/client.ts';
import { sharedNeo4j } from '../../support/neo4j/for-tests.ts';
import type { Neo4jAddress } from '../../support/neo4j/server.ts';
import type { OpenedGraph } from './store-contract.ts';

/** Parts of the shared server with all their indexes, which are emptied and used again: making those takes seconds. */
const free: string[] = [];
let made: { server: Neo4jAddress; spaces: string[] } | undefined;

export interface OpenedNeo4j extends OpenedGraph {
  server: Neo4jAddress;
  space: string;
  client: Neo4j;
  /** Another store with the same content, as another process has it. */
  beside(options?: Partial<Neo4jConnection> & { url?: string }): OpenedGraph['store'];
}

/** An empty graph in the shared Neo4j. Files that open one end with `dropSpaces`. */
export async function openNeo4jGraph(context: TestContext): Promise<OpenedNeo4j> {
  const server = await sharedNeo4j(context);
  made ??= { server, spaces: [] };
  const space = free.pop() ?? `T${randomUUID().replaceAll('-', '').slice(0, 10)}`;
  if (!made.spaces.includes(space)) made.spaces.push(space);
  const clock = testClock();
  const client = clientOf(server, { deadlineMs: 60_000 });
  await emptySpace(client, space);
  onTestFinished(() => void free.push(space));
  const beside: OpenedNeo4j['beside'] = ({ url = server.url, ...options } = {}) => {
    const neo4j = clientOf({ ...server, url }, { deadlineMs: 60_000, ...options });
    return createNeo4jGraphStore({ neo4j, clock, ids: systemIds, space });
  };
  return { store: beside(), clock, server, space, client, beside };
}

/** The projection in the same part of the server. */
export function copyIn(
  { server, space }: Pick<OpenedNeo4j, 'server' | 'space'>,
  options: Partial<Neo4jConnection> & { url?: string } = {},
): GraphCopy {
  const { url = server.url, ...rest } = options;
  return createNeo4jCopy({ neo4j: clientOf({ ...server, url }, { deadlineMs: 60_000, ...rest }), space });
}

/** Takes all indexes of this file's tests away, and what is in them. */
export function dropSpaces(): void {
  afterAll(async () => {
    if (!made) return;
    const { connectNeo4j } = await import('../../../servers/knowledge-graph/store/neo4j-client.ts');
    const { systemClock } = await import('../../../shared/clock.ts');
    const { createLogger } = await import('../../../shared/log.ts');
    const { server, spaces } = made;
    const client = connectNeo4j({
      settings: { url: server.url, user: server.user, passwordEnv: 'P' },
      env: { P: server.password },
      clock: systemClock,
      log: createLogger('silent'),
      deadlineMs: 60_000,
    });
    for (const space of spaces) await emptySpace(client, space);
    const named = async (what: 'CONSTRAINTS' | 'INDEXES'): Promise<string[]> =>
      (await client.read((tx) => tx.run(`SHOW ${what} YIELD name`)))
        .map(({ name }) => String(name))
        .filter((name) => spaces.some((space) => name.startsWith(space)));
    await client.write(async (tx) => {
      for (const name of await named('CONSTRAINTS')) await tx.run(`DROP CONSTRAINT ${name}`);
    });
    await client.write(async (tx) => {
      for (const name of await named('INDEXES')) await tx.run(`DROP INDEX ${name}`);
    });
    await client.close();
  });
}

/** All but the counter, which says that the indexes are there. */
async function emptySpace(client: Neo4j, space: string): Promise<void> {
  await client.write(async (tx) => {
    await tx.run(
      `MATCH (n) WHERE any(label IN labels(n) WHERE label STARTS WITH $space)
         AND NOT $counter IN labels(n) DETACH DELETE n`,
      { space, counter: `${space}KgCounter` },
    );
    await tx.run(`MATCH (c:${space}KgCounter) SET c.seq = 0, c.at = 0, c.rows = null`);
  });
}
