import type { EnginePoint } from '../../../../servers/memory/vectors/engine.ts';
import type { Outbox, OutboxRow } from '../../../../servers/memory/vectors/projection.ts';
import type { Truth } from '../../../../servers/memory/vectors/verification.ts';

/** A truth with its outbox, in memory. A change of the truth and its row are written together. */
export interface TestOutbox extends Outbox, Truth {
  rows: OutboxRow[];
  failures: { id: number; reason: string; setAside: boolean }[];
  truth: Map<string, EnginePoint>;
  upsert(point: EnginePoint): void;
  remove(id: string): void;
}

export function createOutbox(): TestOutbox {
  const truth = new Map<string, EnginePoint>();
  let last = 0;
  const outbox: TestOutbox = {
    rows: [],
    failures: [],
    truth,
    upsert(point) {
      truth.set(point.id, point);
      outbox.rows.push({ id: ++last, change: { op: 'upsert', point }, attempts: 0 });
    },
    remove(id) {
      truth.delete(id);
      outbox.rows.push({ id: ++last, change: { op: 'remove', id }, attempts: 0 });
    },
    async *points() {
      yield* truth.values();
    },
    pending: async (limit) => outbox.rows.slice(0, limit),
    async done(ids) {
      outbox.rows = outbox.rows.filter(({ id }) => !ids.includes(id));
    },
    async failed(id, failure) {
      outbox.failures.push({ id, ...failure });
      outbox.rows = outbox.rows.flatMap((row) => {
        if (row.id !== id) return [row];
        return failure.setAside ? [] : [{ ...row, attempts: row.attempts + 1 }];
      });
    },
  };
  return outbox;
}
