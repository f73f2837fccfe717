import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { By } from '../assert.ts';
import type { IngestDeps } from './ingest-deps.ts';
import { endAll, type Into, keepBatch } from './keep-batch.ts';
import { locateSource } from './locate.ts';
import { prepareDocument } from './prepare.ts';
import { isReferenceMemory } from './reference-memory.ts';
import { noSource } from './scan.ts';
import type { Source, SourceKind } from './source.ts';

export interface AskedSource {
  graph: string;
  name?: string | undefined;
  path?: string | undefined;
  url?: string | undefined;
  text?: string | undefined;
  kind?: 'document' | 'conversation' | undefined;
  watch: boolean;
}

/** Ended documents that share a change. */
const AT_ONCE = 64;

/**
 * Registers a source, or the same one again; a text is stored at once, in place of what the source said before.
 * @throws IzaError INVALID_INPUT, NOT_FOUND; CONFLICT where the name means another source.
 */
export async function addSource(
  deps: IngestDeps,
  asked: AskedSource,
  { receipt: _, ...by }: By,
): Promise<Source> {
  const { store } = deps;
  const { graph } = asked;
  const place = await placeIn(deps, asked);
  const name = nameFor(asked, place.location);
  for (const said of [name, place.location ?? '']) {
    if (deps.screen(said).text === said) continue;
    throw new IzaError('INVALID_INPUT', 'The name or the place of the source holds a secret.', {
      hint: 'Nothing was changed. Call it something else.',
    });
  }
  const prepared = asked.text === undefined ? undefined : await prepareText(deps, asked, name, asked.text);
  const source = await store.change({ graph, ...by }, async (change) => {
    const before = await change.sources.find(graph, name);
    if (before && (before.kind !== place.kind || before.location !== place.location)) {
      throw new IzaError(
        'CONFLICT',
        `There is another source ${JSON.stringify(name)}: ${before.location ?? before.kind}.`,
        {
          hint: 'Nothing was changed. Give this one another name, or remove the other one.',
        },
      );
    }
    const next: Source = { paused: false, skipped: {}, ...before, ...place, name, watch: asked.watch };
    await change.sources.put(next);
    return next;
  });
  if (prepared) {
    const into: Into = { store, graph, source: name, by };
    await keepBatch(into, [{ externalId: name, document: prepared }]);
  }
  return source;
}

async function placeIn(
  { folders, config }: IngestDeps,
  { path, url, text, kind }: AskedSource,
): Promise<{ kind: SourceKind; location?: string }> {
  if ([path, url, text].filter((one) => one !== undefined).length !== 1) {
    throw new IzaError('INVALID_INPUT', 'Give one of path, url and text.', { hint: 'Nothing was changed.' });
  }
  if (text !== undefined) return { kind: kind === 'conversation' ? 'conversation' : 'text' };
  if (url !== undefined) {
    const { checkUrl } = await import('./fetch-page.ts');
    return { kind: 'web', location: checkUrl(url, config.fetch.hosts).href };
  }
  const location = await locateSource(path ?? '', folders);
  const found = await stat(location);
  if (found.isDirectory()) return { kind: 'folder', location };
  if (!found.isFile()) {
    throw new IzaError('INVALID_INPUT', '/path: it is neither a file nor a folder.', {
      hint: 'Nothing was changed.',
    });
  }
  return { kind: isReferenceMemory(await headOf(location)) ? 'memory' : 'file', location };
}

const HEAD = 4_096;

async function headOf(location: string): Promise<Uint8Array> {
  const file = await open(location);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function nameFor({ name, text }: AskedSource, location: string | undefined): string {
  if (name !== undefined) return name;
  if (text === undefined && location !== undefined) {
    return location.startsWith('http') ? new URL(location).host : basename(location) || location;
  }
  throw new IzaError('INVALID_INPUT', '/name: a text needs one.', {
    hint: 'Nothing was changed. The same name with another text later takes the place of this one.',
  });
}

async function prepareText(
  { screen, config }: IngestDeps,
  { graph, kind }: AskedSource,
  name: string,
  text: string,
) {
  const loaded = {
    externalId: name,
    bytes: Buffer.from(text.toWellFormed()),
    name: `${name}.${kind === 'conversation' ? 'txt' : 'md'}`,
    key: `kg-source:${graph}/${name}`,
    type: kind === 'conversation' ? ('Conversation' as const) : ('Document' as const),
    linked: () => undefined,
  };
  return prepareDocument(loaded, { screen, limits: config.limits });
}

/** Pauses or resumes a source: a paused one is neither watched nor scanned. */
export async function pauseSource(
  { store }: IngestDeps,
  { graph, name, paused }: { graph: string; name: string; paused: boolean },
  by: By,
): Promise<Source> {
  return store.change({ graph, ...by }, async (change) => {
    const source = await change.sources.find(graph, name);
    if (!source) throw noSource(name);
    const next = { ...source, paused };
    await change.sources.put(next);
    return next;
  });
}

/** Forgets a source and takes back all that only it says; the history stays. Says how many documents it had. */
export async function removeSource(
  deps: IngestDeps,
  { graph, name }: { graph: string; name: string },
  by: By,
): Promise<number> {
  const { store } = deps;
  const { receipt: _, ...origin } = { graph, ...by };
  // Whoever is scanning it stops at the next batch.
  await pauseSource(deps, { graph, name, paused: true }, origin);
  for (let removed = 0; ; ) {
    const ended = await store.change(origin, async (change) => {
      const items = await change.sources.items(graph, name, '', AT_ONCE);
      if (items.length === 0) await change.sources.remove(name);
      return endAll(
        change,
        name,
        items.map(({ externalId }) => externalId),
      );
    });
    removed += ended;
    if (ended === 0) return removed;
  }
}
