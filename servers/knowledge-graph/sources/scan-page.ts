import { fetchPage } from './fetch-page.ts';
import type { IngestDeps } from './ingest-deps.ts';
import type { Into } from './keep-batch.ts';
import { decoded } from './linked.ts';
import { prepareDocument } from './prepare.ts';
import { emptyOutcome, type Scanned, type Watching } from './scan-outcome.ts';
import type { Source } from './source.ts';
import { storeFound } from './store-found.ts';

/** A page or a feed, fetched unless its server says that it is as it was. */
export async function scanPage(
  { screen, config }: IngestDeps,
  into: Into,
  { location = '', cursor: before }: Source,
  watching: Watching,
): Promise<Scanned> {
  const limits = { bytes: config.limits.bytes, seconds: config.fetch.seconds };
  const page = await fetchPage(
    location,
    { hosts: config.fetch.hosts, ...limits, since: before },
    watching.signal,
  );
  const outcome = emptyOutcome();
  if (page === 'unchanged') return { outcome: { ...outcome, unchanged: 1 } };
  const { bytes, mediaType, url, validators } = page;
  const loaded = {
    externalId: location,
    bytes,
    name: decoded(new URL(url).pathname.split('/').at(-1) ?? '') || new URL(url).hostname,
    mediaType,
    uri: url,
    key: location,
    type: 'WebPage' as const,
    // Of a page, only links with an address say where they lead.
    linked: () => undefined,
  };
  const found = {
    externalId: location,
    prepare: async (signal?: AbortSignal) => ({
      document: await prepareDocument(loaded, { screen, limits: config.limits }, signal),
    }),
  };
  await storeFound(into, [found], outcome, watching);
  return { outcome, ...(outcome.failed === 0 && { cursor: validators }) };
}
