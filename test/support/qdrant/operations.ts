import type { Schemas } from '@qdrant/js-client-rest';
import { type Collection, createCollection, type StoredPoint, WrongInput } from './collection.ts';

export interface Answer {
  status: number;
  body: unknown;
}

type Operation = (collections: Map<string, Collection>, name: string, body: unknown) => Answer;

const ok = (result: unknown): Answer => ({ status: 200, body: { result, status: 'ok', time: 0.001 } });
export const refuse = (status: number, error: string): Answer => ({
  status,
  body: { status: { error }, time: 0.001 },
});
const completed = () => ok({ operation_id: 1, status: 'completed' });

/** Runs an operation on a collection that has to be there. */
function on<Body>(run: (collection: Collection, body: Body) => Answer): Operation {
  return (collections, name, body) => {
    const collection = collections.get(name);
    if (!collection) return refuse(404, `Not found: Collection \`${name}\` doesn't exist!`);
    try {
      return run(collection, body as Body);
    } catch (error) {
      if (error instanceof WrongInput) return refuse(400, `Wrong input: ${error.message}`);
      throw error;
    }
  };
}

const record = ({ id, payload }: StoredPoint) => ({ id, payload });

/** The operations that Iza uses, by method and path. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'get /collections/{collection_name}': on((collection) => ok(infoOf(collection))),

  'put /collections/{collection_name}': (collections, name, body) => {
    if (collections.has(name)) return refuse(409, `Wrong input: Collection \`${name}\` already exists!`);
    const { vectors } = body as { vectors: { size: number; distance: string } };
    collections.set(name, createCollection({ size: vectors.size, distance: vectors.distance }));
    return ok(true);
  },

  'delete /collections/{collection_name}': (collections, name) => ok(collections.delete(name)),

  'put /collections/{collection_name}/index': on(
    (collection, { field_name }: Schemas['CreateFieldIndex']) => {
      collection.indexes.add(field_name);
      return completed();
    },
  ),

  'put /collections/{collection_name}/points': on((collection, { points }: Schemas['PointsList']) => {
    collection.upsert(points);
    return completed();
  }),

  'post /collections/{collection_name}/points/delete': on(
    (collection, { points }: Schemas['PointIdsList']) => {
      for (const id of points) collection.points.delete(String(id).toLowerCase());
      return completed();
    },
  ),

  'post /collections/{collection_name}/points/scroll': on(
    (collection, { offset, limit }: Schemas['ScrollRequest']) => {
      const page = collection.scroll(offset == null ? undefined : String(offset), Number(limit ?? 10));
      return ok({ points: page.points.map(record), next_page_offset: page.next });
    },
  ),

  'post /collections/{collection_name}/points/count': on((collection) =>
    ok({ count: collection.points.size }),
  ),

  'post /collections/{collection_name}/points/query': on(
    (collection, { query, filter, limit, with_payload }: Schemas['QueryRequest']) => {
      const fields = Array.isArray(with_payload) ? with_payload : [];
      const hits = collection.query(query as number[], filter as Schemas['Filter'], Number(limit ?? 10));
      const points = hits.map(({ id, score, payload }) => ({
        id,
        version: 0,
        score,
        payload: Object.fromEntries(fields.map((field) => [field, payload[field]])),
      }));
      return ok({ points });
    },
  ),
};

function infoOf({ params, indexes, points }: Collection) {
  return {
    status: 'green',
    optimizer_status: 'ok',
    points_count: points.size,
    segments_count: 1,
    config: {
      params: { vectors: params },
      hnsw_config: { m: 16, ef_construct: 100, full_scan_threshold: 10_000 },
      optimizer_config: { default_segment_number: 0, flush_interval_sec: 5 },
      quantization_config: { binary: { memory: 'pinned' } },
    },
    payload_schema: Object.fromEntries(
      [...indexes].map((field) => [field, { data_type: 'keyword', points: points.size }]),
    ),
  };
}
