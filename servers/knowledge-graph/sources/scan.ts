import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { By } from '../assert.ts';
import type { IngestDeps } from './ingest-deps.ts';
import { type Into, SourceGone } from './keep-batch.ts';
import { isWithin } from './locate.ts';
import { scanFiles } from './scan-files.ts';
import { emptyOutcome, type Scanned, type ScanOutcome, type Watching } from './scan-outcome.ts';
import type { Source } from './source.ts';
import { foundFile, walkFolder } from './walk.ts';

/**
 * Looks a source through: what is new or changed is stored, what is gone ends, the rest is not even read.
 * @throws IzaError NOT_FOUND where the source is not registered; UNAVAILABLE where it has vanished, and nothing ends.
 */
export async function scanSource(
  deps: IngestDeps,
  { graph, name, by }: { graph: string; name: string; by: By },
  watching: Watching = {},
): Promise<ScanOutcome> {
  const { store } = deps;
  const source = await store.read((view) => view.sources.find(graph, name));
  if (!source) throw noSource(name);
  if (source.paused) return emptyOutcome();
  const into: Into = { store, graph, source: name, by };
  try {
    const scanned = await scanKind(deps, into, source, watching);
    await remember(deps, into, { ...scanned, problem: scanned.outcome.partial, done: true });
    return scanned.outcome;
  } catch (error) {
    if (error instanceof SourceGone) return emptyOutcome();
    if (error instanceof IzaError && error.code !== 'CANCELLED') {
      await remember(deps, into, { problem: error.message });
    }
    throw error;
  }
}

export function noSource(name: string): IzaError {
  return new IzaError('NOT_FOUND', `There is no source ${JSON.stringify(name)} in this graph.`, {
    hint: 'Nothing was changed. kg_ingest with op list shows the sources.',
  });
}

async function scanKind(deps: IngestDeps, into: Into, source: Source, watching: Watching): Promise<Scanned> {
  switch (source.kind) {
    case 'folder': {
      const root = await placeOf(deps, source);
      const walked = await walkFolder(root, deps.config.limits, watching.signal);
      return scanFiles(deps, into, root, walked, watching);
    }
    case 'file': {
      const place = await placeOf(deps, source);
      const files = [foundFile(basename(place), await lstat(place))];
      return scanFiles(deps, into, dirname(place), { files, skipped: {} }, watching);
    }
    case 'memory': {
      const { scanMemory } = await import('./scan-memory.ts');
      return scanMemory(deps, into, { ...source, location: await placeOf(deps, source) }, watching);
    }
    case 'web': {
      const { scanPage } = await import('./scan-page.ts');
      return scanPage(deps, into, source, watching);
    }
    case 'text':
    case 'conversation':
      // It came with a call, and comes again with another.
      return { outcome: emptyOutcome() };
  }
}

/** Where a source really is. A disk that is not there now is no reason to forget what was on it. */
export async function placeOf(
  { folders }: Pick<IngestDeps, 'folders'>,
  { location = '' }: Pick<Source, 'location'>,
): Promise<string> {
  const real = await realpath(location).catch(() => undefined);
  const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  if (real !== undefined && roots.some((root) => isWithin(root, real))) return real;
  throw new IzaError(
    'UNAVAILABLE',
    `${location} ${real === undefined ? 'is not there' : 'may not be read'}.`,
    {
      why: 'What was read from it before is kept.',
      hint: 'Bring it back and scan again, or remove the source.',
    },
  );
}

/** Writes down how it went, unless the source is gone meanwhile. */
async function remember(
  { store, clock }: IngestDeps,
  { graph, source, by }: Into,
  how: Pick<Scanned, 'passedOver' | 'cursor'> & { problem?: string | undefined; done?: true },
): Promise<void> {
  await store.change({ graph, ...by }, async (change) => {
    const found = await change.sources.find(graph, source);
    if (!found) return;
    await change.sources.put({
      ...found,
      problem: how.problem,
      ...(how.done && { skipped: how.passedOver ?? {}, scannedAt: clock.now() }),
      ...(how.cursor !== undefined && { cursor: how.cursor }),
    });
  });
}
