import { createHash } from 'node:crypto';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { VectorSpace } from '../vectors/engine.ts';
import { COLLECTION, type Collection, DONE, UPDATED } from './qdrant-answers.ts';
import type { QdrantCall } from './qdrant-client.ts';

/** The fields that searches filter by. Scopes are tenants: Qdrant keeps the points of each together. */
const INDEXES = {
  scope: { type: 'keyword', is_tenant: true },
  kind: { type: 'keyword' },
} as const;

/** A name for the space that Qdrant takes: what is readable of it, and a hash that makes it its own. */
export function collectionName(prefix: string, space: string): string {
  const readable = space.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 80);
  const hash = createHash('sha256').update(space).digest('hex').slice(0, 16);
  return `${prefix}-${readable}-${hash}`;
}

/** Makes what is missing of the collection: every step may have been done before, by a process that was killed. */
export async function ensureCollection(call: QdrantCall, name: string, dimensions: number): Promise<void> {
  const collection = (await readCollection(call, name)) ?? (await createCollection(call, name, dimensions));
  checkCollection(collection, dimensions);
  for (const [field_name, field_schema] of Object.entries(INDEXES)) {
    if (field_name in collection.payload_schema) continue;
    await call('create_field_index', UPDATED, (api, options) =>
      api.createFieldIndex({ collection_name: name, wait: true, field_name, field_schema }, options),
    );
  }
}

/** @throws IzaError NOT_FOUND, or CONFLICT when it holds other vectors than these. */
export async function requireCollection(
  call: QdrantCall,
  name: string,
  { dimensions }: VectorSpace,
): Promise<void> {
  checkCollection(
    await call('get_collection', COLLECTION, (api, options) =>
      api.getCollection({ collection_name: name }, options),
    ),
    dimensions,
  );
}

export async function dropCollection(call: QdrantCall, name: string): Promise<void> {
  await call('delete_collection', DONE, (api, options) =>
    api.deleteCollection({ collection_name: name }, options),
  ).catch(unless('NOT_FOUND'));
}

function readCollection(call: QdrantCall, name: string): Promise<Collection | undefined> {
  return call('get_collection', COLLECTION, (api, options) =>
    api.getCollection({ collection_name: name }, options),
  ).catch(unless('NOT_FOUND'));
}

async function createCollection(call: QdrantCall, name: string, dimensions: number): Promise<Collection> {
  await call(
    'create_collection',
    DONE,
    (api, options) =>
      api.createCollection(
        {
          collection_name: name,
          // The bits of a million vectors fit in memory, and the full ones are read only to rescore.
          vectors: { size: dimensions, distance: 'Cosine', memory: 'cold' },
          quantization_config: { binary: { memory: 'pinned' } },
        },
        options,
      ),
    // Another process was first, and its collection is looked at as any other.
  ).catch(unless('CONFLICT'));
  return call('get_collection', COLLECTION, (api, options) =>
    api.getCollection({ collection_name: name }, options),
  );
}

function checkCollection({ config }: Collection, dimensions: number): void {
  const { size, distance } = config.params.vectors;
  if (size === dimensions && distance === 'Cosine') return;
  throw new IzaError('CONFLICT', 'Qdrant has this index for other vectors than these.', {
    why: `It holds ${size} numbers a vector, and these have ${dimensions}, compared by cosine.`,
    hint: 'Rebuild the index: all of it can be made again from the memory file.',
  });
}

/** For `catch`: takes an error of this code for an answer. */
function unless(code: IzaError['code']): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof IzaError && error.code === code) return undefined;
    throw error;
  };
}
