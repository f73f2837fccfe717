import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import type { Neo4jServer } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where tests, which run in processes of their own, ask for the server of the run. */
    neo4jDoor: string;
  }
}

/** One Neo4j for all tests of a run, started when the first of them asks and stopped after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<Neo4jServer> | undefined;
  const path = `/${randomUUID()}`;
  const door = createServer(async (request, response) => {
    if (request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    try {
      // Most runs need none, and not its driver either.
      server ??= import('./server.ts').then(({ startNeo4j }) => startNeo4j());
      const { url, user, password } = await server;
      response.end(JSON.stringify({ url, user, password }));
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    }
  });
  door.unref().listen(0, '127.0.0.1');
  await once(door, 'listening');
  project.provide('neo4jDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}${path}`);
  return async () => {
    door.close();
    door.closeAllConnections();
    await (await server?.catch(() => undefined))?.stop();
  };
}
