import type * as Driver from 'neo4j-driver';
import { unlessAborted } from '../../../shared/cache/unless-aborted.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import {
  type Neo4jApi,
  type Neo4jConnection,
  neo4jDriver,
  type OpenDriver,
  within,
} from './neo4j-connection.ts';
import { type AccessMode, explainNeo4jError, isConnectionLost } from './neo4j-errors.ts';
import { fromNeo4j, type Neo4jValue, toNeo4j } from './neo4j-values.ts';

export type Neo4jParameters = { readonly [name: string]: Neo4jValue };
export type Neo4jRow = { [column: string]: Neo4jValue };

export interface Neo4jTransaction {
  /** The rows of one statement, at most `limit` of them; the server stops where the limit is. */
  run(statement: string, parameters?: Neo4jParameters, limit?: number): Promise<Neo4jRow[]>;
}

export interface Neo4jCall {
  deadlineMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** How the server would run a statement, which it does not do. */
export interface Neo4jPlan {
  /** `r`ead, `w`rite, both, or `s`chema and administration. What only reads may still reach files and the network. */
  kind: 'r' | 'w' | 'rw' | 's';
  /** Operators with what they are about, procedures and functions by their full names however they were written. */
  steps: readonly { operator: string; details: string }[];
}

export interface Neo4j {
  /** The server refuses writes in it. */
  read<T>(work: (tx: Neo4jTransaction) => Promise<T>, call?: Neo4jCall): Promise<T>;
  /**
   * One transaction. It is begun anew after a deadlock or a lost connection, even one that was lost while it was
   * committed: the work may run twice, and has to be such that twice is once.
   */
  write<T>(work: (tx: Neo4jTransaction) => Promise<T>, call?: Neo4jCall): Promise<T>;
  plan(statement: string, parameters?: Neo4jParameters, call?: Neo4jCall): Promise<Neo4jPlan>;
  close(): Promise<void>;
}

/** How long a connection may take to come free after its call was given up, before it counts as dead. */
const LEAVING_MS = 2_000;

/**
 * Transactions with a Neo4j server. They fail with an IzaError, except for what the work itself throws: UNAVAILABLE
 * without a server or the right password, TIMEOUT, CANCELLED, CONFLICT for a constraint, READ_ONLY, INVALID_INPUT for
 * a wrong statement. While there is no server they fail at once; after a loss the first one tries for a while.
 * @throws IzaError INVALID_INPUT for an address that is none.
 */
export function connectNeo4j(connection: Neo4jConnection): Neo4j {
  const { settings, clock, log, deadlineMs: usualDeadlineMs = 15_000 } = connection;
  const connected = neo4jDriver(connection);
  const { address } = connected;
  const target = settings.database === undefined ? {} : { database: settings.database };
  let closed = false;

  const transact = async <T>(
    mode: AccessMode,
    work: (tx: Driver.ManagedTransaction, api: Neo4jApi) => Promise<T>,
    { deadlineMs = usualDeadlineMs, signal }: Neo4jCall = {},
  ): Promise<T> => {
    if (closed) throw new IzaError('UNAVAILABLE', 'The connection to Neo4j is closed.');
    const started = clock.monotonic();
    const late = AbortSignal.timeout(deadlineMs);
    const stop = signal ? AbortSignal.any([late, signal]) : late;
    let opened: OpenDriver | undefined;
    let begun = false;
    try {
      opened = await unlessAborted(connected.open(), stop);
      const { api, driver, bookmarks } = opened;
      const session = driver.session({ ...target, defaultAccessMode: mode, bookmarkManager: bookmarks });
      const once = async (tx: Driver.ManagedTransaction): Promise<T> => {
        begun = true;
        const result = await work(tx, api);
        // Nobody waits any more: rather not done than done unseen.
        stop.throwIfAborted();
        return result;
      };
      const done = mode === 'READ' ? session.executeRead : session.executeWrite;
      try {
        return await unlessAborted(done.call(session, once, { timeout: deadlineMs }) as Promise<T>, stop);
      } finally {
        const left = session.close().catch(() => undefined);
        if (stop.aborted) void within(left, LEAVING_MS).then((free) => free || connected.retire(opened));
        else await left;
      }
    } catch (error) {
      // The next call asks first whether the server is there, and does not try for long when it is not.
      if (isConnectionLost(error)) connected.doubt();
      if (late.aborted && opened === undefined) connected.retire();
      const explained = stop.aborted
        ? givenUp(address, signal?.aborted ?? false, mode === 'WRITE' && begun, error)
        : explainNeo4jError(error, { address, mode, begun });
      const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
      const ms = Math.round(clock.monotonic() - started);
      log.debug({ mode, ms, code, message: message?.slice(0, 300) }, 'Neo4j failed');
      throw explained;
    }
  };

  const statements =
    <T>(work: (tx: Neo4jTransaction) => Promise<T>) =>
    (tx: Driver.ManagedTransaction, api: Neo4jApi): Promise<T> =>
      work({
        run: (statement, parameters = {}, limit = Number.POSITIVE_INFINITY) =>
          rowsOf(tx.run(statement, toNeo4j(parameters, api)), limit, api),
      });

  return {
    read: (work, call) => transact('READ', statements(work), call),
    write: (work, call) => transact('WRITE', statements(work), call),
    plan: (statement, parameters = {}, call) =>
      transact(
        'READ',
        async (tx, api) => {
          const { summary } = await tx.run(`EXPLAIN ${statement}`, toNeo4j(parameters, api));
          return { kind: summary.queryType as Neo4jPlan['kind'], steps: stepsOf(summary.plan) };
        },
        call,
      ),
    async close() {
      closed = true;
      await connected.close();
    },
  };
}

async function rowsOf(result: Driver.Result, limit: number, api: Neo4jApi): Promise<Neo4jRow[]> {
  const rows: Neo4jRow[] = [];
  if (limit === Number.POSITIVE_INFINITY) {
    for (const record of (await result).records) rows.push(rowOf(record, api));
    return rows;
  }
  // Leaving the loop tells the server to send no more.
  for await (const record of result) {
    if (rows.length === limit) break;
    rows.push(rowOf(record, api));
  }
  return rows;
}

function rowOf(record: Driver.Record, api: Neo4jApi): Neo4jRow {
  return Object.fromEntries(record.keys.map((key) => [key, fromNeo4j(record.get(key), api)]));
}

function stepsOf(plan: Driver.Plan | false | undefined): Neo4jPlan['steps'] {
  if (!plan) return [];
  const { Details: details } = plan.arguments as { Details?: unknown };
  // `ProcedureCall@neo4j`: the database does not matter.
  const operator = plan.operatorType.replace(/@.*$/, '');
  const step = { operator, details: typeof details === 'string' ? details : '' };
  return [step, ...plan.children.flatMap(stepsOf)];
}

function givenUp(address: string, cancelled: boolean, unsure: boolean, cause: unknown): IzaError {
  const why = unsure ? { why: 'A change was under way; it may be stored or not.' } : {};
  if (cancelled) return new IzaError('CANCELLED', 'The call to Neo4j was cancelled.', { ...why, cause });
  return new IzaError('TIMEOUT', `Neo4j at ${address} did not answer in time.`, {
    ...why,
    hint: 'Ask for less at once, or try again.',
    cause,
  });
}
