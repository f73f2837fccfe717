import { IzaError } from '../../../shared/mcp/errors.ts';
import { createChecksum, digestOf } from '../vectors/checksum.ts';
import type { EngineSearch, VectorEngine, VectorSpace } from '../vectors/engine.ts';
import { unitVector } from '../vectors/unit-vector.ts';
import { COUNT, FOUND, PAGE, UPDATED } from './qdrant-answers.ts';
import { connectQdrant, type QdrantConnection } from './qdrant-client.ts';
import { collectionName, dropCollection, ensureCollection, requireCollection } from './qdrant-collection.ts';

export interface QdrantOptions extends QdrantConnection {
  /** Put before the name of every collection, so that several installations can share a server. */
  collectionPrefix: string;
}

/** Numbers in one upsert: about 8 MB as JSON, of the 32 MB that Qdrant takes unless it is told otherwise. */
const NUMBERS_PER_REQUEST = 400_000;
const POINTS_PER_REQUEST = 1_000;
const IDS_PER_PAGE = 1_000;
/** Vectors that are compared in full for one search, as in the index in process. */
const RESCORED = 200;
const MAX_LIMIT = 1_000;

/**
 * The engine for more vectors than a process can hold, or for several machines: one collection for each space, with
 * binary quantization and rescoring. What a method wrote is there when it resolves.
 */
export function createQdrantEngine({ collectionPrefix, ...connection }: QdrantOptions): VectorEngine {
  const call = connectQdrant(connection);
  let current: (VectorSpace & { collection: string }) | undefined;
  const here = () => {
    if (!current) throw new Error('ensure() has to come first: it says which space is meant.');
    return current;
  };
  const collectionOf = (space: VectorSpace) => collectionName(collectionPrefix, space.name);

  return {
    async ensure(space) {
      const collection = collectionOf(space);
      await ensureCollection(call, collection, space.dimensions);
      current = { ...space, collection };
    },

    async upsert(points) {
      const { collection, dimensions } = here();
      const ready = points.map(({ id, vector, payload }) => ({
        id,
        vector: Array.from(unitVector(vector, dimensions)),
        payload: { ...payload, digest: digestOf(vector) },
      }));
      const most = Math.max(1, Math.min(POINTS_PER_REQUEST, Math.floor(NUMBERS_PER_REQUEST / dimensions)));
      for (const batch of inRuns(ready, most)) {
        await call('upsert_points', UPDATED, (api, options) =>
          api.upsertPoints({ collection_name: collection, wait: true, points: batch }, options),
        ).then(requireCompleted, async (error: unknown) => {
          // Refused as wrong, it may be the collection that is: someone made it anew with another size.
          if (error instanceof IzaError && error.code === 'INVALID_INPUT') {
            await requireCollection(call, collection, here());
          }
          throw error;
        });
      }
    },

    async remove(ids) {
      const { collection } = here();
      for (const batch of inRuns(ids, POINTS_PER_REQUEST)) {
        const updated = await call('delete_points', UPDATED, (api, options) =>
          api.deletePoints({ collection_name: collection, wait: true, points: batch }, options),
        );
        requireCompleted(updated);
      }
    },

    async search(vector, search) {
      const { collection, dimensions } = here();
      const query = Array.from(unitVector(vector, dimensions));
      const { scopes, kinds, limit } = checkSearch(search);
      const { points } = await call('query_points', FOUND, (api, options) =>
        api.queryPoints(
          {
            collection_name: collection,
            query,
            filter: {
              must: [
                { key: 'scope', match: { any: scopes } },
                ...(kinds ? [{ key: 'kind', match: { any: kinds } }] : []),
              ],
            },
            limit,
            with_payload: ['memory', 'scope'],
            params: { quantization: { rescore: true, oversampling: Math.max(4, RESCORED / limit) } },
          },
          options,
        ),
      );
      // The filter is the server's work; that nothing of another scope gets through is ours.
      return points
        .filter(({ payload }) => scopes.includes(payload.scope))
        .map(({ payload, score }) => ({ memory: payload.memory, score }))
        .sort((a, b) => b.score - a.score || (a.memory < b.memory ? -1 : 1));
    },

    async count() {
      const { collection } = here();
      const { count } = await call('count_points', COUNT, (api, options) =>
        api.countPoints({ collection_name: collection, exact: true }, options),
      );
      return count;
    },

    async checksum() {
      const { collection } = here();
      const checksum = createChecksum();
      let offset: string | number | bigint | null | undefined;
      do {
        const page = await call('scroll_points', PAGE, (api, options) =>
          api.scrollPoints(
            {
              collection_name: collection,
              limit: IDS_PER_PAGE,
              with_payload: true,
              with_vector: false,
              ...(offset != null && { offset: offset as string | number }),
            },
            options,
          ),
        );
        for (const { id, payload } of page.points) {
          const { digest = '', ...rest } = payload ?? { memory: '', scope: '', kind: '', at: 0 };
          checksum.add({ id, payload: rest, digest });
        }
        // A server that names the same page again would be read for ever.
        if (page.next_page_offset === offset) break;
        offset = page.next_page_offset;
      } while (offset != null);
      return checksum.value();
    },

    async drop(space) {
      await dropCollection(call, collectionOf(space));
    },
  };
}

function checkSearch({ scopes, kinds, limit }: EngineSearch): {
  scopes: string[];
  kinds?: string[];
  limit: number;
} {
  if (scopes.length === 0) {
    throw new IzaError('INVALID_INPUT', 'A search has to name the scopes it looks in.');
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new IzaError('INVALID_INPUT', `The limit has to be a whole number from 1 to ${MAX_LIMIT}.`);
  }
  // Qdrant wants the values of a condition to be different ones.
  return { scopes: [...new Set(scopes)], ...(kinds && { kinds: [...new Set(kinds)] }), limit };
}

/** @throws IzaError TIMEOUT when the change is accepted and not yet there: sent again, it does no harm. */
function requireCompleted({ status }: { status: string }): void {
  if (status === 'completed') return;
  throw new IzaError('TIMEOUT', 'Qdrant has not finished the change in time.', {
    hint: 'It is tried again by itself; if it stays so, look at the log of Qdrant.',
  });
}

function* inRuns<T>(items: readonly T[], most: number): Generator<T[]> {
  for (let i = 0; i < items.length; i += most) yield items.slice(i, i + most);
}
