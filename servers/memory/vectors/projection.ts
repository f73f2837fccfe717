import { type ErrorCode, IzaError } from '../../../shared/mcp/errors.ts';
import type { EnginePoint, VectorEngine } from './engine.ts';

/** A change that the truth has made and the engine has not. */
export interface OutboxRow {
  /** Counts up with every change. */
  id: number;
  change: { op: 'upsert'; point: EnginePoint } | { op: 'remove'; id: string };
  /** How often it failed where others did not. */
  attempts: number;
}

/**
 * The changes that wait, written in the transactions that made them. One projector works on an outbox at a time (by
 * a lease): two of them could bring an older change of a point after a newer one.
 */
export interface Outbox {
  /** The oldest rows that are neither done nor set aside, in order. */
  pending(limit: number): Promise<readonly OutboxRow[]>;
  done(ids: readonly number[]): Promise<void>;
  /** Counts an attempt, and with `setAside` takes the row out of what is pending and keeps the reason. */
  failed(id: number, failure: { reason: string; setAside: boolean }): Promise<void>;
}

export type Projected =
  | { state: 'empty' }
  | { state: 'applied'; applied: number; failed: number; setAside: number }
  /** Nothing more can be done until the engine is back; what had been applied before is marked as done. */
  | { state: 'stopped'; applied: number; setAside: number; error: IzaError };

/** A row that failed so often while others went through is at fault itself. */
const MAX_ATTEMPTS = 5;

const REFUSED: readonly ErrorCode[] = ['INVALID_INPUT', 'TOO_LARGE'];
/** Failures that one row of a batch may have caused. */
const ROW_RELATED: readonly ErrorCode[] = [...REFUSED, 'TIMEOUT', 'INTERNAL'];

/** The last change of a point, and all rows that it settles. */
interface Net {
  change: OutboxRow['change'];
  rows: OutboxRow[];
}

/**
 * Brings the oldest changes to the engine, and marks them as done after the engine has them: a kill in between
 * repeats them, which changes nothing. Of several changes of one point only the last is sent. When a batch fails, its
 * changes go one by one, so that one that the engine refuses is set aside and holds nobody up. A failure for which
 * the engine may be to blame counts against a row only when others went through in the same pass: an engine with a full
 * disk must not empty the outbox.
 * @param limit - most rows of one pass; at least 2, or a row has no others to be judged by.
 * @throws what the outbox throws, and whatever the engine throws that is no IzaError.
 */
export async function projectOnce(outbox: Outbox, engine: VectorEngine, limit: number): Promise<Projected> {
  const rows = await outbox.pending(limit);
  if (rows.length === 0) return { state: 'empty' };
  const nets = netChanges(rows);
  try {
    await apply(engine, nets);
    await outbox.done(rows.map(({ id }) => id));
    return { state: 'applied', applied: rows.length, failed: 0, setAside: 0 };
  } catch (error) {
    const known = asIzaError(error);
    if (!ROW_RELATED.includes(known.code)) return { state: 'stopped', applied: 0, setAside: 0, error: known };
    return oneByOne(outbox, engine, nets);
  }
}

async function oneByOne(outbox: Outbox, engine: VectorEngine, nets: readonly Net[]): Promise<Projected> {
  const result = { applied: 0, failed: 0, setAside: 0 };
  const doubtful: { net: Net; error: IzaError }[] = [];
  const setAside = async ({ rows }: Net, error: IzaError) => {
    for (const { id } of rows) await outbox.failed(id, { reason: reasonOf(error), setAside: true });
    result.setAside += rows.length;
  };
  let stopped: IzaError | undefined;
  for (const net of nets) {
    try {
      await apply(engine, [net]);
      await outbox.done(net.rows.map(({ id }) => id));
      result.applied += net.rows.length;
    } catch (error) {
      const known = asIzaError(error);
      if (REFUSED.includes(known.code)) await setAside(net, known);
      else doubtful.push({ net, error: known });
      const silent = known.code === 'TIMEOUT' && result.applied === 0;
      if (silent || !ROW_RELATED.includes(known.code)) {
        stopped = known;
        break;
      }
    }
  }
  if (result.applied === 0) stopped ??= doubtful[0]?.error;
  if (stopped)
    return { state: 'stopped', applied: result.applied, setAside: result.setAside, error: stopped };
  for (const { net, error } of doubtful) {
    const attempts = Math.max(...net.rows.map((row) => row.attempts)) + 1;
    if (attempts >= MAX_ATTEMPTS) {
      await setAside(net, error);
      continue;
    }
    for (const { id } of net.rows) await outbox.failed(id, { reason: reasonOf(error), setAside: false });
    result.failed += net.rows.length;
  }
  return { state: 'applied', ...result };
}

function netChanges(rows: readonly OutboxRow[]): Net[] {
  const nets = new Map<string, Net>();
  for (const row of rows) {
    const point = row.change.op === 'upsert' ? row.change.point.id : row.change.id;
    nets.set(point, { change: row.change, rows: [...(nets.get(point)?.rows ?? []), row] });
  }
  return [...nets.values()];
}

async function apply(engine: VectorEngine, nets: readonly Net[]): Promise<void> {
  const removed = nets.flatMap(({ change }) => (change.op === 'remove' ? [change.id] : []));
  const upserted = nets.flatMap(({ change }) => (change.op === 'upsert' ? [change.point] : []));
  // What is to be gone goes first: it must not wait for what may fail.
  if (removed.length > 0) await engine.remove(removed);
  if (upserted.length > 0) await engine.upsert(upserted);
}

function asIzaError(error: unknown): IzaError {
  if (error instanceof IzaError) return error;
  throw error;
}

function reasonOf({ code, message }: IzaError): string {
  return `${code}: ${message}`;
}
