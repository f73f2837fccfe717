import type { Clock } from '../../../shared/clock.ts';
import type { Ids } from '../../../shared/ids.ts';
import { openChange, replayChange } from './neo4j-change.ts';
import type { Neo4j, Neo4jTransaction } from './neo4j-client.ts';
import type { FactEnds } from './neo4j-projected-facts.ts';
import { endedFacts, project } from './neo4j-projection.ts';
import { answered, keepAnswer } from './neo4j-receipt.ts';
import { ensureSchema, type Neo4jNames, neo4jNames } from './neo4j-schema.ts';
import { verifyGraph } from './neo4j-verify.ts';
import { createView } from './neo4j-view.ts';
import { type Counter, isStored, lockCounter } from './neo4j-writing.ts';
import type { GraphStore, LoggedChange } from './store.ts';

export interface Neo4jGraphOptions {
  /** Closed with the store. */
  neo4j: Neo4j;
  clock: Clock;
  ids: Ids;
  /** Letters and digits before all labels, so that several stores fit into one database. */
  space?: string | undefined;
}

/**
 * Graphs in a Neo4j database that several processes share: a node for each row, nothing deleted. Changes run one
 * after another, of all processes. What `make` and `ask` do may be done twice where the connection was lost; stored
 * it is once. Fails as the client does (neo4j-client.ts), and then nothing is stored unless the error says that it is
 * not known.
 */
export function createNeo4jGraphStore({ neo4j, clock, ids, space }: Neo4jGraphOptions): GraphStore {
  const names = neo4jNames(space);
  let ready: Promise<void> | undefined;
  let changing: Promise<unknown> = Promise.resolve();

  const prepare = (): Promise<void> => {
    ready ??= ensureSchema(neo4j, names).catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return ready;
  };
  /** One after another here already, so that none waits for the lock on the server with its deadline running. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = changing.then(work, work);
    changing = result.catch(() => undefined);
    return result;
  };

  /** Runs `work` under the lock, and finds out where the answer to a commit was lost. */
  const exclusively = async <T>(
    work: (
      tx: Neo4jTransaction,
      counter: Counter,
      token: string,
    ) => Promise<{ value: T; seq?: number | undefined }>,
  ): Promise<T> => {
    await prepare();
    const token = ids.next();
    let tried: { value: T; seq?: number | undefined } | undefined;
    return inTurn(() =>
      neo4j.write(async (tx) => {
        const counter = await lockCounter(tx, names);
        if (tried?.seq !== undefined && (await isStored(tx, names, tried.seq, token))) return tried.value;
        tried = await work(tx, counter, token);
        return tried.value;
      }),
    );
  };

  return {
    async read(ask) {
      await prepare();
      return neo4j.read(async (tx) => {
        const [counter] = await tx.run(`MATCH (c:${names.counter} {name: 'counter'}) RETURN c.seq AS seq`);
        return ask(createView({ names, seq: Number(counter?.seq ?? 0), run: tx.run }));
      });
    },

    change: ({ receipt, ...origin }, make) =>
      exclusively(async (tx, counter, token) => {
        const before = await answered<Awaited<ReturnType<typeof make>>>(tx, names, clock.now(), receipt);
        if (before) return before;
        const { change, close } = openChange(tx, names, counter, clock.now(), origin);
        const value = await make(change);
        const logged = await close(token);
        if (logged) await projectHere(tx, names, logged);
        await keepAnswer(tx, names, clock.now(), receipt, value);
        return { value, seq: logged?.seq };
      }),

    replay: (change) =>
      exclusively(async (tx, counter, token) => {
        await replayChange(tx, names, counter, change, token);
        await projectHere(tx, names, change);
        return { value: undefined, seq: change.seq };
      }),

    // What erasing leaves in the files and the transaction log of the server is the server's to write over.
    scrub: async () => true,

    async verify() {
      await prepare();
      return neo4j.read((tx) => verifyGraph(tx, names));
    },

    async close() {
      await changing;
      await neo4j.close();
    },
  };
}

/** Keeps what is believed now beside the rows, in the change's own transaction. */
async function projectHere(tx: Neo4jTransaction, names: Neo4jNames, change: LoggedChange): Promise<void> {
  const rows = endedFacts([change]);
  const ends =
    rows.length === 0
      ? []
      : await tx.run(
          `MATCH (t:${names.row('fact')}) WHERE t.row IN $rows
     RETURN t.row AS row, t.subject AS subject, t.object AS object`,
          { rows },
        );
  const facts = ends.map(
    ({ row, subject, object }) => ({ row, subject, object: object ?? undefined }) as FactEnds,
  );
  await project(tx, names, [change], new Map(facts.map((fact) => [fact.row, fact])));
}
