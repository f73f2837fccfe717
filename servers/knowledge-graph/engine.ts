import * as z from 'zod';
import type { Logger } from '../../shared/log.ts';
import type { ServerContext } from '../../shared/server-context.ts';
import { keepUp } from './projection.ts';
import { createNeo4jGraphStore } from './store/neo4j.ts';
import { connectNeo4j, type Neo4j } from './store/neo4j-client.ts';
import { createNeo4jCopy } from './store/neo4j-copy.ts';
import type { GraphStore } from './store/store.ts';

/** `knowledgeGraph.neo4j` of the settings. */
export const NEO4J_CONFIG = z.strictObject({
  url: z
    .string()
    .regex(
      /^(bolt|neo4j)(\+ssc?)?:\/\/[^@\s]+$/,
      'an address such as bolt://127.0.0.1:7687, without user and password',
    )
    .describe('Where Neo4j is.'),
  user: z.string().min(1).default('neo4j').describe('Whom to be there.'),
  passwordEnv: z
    .string()
    .min(1)
    .default('NEO4J_PASSWORD')
    .describe('Name of the environment variable with the password.'),
  database: z.string().min(1).optional().describe('The server’s own default unless given.'),
  as: z
    .enum(['engine', 'copy'])
    .default('copy')
    .describe('`engine`: Neo4j holds the graphs instead of the SQLite file; `copy`: it follows that file.'),
  space: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9]{0,30}$/, 'letters and digits')
    .optional()
    .describe('What stands before all labels, where several data folders share a database.'),
});

export type Neo4jConfig = z.output<typeof NEO4J_CONFIG>;

/** A transaction of the engine; a call ends earlier by its own deadline. */
const ENGINE_MS = 30_000;
const COPY_MS = 60_000;

/** What holds the graphs, with its copy where there is one. */
export interface Engine {
  store: GraphStore;
  close(): Promise<void>;
}

/** @param sqlite opens the store in the data folder, which Neo4j as the engine does without */
export function openEngine(
  { clock, ids, env = {} }: Pick<ServerContext, 'clock' | 'ids' | 'env'>,
  config: Neo4jConfig | undefined,
  log: Logger,
  sqlite: () => GraphStore,
): Engine {
  const alone = (store: GraphStore): Engine => ({ store, close: () => store.close() });
  if (!config) return alone(sqlite());
  const { as, space, ...settings } = config;
  const connect = (deadlineMs: number): Neo4j => connectNeo4j({ settings, env, clock, log, deadlineMs });
  if (as === 'engine') return alone(createNeo4jGraphStore({ neo4j: connect(ENGINE_MS), clock, ids, space }));

  const store = sqlite();
  const projection = keepUp(store, createNeo4jCopy({ neo4j: connect(COPY_MS), space }), {
    onError(error, failures) {
      const message = 'the copy of the graph in Neo4j is behind; it is tried again';
      if (failures === 1) log.warn({ err: error }, message);
      else log.debug({ err: error, failures }, message);
    },
  });
  return {
    store,
    async close() {
      await projection.close();
      await store.close();
    },
  };
}
