import { type Database, write } from '../../../shared/db/database.ts';
import type { LazyDatabase } from '../../../shared/db/lazy-database.ts';
import { fromBlob, toBlob } from '../../../shared/embed/blob.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import type { AddedVector, Coverage, Embeddings, EmbedModel, Unembedded } from './embeddings.ts';
import { present } from './sqlite-row.ts';

/** A model that has looked at this share of the memories is ready for queries. */
const ENOUGH = 0.95;

const LIVE = "m.retired_at IS NULL AND m.status = 'active' AND m.sealed IS NULL";

interface ModelRow {
  id: number;
  fingerprint: string;
  config: string;
  dimensions: number | null;
  ready: number;
  failures: number;
  pausedUntil: number | null;
  pausedBecause: string | null;
}

const MODEL = `SELECT id, fingerprint, config, dimensions, ready, failures, paused_until AS pausedUntil,
  paused_because AS pausedBecause FROM embed_model`;

function toModel({ id, fingerprint, config, ready, failures, ...row }: ModelRow): EmbedModel {
  return {
    id,
    fingerprint,
    config: JSON.parse(config) as JsonObject,
    ready: ready === 1,
    failures,
    ...present(row),
  };
}

/** Vectors in the memories' own database, under the tables of embedding-tables.ts. */
export function createSqliteEmbeddings(lazy: LazyDatabase, now: () => number): Embeddings {
  return {
    async choose(fingerprint, config) {
      const db = await lazy.get();
      return write(db, () => {
        const of = db.prepare<[string], ModelRow>(`${MODEL} WHERE fingerprint = ?`);
        const newest = db.prepare<[], ModelRow>(`${MODEL} ORDER BY chosen DESC LIMIT 1`).get();
        if (newest?.fingerprint === fingerprint) return toModel(newest);
        db.prepare(
          `INSERT INTO embed_model (fingerprint, config, created_at, chosen)
           VALUES (?, ?, ?, (SELECT coalesce(max(chosen), 0) + 1 FROM embed_model))
           ON CONFLICT (fingerprint) DO UPDATE SET config = excluded.config, chosen = excluded.chosen, ready = 0,
             scanned = 0, failures = 0, paused_until = NULL, paused_because = NULL`,
        ).run(fingerprint, JSON.stringify(config), now());
        return toModel(of.get(fingerprint) as ModelRow);
      });
    },

    async models() {
      const db = await lazy.get();
      return db.prepare<[], ModelRow>(`${MODEL} ORDER BY chosen DESC`).all().map(toModel);
    },

    coverage: async (model) => coverageOf(await lazy.get(), model),

    async count(model) {
      const db = await lazy.get();
      const rows = db.prepare<[number], { n: number }>(
        'SELECT count(*) AS n FROM embedding WHERE model_id = ?',
      );
      return rows.get(model)?.n ?? 0;
    },

    async pending(model, limit) {
      const db = await lazy.get();
      return db
        .prepare<[object], Unembedded>(
          `SELECT m.seq, m.id, m.text, m.sensitivity, m.fingerprint FROM memory m
           WHERE m.seq > (SELECT scanned FROM embed_model WHERE id = @model) AND ${LIVE}
             AND NOT EXISTS (SELECT 1 FROM embedding e WHERE e.memory_seq = m.seq AND e.model_id = @model)
           ORDER BY m.seq LIMIT @limit`,
        )
        .all({ model, limit });
    },

    writing: (model, { vectors, through, dimensions }) => {
      return (db) => {
        if (dimensions !== undefined) requireSize(db, model, dimensions);
        const insert = db.prepare(
          `INSERT INTO embedding (memory_seq, memory_id, model_id, vector)
           SELECT m.seq, m.id, @model, @blob FROM memory m
           WHERE m.seq = @seq AND m.fingerprint = @fingerprint AND ${LIVE}
             AND NOT EXISTS (SELECT 1 FROM embedding e WHERE e.memory_seq = m.seq AND e.model_id = @model)`,
        );
        for (const { seq, fingerprint, vector } of vectors) {
          insert.run({ model, seq, fingerprint, blob: toBlob(vector) });
        }
        db.prepare(
          `UPDATE embed_model SET scanned = max(scanned, ?), failures = 0, paused_until = NULL, paused_because = NULL
           WHERE id = ?`,
        ).run(through, model);
      };
    },

    async switchTo(model) {
      const db = await lazy.get();
      const enough = ({ memories, pending }: Coverage): boolean => pending <= (1 - ENOUGH) * memories;
      const readyNow = db.prepare<[number], { ready: number }>('SELECT ready FROM embed_model WHERE id = ?');
      if (readyNow.get(model)?.ready === 1) return true;
      return write(db, () => {
        if (!enough(coverageOf(db, model))) return false;
        db.prepare('UPDATE embed_model SET ready = 1 WHERE id = ?').run(model);
        return true;
      });
    },

    async rescan(model) {
      const db = await lazy.get();
      write(db, () =>
        db
          .prepare(
            'UPDATE embed_model SET scanned = 0, failures = 0, paused_until = NULL, paused_because = NULL WHERE id = ?',
          )
          .run(model),
      );
    },

    async dropOlder(model, limit) {
      const db = await lazy.get();
      const older =
        'SELECT o.id FROM embed_model o, embed_model n WHERE n.id = @model AND o.chosen < n.chosen';
      return write(db, () => {
        const { changes } = db
          .prepare(
            `DELETE FROM embedding WHERE id IN (SELECT id FROM embedding WHERE model_id IN (${older}) LIMIT @limit)`,
          )
          .run({ model, limit });
        if (changes === limit) return true;
        // One of which an engine has a copy stays until that is dropped too.
        db.prepare(
          `DELETE FROM embed_model WHERE id IN (${older}) AND id NOT IN (SELECT model_id FROM projection)`,
        ).run({ model });
        return false;
      });
    },

    async pause(model, failures, until, because) {
      const db = await lazy.get();
      write(db, () =>
        db
          .prepare('UPDATE embed_model SET failures = ?, paused_until = ?, paused_because = ? WHERE id = ?')
          .run(failures, until, because, model),
      );
    },

    async addedAfter(model, id, limit) {
      const db = await lazy.get();
      return db
        .prepare<[number, number, number], { id: number; seq: number; blob: Buffer }>(
          `SELECT id, memory_seq AS seq, vector AS blob FROM embedding NOT INDEXED
           WHERE id > ? AND model_id = ? ORDER BY id LIMIT ?`,
        )
        .all(id, model, limit)
        .flatMap(({ blob, ...row }): AddedVector[] => {
          const vector = fromBlob(blob);
          return vector ? [{ ...row, vector }] : [];
        });
    },
  };
}

function coverageOf(db: Database, model: number): Coverage {
  const count = (sql: string): number =>
    db.prepare<[object], { n: number }>(`SELECT count(*) AS n ${sql}`).get({ model })?.n ?? 0;
  return {
    memories: count(`FROM memory m WHERE ${LIVE} AND @model IS NOT NULL`),
    pending: count(
      `FROM memory m WHERE m.seq > coalesce((SELECT scanned FROM embed_model WHERE id = @model), 0) AND ${LIVE}
         AND NOT EXISTS (SELECT 1 FROM embedding e WHERE e.memory_seq = m.seq AND e.model_id = @model)`,
    ),
    vectors: count('FROM embedding WHERE model_id = @model'),
  };
}

function requireSize(db: Database, model: number, dimensions: number): void {
  db.prepare('UPDATE embed_model SET dimensions = ? WHERE id = ? AND dimensions IS NULL').run(
    dimensions,
    model,
  );
  const known = db
    .prepare<[number], { dimensions: number }>('SELECT dimensions FROM embed_model WHERE id = ?')
    .get(model);
  if (known?.dimensions === dimensions) return;
  throw new IzaError(
    'CONFLICT',
    `The embedder gives ${dimensions} numbers a vector where it gave ${known?.dimensions ?? 'none'} before.`,
    {
      why: 'Vectors of different sizes cannot be compared.',
      hint: 'Set embedding.dimensions in the settings: that makes it a model of its own, with vectors of its own.',
    },
  );
}
