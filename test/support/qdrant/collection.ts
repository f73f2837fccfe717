import type { Schemas } from '@qdrant/js-client-rest';

export interface StoredPoint {
  id: string;
  /** At length 1, as Qdrant keeps vectors that it compares by cosine. */
  vector: number[];
  payload: Record<string, unknown>;
}

/** A refusal: what Qdrant answers with status 400. */
export class WrongInput extends Error {}

export interface Collection {
  params: { size: number; distance: string };
  indexes: Set<string>;
  points: Map<string, StoredPoint>;
  /** All or none. @throws WrongInput */
  upsert(points: readonly Schemas['PointStruct'][]): void;
  /** By id, from an id on. */
  scroll(offset: string | undefined, limit: number): { points: StoredPoint[]; next: string | null };
  /** Exact. @throws WrongInput */
  query(vector: readonly number[], filter: Schemas['Filter'] | undefined, limit: number): Hit[];
}

export interface Hit extends StoredPoint {
  score: number;
}

export function createCollection(params: { size: number; distance: string }): Collection {
  const points = new Map<string, StoredPoint>();
  const indexes = new Set<string>();
  const sized = (vector: unknown): number[] => {
    if (!Array.isArray(vector)) throw new WrongInput('only single dense vectors are understood here');
    if (vector.length !== params.size) {
      throw new WrongInput(`Vector dimension error: expected dim: ${params.size}, got ${vector.length}`);
    }
    const length = Math.hypot(...(vector as number[]));
    return (vector as number[]).map((value) => (length === 0 ? 0 : value / length));
  };

  return {
    params,
    indexes,
    points,
    upsert(added) {
      const ready = added.map(({ id, vector, payload }) => ({
        id: String(id).toLowerCase(),
        vector: sized(vector),
        payload: (payload ?? {}) as Record<string, unknown>,
      }));
      for (const point of ready) points.set(point.id, point);
    },
    scroll(offset, limit) {
      const sorted = [...points.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      const from = sorted.filter(({ id }) => offset === undefined || id >= offset);
      return { points: from.slice(0, limit), next: from[limit]?.id ?? null };
    },
    query(vector, filter, limit) {
      const query = sized(vector);
      const conditions = conditionsOf(filter, indexes);
      return [...points.values()]
        .filter(({ payload }) => conditions.every(({ key, any }) => any.includes(payload[key])))
        .map((point) => ({
          ...point,
          score: point.vector.reduce((sum, value, i) => sum + value * (query[i] ?? 0), 0),
        }))
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
        .slice(0, limit);
    },
  };
}

/** The part of filters that is used here. A field without an index is refused, as a strict Qdrant does. */
function conditionsOf(
  filter: Schemas['Filter'] | undefined,
  indexes: ReadonlySet<string>,
): { key: string; any: unknown[] }[] {
  return ((filter?.must ?? []) as { key: string; match: { any: unknown[] } }[]).map(({ key, match }) => {
    if (!Array.isArray(match?.any)) throw new WrongInput('only match.any is understood here');
    if (!indexes.has(key)) throw new WrongInput(`Index required but not found for "${key}"`);
    return { key, any: match.any };
  });
}
