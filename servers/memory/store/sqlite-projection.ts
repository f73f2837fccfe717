import { write } from '../../../shared/db/database.ts';
import type { LazyDatabase } from '../../../shared/db/lazy-database.ts';
import { fromBlob } from '../../../shared/embed/blob.ts';
import type { EnginePoint, PointPayload, VectorSpace } from '../vectors/engine.ts';
import { pointId } from '../vectors/point-id.ts';
import type { Outbox, OutboxRow } from '../vectors/projection.ts';
import type { Truth } from '../vectors/verification.ts';
import type { EmbedModel } from './embeddings.ts';

/** How far an engine's copy of a model's vectors is. */
export interface ProjectionState {
  ready: boolean;
  /** It has to be made anew. */
  rebuild: boolean;
  vectors: number;
  waiting: number;
  setAside: number;
  problem?: string;
}

/** The book that is kept of an engine's copies. */
export interface Projection {
  /** From now on changes of the model's vectors are written down for this engine. A copy elsewhere counts for nothing. */
  enlist(model: EmbedModel, target: string): Promise<void>;
  state(model: EmbedModel, target: string): Promise<ProjectionState | undefined>;
  mark(
    model: EmbedModel,
    now: { ready?: boolean; rebuild?: boolean; problem?: string | undefined },
  ): Promise<void>;
  /** Wants all copies made anew. */
  rebuildAll(): Promise<void>;
  outbox(model: EmbedModel): Outbox;
  truth(model: EmbedModel): Truth;
  /** Spaces of models that have no vectors any more and are not the newest. */
  emptied(): Promise<{ id: number; space: VectorSpace }[]>;
  /** Forgets a model whose space was dropped. */
  dropped(id: number): Promise<void>;
}

const SLICE = 250;

interface PointRow extends PointPayload {
  id: number;
  blob: Buffer | null;
}

const POINT = `e.vector AS blob, m.id AS memory, s.name AS scope, m.kind,
  coalesce(m.valid_from, m.recorded_at) AS at`;
const OF = 'JOIN memory m ON m.seq = e.memory_seq JOIN scope s ON s.id = m.scope_id';

export function createSqliteProjection(lazy: LazyDatabase): Projection {
  return {
    async enlist({ id }, target) {
      const db = await lazy.get();
      const known = db.prepare<[number], { target: string }>(
        'SELECT target FROM projection WHERE model_id = ?',
      );
      if (known.get(id)?.target === target) return;
      write(db, () => {
        db.prepare('DELETE FROM outbox WHERE model_id = ?').run(id);
        db.prepare(
          `INSERT INTO projection (model_id, target) VALUES (?, ?)
           ON CONFLICT (model_id) DO UPDATE SET target = excluded.target, ready = 0, rebuild = 1, problem = NULL`,
        ).run(id, target);
      });
    },

    async state({ id }, target) {
      const db = await lazy.get();
      const row = db
        .prepare<
          [object],
          Omit<ProjectionState, 'ready' | 'rebuild' | 'problem'> & {
            rebuild: number;
            ready: number;
            problem: string | null;
          }
        >(
          `SELECT p.ready, p.rebuild, p.problem,
             (SELECT count(*) FROM embedding WHERE model_id = @id) AS vectors,
             (SELECT count(*) FROM outbox WHERE model_id = @id AND set_aside IS NULL) AS waiting,
             (SELECT count(*) FROM outbox WHERE model_id = @id AND set_aside IS NOT NULL) AS setAside
           FROM projection p WHERE p.model_id = @id AND p.target = @target`,
        )
        .get({ id, target });
      if (!row) return undefined;
      const { problem, ...state } = row;
      return {
        ...state,
        ready: row.ready === 1,
        rebuild: row.rebuild === 1,
        ...(problem !== null && { problem }),
      };
    },

    async mark({ id }, { ready, rebuild, problem }) {
      const db = await lazy.get();
      write(db, () =>
        db
          .prepare(
            `UPDATE projection SET ready = coalesce(?, ready), rebuild = coalesce(?, rebuild), problem = ?
             WHERE model_id = ?`,
          )
          .run(bit(ready), bit(rebuild), problem ?? null, id),
      );
    },

    async rebuildAll() {
      const db = await lazy.get();
      write(db, () => db.prepare('UPDATE projection SET ready = 0, rebuild = 1').run());
    },

    outbox: (model) => ({
      async pending(limit) {
        const db = await lazy.get();
        return db
          .prepare<[number, number], PointRow & { point: string; attempts: number }>(
            `SELECT o.seq AS id, o.memory_id AS point, o.attempts, ${POINT}
             FROM outbox o LEFT JOIN embedding e ON e.model_id = o.model_id AND e.memory_id = o.memory_id
             LEFT JOIN memory m ON m.seq = e.memory_seq LEFT JOIN scope s ON s.id = m.scope_id
             WHERE o.model_id = ? AND o.set_aside IS NULL ORDER BY o.seq LIMIT ?`,
          )
          .all(model.id, limit)
          .map(({ id, attempts, point, ...row }): OutboxRow => {
            const there = toPoint(row, model);
            const change = there
              ? { op: 'upsert' as const, point: there }
              : { op: 'remove' as const, id: pointId(point, model.fingerprint) };
            return { id, attempts, change };
          });
      },
      async done(ids) {
        const db = await lazy.get();
        // A row that was written anew meanwhile has another number, and stays.
        write(db, () =>
          db
            .prepare('DELETE FROM outbox WHERE seq IN (SELECT value FROM json_each(?))')
            .run(JSON.stringify(ids)),
        );
      },
      async failed(id, { reason, setAside }) {
        const db = await lazy.get();
        write(db, () =>
          db
            .prepare('UPDATE outbox SET attempts = attempts + 1, set_aside = ? WHERE seq = ?')
            .run(setAside ? reason : null, id),
        );
      },
    }),

    truth: (model) => ({
      async *points() {
        const db = await lazy.get();
        const slice = db.prepare<[number, number, number], PointRow>(
          `SELECT e.id, ${POINT} FROM embedding e ${OF} WHERE e.model_id = ? AND e.id > ? ORDER BY e.id LIMIT ?`,
        );
        for (let after = 0; ; ) {
          const rows = slice.all(model.id, after, SLICE);
          for (const { id, ...row } of rows) {
            after = id;
            const point = toPoint(row, model);
            if (point) yield point;
          }
          if (rows.length < SLICE) return;
        }
      },
    }),

    async emptied() {
      const db = await lazy.get();
      return db
        .prepare<[], { id: number; name: string; dimensions: number | null }>(
          `SELECT k.id, k.fingerprint AS name, k.dimensions FROM embed_model k JOIN projection p ON p.model_id = k.id
           WHERE k.chosen < (SELECT max(chosen) FROM embed_model WHERE ready = 1)
             AND NOT EXISTS (SELECT 1 FROM embedding WHERE model_id = k.id)`,
        )
        .all()
        .map(({ id, name, dimensions }) => ({ id, space: { name, dimensions: dimensions ?? 0 } }));
    },

    async dropped(id) {
      const db = await lazy.get();
      write(db, () => {
        db.prepare('DELETE FROM outbox WHERE model_id = ?').run(id);
        db.prepare('DELETE FROM projection WHERE model_id = ?').run(id);
        db.prepare('DELETE FROM embed_model WHERE id = ?').run(id);
      });
    },
  };
}

function bit(value: boolean | undefined): number | null {
  return value === undefined ? null : value ? 1 : 0;
}

function toPoint(
  { blob, memory, scope, kind, at }: Omit<PointRow, 'id'>,
  { fingerprint }: EmbedModel,
): EnginePoint | undefined {
  const vector = blob ? fromBlob(blob) : undefined;
  if (!vector) return undefined;
  return { id: pointId(memory, fingerprint), vector, payload: { memory, scope, kind, at } };
}
