import { inject, onTestFinished, type TestContext } from 'vitest';
import { needs } from '../../needs.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { type Neo4jAddress, type Neo4jServer, startNeo4j } from './server.ts';

/**
 * The server that all tests of a run share: that of IZA_NEO4J_URL, IZA_NEO4J_USER and IZA_NEO4J_PASSWORD where they
 * are set, one that is started here otherwise. It has one database, so a test keeps to what it marks as its own, and
 * takes that away at its end.
 */
export async function sharedNeo4j(context: TestContext): Promise<Neo4jAddress> {
  const {
    IZA_NEO4J_URL: url,
    IZA_NEO4J_USER: user = 'neo4j',
    IZA_NEO4J_PASSWORD: password = '',
  } = process.env;
  if (url) return { url, user, password };
  needs(context, 'neo4j');
  const response = await fetch(inject('neo4jDoor'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text);
}

export interface OwnNeo4j extends Neo4jServer {
  /** Another server with the same data at the same address, after this one was killed. */
  again(): Promise<Neo4jServer>;
}

/** A server of the test's own, to be killed. It goes away with the test. */
export async function ownNeo4j(context: TestContext): Promise<OwnNeo4j> {
  needs(context, 'neo4j');
  const folder = await temporaryFolder();
  const start = async (port?: number): Promise<Neo4jServer> => {
    const server = await startNeo4j({ folder, ...(port !== undefined && { port }) });
    onTestFinished(server.stop);
    return server;
  };
  const server = await start();
  return {
    ...server,
    again: async () => {
      await server.stop();
      return start(Number(new URL(server.url).port));
    },
  };
}
