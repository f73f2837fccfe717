import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IngestDeps } from './ingest-deps.ts';
import { endGone, itemsOf } from './items.ts';
import type { Into } from './keep-batch.ts';
import { readWithin } from './read-file.ts';
import { readReferenceMemory } from './reference-memory.ts';
import { emptyOutcome, type Scanned, type Watching } from './scan-outcome.ts';
import type { Source } from './source.ts';
import { storeFound } from './store-found.ts';

/** A file of the MCP reference memory server: a document for each entity, of which only those that changed are stored. */
export async function scanMemory(
  { screen, config }: IngestDeps,
  into: Into,
  { location = '', cursor: before }: Source,
  watching: Watching,
): Promise<Scanned> {
  const name = basename(location);
  const { bytes, size, mtime } = await readWithin(dirname(location), location, name, config.limits.bytes);
  const cursor = JSON.stringify([size, mtime]);
  const known = await itemsOf(into);
  const outcome = { ...emptyOutcome(), unchanged: known.size };
  if (cursor === before) return { outcome };
  const documents = readReferenceMemory({ name, uri: pathToFileURL(location).href, bytes }, screen);
  const changed = documents.filter(({ externalId, hash }) => known.get(externalId)?.hash !== hash);
  const here = new Set(documents.map(({ externalId }) => externalId));
  outcome.unchanged = documents.length - changed.length;
  await storeFound(
    into,
    changed.map((document) => ({ externalId: document.externalId, prepare: async () => ({ document }) })),
    outcome,
    watching,
  );
  outcome.removed = await endGone(
    into,
    [...known.keys()].filter((id) => !here.has(id)),
    watching.signal,
  );
  return { outcome, cursor };
}
