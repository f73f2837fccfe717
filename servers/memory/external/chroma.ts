import type { Collection } from 'chromadb';
import * as z from 'zod';
import { decodeSeqCursor, encodeCursor } from '../../../shared/db/cursor.ts';
import type { Embedder } from '../../../shared/embed/embedder.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { checkExternal } from './check.ts';
import { findCollection, requireDatabase, withChroma } from './chroma-client.ts';
import { collectionOf } from './chroma-names.ts';
import { vectorsFor } from './chroma-vectors.ts';
import { checkRemote, junk, type Remote } from './exchange.ts';
import type { ExternalMemory, ExternalMemoryCopy, ExternalMemoryItem } from './external-memory.ts';

export interface ChromaOptions {
  /** http://127.0.0.1:8000 unless said. */
  baseURL?: string;
  /** `default_tenant` unless said. */
  tenant?: string;
  /** `default_database` unless said. */
  database?: string;
  token?: string;
  /** How the token is sent: `x-chroma-token` unless said, or as a bearer in `authorization`. */
  tokenHeader?: 'x-chroma-token' | 'authorization';
  /** The environment variable that the token came from, for the hint of an error. */
  keyName?: string;
  /** Makes all vectors: Chroma's own models are never loaded. */
  embedder: Embedder;
  /** Collections that somebody else fills, by the scope that they are for. They are read and never written. */
  collections?: Readonly<Record<string, string>>;
  fetch?: typeof fetch;
  /** Milliseconds for one request; 10,000 unless said. */
  timeoutMs?: number;
}

/** Texts embedded and sent at a time; Chroma itself takes some thousands. */
const BATCH = 100;
const FINGERPRINT = 'iza_fingerprint';

const Document = z.string().nullable().optional();
const Metadata = z.record(z.string(), z.json()).nullable().optional();
const Row = z.object({ id: z.string().min(1), document: Document, metadata: Metadata });
const Hit = Row.extend({ distance: z.number() });

/**
 * ChromaDB by its own client and its v2 API. A scope is a collection, made at the first write, with cosine distance
 * and the fingerprint of the embedder, since vectors of two models cannot be compared.
 */
export function createChroma(options: ChromaOptions): ExternalMemory {
  const { embedder, collections = {}, token, tokenHeader = 'x-chroma-token' } = options;
  const remote: Remote = {
    ...options,
    name: 'Chroma',
    address: (options.baseURL ?? 'http://127.0.0.1:8000').replace(/\/+$/, ''),
    key: token,
  };
  checkRemote(remote);
  const place = {
    tenant: options.tenant ?? 'default_tenant',
    database: options.database ?? 'default_database',
    headers:
      token === undefined
        ? {}
        : { [tokenHeader]: tokenHeader === 'authorization' ? `Bearer ${token}` : token },
  };
  const nameOf = (scope: string) => collections[scope] ?? collectionOf(scope);

  const rows = <T>(schema: z.ZodType<T>, found: unknown): T[] => {
    const parsed = z.array(schema).safeParse(found);
    if (!parsed.success) throw junk(remote, parsed.error);
    return parsed.data;
  };

  return {
    id: 'chroma',
    search: (query, { scope, limit, signal }) =>
      withChroma(remote, place, signal, async (client) => {
        const collection = await findCollection(client, nameOf(scope));
        if (!collection) return [];
        checkModel(collection, embedder);
        const [vector = []] = await vectorsFor(embedder, [query], 'query', signal);
        const found = await collection.query({
          queryEmbeddings: [vector],
          nResults: limit,
          include: ['documents', 'metadatas', 'distances'],
        });
        return rows(Hit, found.rows()[0] ?? [])
          .flatMap((hit) => itemOf(hit, scoreOf(hit.distance, collection)))
          .sort((a, b) => b.score - a.score);
      }),

    list: ({ scope, limit, cursor, signal }) =>
      withChroma(remote, place, signal, async (client) => {
        const offset = cursor === undefined ? 0 : decodeSeqCursor(cursor);
        const collection = await findCollection(client, nameOf(scope));
        if (!collection) return { items: [] };
        // One more than is shown tells whether there are more.
        const found = await collection.get({ limit: limit + 1, offset, include: ['documents', 'metadatas'] });
        const all = rows(Row, found.rows());
        const items = all.slice(0, limit).flatMap((row) => itemOf(row, 0));
        return { items, ...(all.length > limit && { cursor: encodeCursor(offset + limit) }) };
      }),

    async add(items, { scope, signal }) {
      refuseForeign(collections, scope);
      // All vectors before the first write: an embedder that fails leaves nothing half done.
      const texts = items.map(({ text }) => text);
      const vectors: number[][] = [];
      for (let start = 0; start < texts.length; start += BATCH) {
        const part = texts.slice(start, start + BATCH);
        vectors.push(...(await vectorsFor(embedder, part, 'document', signal)));
      }
      return withChroma(remote, place, signal, async (client) => {
        const collection = await client.getOrCreateCollection({
          name: nameOf(scope),
          embeddingFunction: null,
          configuration: { hnsw: { space: 'cosine' } },
          metadata: { iza_scope: scope, [FINGERPRINT]: embedder.fingerprint },
        });
        checkModel(collection, embedder);
        for (let start = 0; start < items.length; start += BATCH) {
          const part = items.slice(start, start + BATCH);
          // Under our ids, so that the same again after a failure doubles nothing.
          await collection.upsert({
            ids: part.map(({ id }) => id),
            documents: part.map(({ text }) => text),
            embeddings: vectors.slice(start, start + BATCH),
            metadatas: part.map(metadataOf),
          });
        }
        return items.map(({ id }) => id);
      });
    },

    async remove(ids, { scope, signal }) {
      refuseForeign(collections, scope);
      if (ids.length === 0) return;
      await withChroma(remote, place, signal, async (client) => {
        const collection = await findCollection(client, nameOf(scope));
        await collection?.delete({ ids: [...ids] });
      });
    },

    check: (signal) =>
      checkExternal(() =>
        withChroma(remote, place, signal, async (client) => {
          await requireDatabase(remote, place, signal);
          const count = z.number().parse(await client.countCollections());
          return `Chroma answers at ${remote.address}, with ${count} collections in ${place.tenant}/${place.database}.`;
        }),
      ),
  };
}

function itemOf({ id, document, metadata }: z.output<typeof Row>, score: number): ExternalMemoryItem[] {
  if (!document || document.trim() === '') return [];
  const { iza_at: at, ...more } = metadata ?? {};
  return [{ id, text: document, score, ...(typeof at === 'number' && { at }), metadata: more }];
}

function metadataOf({ id, at, metadata }: ExternalMemoryCopy): Record<string, string | number | boolean> {
  return { ...metadata, iza_id: id, ...(at !== undefined && { iza_at: at }) };
}

/** Nearness from a distance: cosine and inner product are 1 − similarity, l2 is squared and has no bound. */
function scoreOf(distance: number, { configuration }: Collection): number {
  const space = configuration.hnsw?.space ?? configuration.spann?.space ?? 'l2';
  return space === 'l2' ? 1 / (1 + Math.max(0, distance)) : 1 - distance;
}

function checkModel({ metadata }: Collection, { fingerprint }: Embedder): void {
  const theirs = metadata?.[FINGERPRINT];
  if (theirs === undefined || theirs === fingerprint) return;
  throw new IzaError('VERSION_MISMATCH', 'The memories in Chroma were embedded with another model.', {
    why: `It was ${String(theirs).slice(0, 200)}, and now is ${fingerprint}.`,
    hint: 'Go back to that model, or delete the collection in Chroma and mirror the memories anew.',
  });
}

function refuseForeign(collections: Readonly<Record<string, string>>, scope: string): void {
  if (collections[scope] === undefined) return;
  throw new IzaError('READ_ONLY', `The collection for ${scope} in Chroma belongs to another program.`, {
    hint: 'It can be searched and imported from. Take it out of the settings to mirror the scope.',
  });
}
