import { IzaError } from '../../shared/mcp/errors.ts';
import { canonOf } from './canon.ts';
import { type Audit, addLine, emptyAudit, entityLine, factLine, sameAudit } from './store/audit.ts';
import type { GraphCopy } from './store/neo4j-copy.ts';
import { endedFacts } from './store/neo4j-projection.ts';
import type { GraphStore, GraphView } from './store/store.ts';

/** Changes that the copy takes in one transaction. */
const BATCH = 200;
/** Rows read at a time. */
const PAGE = 2_000;
/** How long a change may wait for the copy, and how long after failures. */
const EVERY_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * Brings a copy to the newest change. Gives how many it took.
 * @throws IzaError CONFLICT when it has changes that the store does not have; what the copy fails with.
 */
export async function catchUp(store: GraphStore, copy: GraphCopy, signal?: AbortSignal): Promise<number> {
  let taken = 0;
  for (let seq = await copy.seq(); signal?.aborted !== true; ) {
    const { changes, facts } = await store.read(async (view) => {
      const newest = (await view.last())?.seq ?? 0;
      if (newest < seq) throw copyOfAnother(newest, seq);
      const some = await view.changes(seq, BATCH);
      return { changes: some, facts: await view.rows('fact', endedFacts(some)) };
    });
    const last = changes.at(-1);
    if (!last) break;
    await copy.apply(changes, facts);
    taken += changes.length;
    seq = last.seq;
  }
  return taken;
}

function copyOfAnother(newest: number, seq: number): IzaError {
  return new IzaError('CONFLICT', `The copy has change ${seq}, and the newest of the store is ${newest}.`, {
    why: 'It is a copy of another store, or the store was put back.',
    hint: 'Let it have a database of its own, or build it anew.',
  });
}

/** Builds a copy anew from the change log. */
export async function rebuild(store: GraphStore, copy: GraphCopy): Promise<number> {
  await copy.clear();
  return catchUp(store, copy);
}

/** Whether a copy holds what the store held at the change that it has come to; on a large graph this takes a while. */
export async function verifyCopy(
  store: GraphStore,
  copy: GraphCopy,
): Promise<{ ok: boolean; store: Audit; copy: Audit }> {
  const there = await copy.audit();
  const here = await store.read((view) => auditOf(view, there.seq));
  return { ok: sameAudit(here, there), store: here, copy: there };
}

/** All that was believed as of a change, in all graphs. */
export async function auditOf(view: GraphView, seq: number): Promise<Audit> {
  const audit = emptyAudit(seq);
  const graphs = await view.graphs();
  const merges = await Promise.all(graphs.map((graph) => view.merges(graph, seq)));
  const canon = canonOf(merges.flat());
  for (const graph of graphs) {
    for (const kind of ['entity', 'fact'] as const) {
      for (let after = 0; ; ) {
        const rows = await view.scan(kind, graph, after, PAGE);
        for (const row of rows) {
          if (row.added > seq || (row.ended !== undefined && row.ended <= seq)) continue;
          if (!('relation' in row)) addLine(audit, 'entities', entityLine({ ...row }));
          else {
            const object = row.object === undefined ? undefined : canon.of(row.object);
            addLine(audit, 'facts', factLine({ ...row }, canon.of(row.subject), object, row.value));
          }
        }
        if (rows.length < PAGE) break;
        after = rows.at(-1)?.row ?? after;
      }
    }
  }
  return audit;
}

export interface Projection {
  /** Ends it, after what is under way. */
  close(): Promise<void>;
}

/**
 * Keeps a copy up with a store, as long as the process runs for something else. The change log is the outbox: what the
 * copy lacks is what comes after the change that it remembers, so nothing is lost whoever stops, and several processes
 * may do this at once. While the copy cannot be reached it is tried less and less often.
 */
export function keepUp(
  store: GraphStore,
  copy: GraphCopy,
  { onError, everyMs = EVERY_MS }: { onError: (error: unknown, failures: number) => void; everyMs?: number },
): Projection {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let working: Promise<void> = Promise.resolve();

  const work = async (): Promise<void> => {
    try {
      await catchUp(store, copy, ending.signal);
      failures = 0;
    } catch (error) {
      failures += 1;
      onError(error, failures);
    }
    if (ending.signal.aborted) return;
    timer = setTimeout(
      () => {
        working = work();
      },
      Math.min(everyMs * 2 ** failures, LONGEST_MS),
    );
    timer.unref();
  };
  working = work();

  return {
    async close() {
      ending.abort();
      clearTimeout(timer);
      await working;
      await copy.close();
    },
  };
}
