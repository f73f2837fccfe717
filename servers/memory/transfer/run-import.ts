import * as z from 'zod';
import type { Job } from '../../../shared/jobs/run-job.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { MemoryDomain } from '../deps.ts';
import { type ImportCounts, NOTHING, sum } from './counts.ts';
import type { ImportFormat } from './formats.ts';
import { batchesOf, importBatch } from './import-batch.ts';
import type { ImportItem } from './import-item.ts';
import { locateImport } from './import-path.ts';
import { namedMessages } from './message-names.ts';
import { openImport } from './open-import.ts';
import { type ImportPart, readImport, surveyImport } from './read-import.ts';
import { rememberingScreen } from './screened.ts';

/** How far an import has come. */
const Checkpoint = z.object({
  stamp: z.string(),
  /** What undoes all of it. */
  change: z.string(),
  since: z.number().int(),
  items: z.number().int(),
  batches: z.number().int(),
  counts: z.object({
    new: z.number(),
    duplicates: z.number(),
    held: z.number(),
    redacted: z.number(),
    refused: z.number(),
  }),
  merged: z.array(z.string()),
});

type Checkpoint = z.output<typeof Checkpoint>;

export type ImportDeps = Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault' | 'importFolders'>;

export interface ImportRequest {
  /** A real path, as locateImport gives it. */
  path: string;
  format?: ImportFormat | undefined;
  scope: string;
  dryRun: boolean;
  client?: string | undefined;
}

/**
 * Reads a file or folder through, and stores what is in it only when all of it is good. Each batch is a change with a
 * receipt of its own, so that an import which is taken up again stores nothing twice.
 * @throws IzaError
 */
export async function runImport(
  deps: ImportDeps,
  { path, format, scope, dryRun, client }: ImportRequest,
  job: Job,
): Promise<object> {
  const opened = await openImport(await locateImport(path, deps.importFolders));
  try {
    const survey = await surveyImport(opened.source, {
      format,
      storable: true,
      signal: job.signal,
      progress: (found) => job.progress(0, undefined, `${found} found so far`),
    });
    const formats = [...new Set(survey.parts.map((part) => part.format))];
    const found = { path, formats, found: survey.counts };
    if (dryRun) return { ...found, dry_run: true };
    const start = await startOf(deps, job, opened.stamp);
    const items = namedMessages(itemsOf(survey.parts));
    const by = { tool: 'import', client, change: start.change };
    const { counts } = await storeAll(deps, items, { job, start, scope, by, total: survey.total });
    return { ...found, ...counts, change: start.change };
  } finally {
    await opened.close();
  }
}

async function startOf({ store, ids }: ImportDeps, job: Job, stamp: string): Promise<Checkpoint> {
  if (job.resumedFrom === undefined) {
    const since = await store.read((view) => view.size());
    const change = ids.next();
    const start = { stamp, change, since, items: 0, batches: 0, counts: { ...NOTHING }, merged: [] };
    job.checkpoint(start);
    return start;
  }
  const before = Checkpoint.parse(job.resumedFrom);
  if (before.stamp === stamp) return before;
  throw new IzaError('CONFLICT', 'The file was changed while it was being imported.', {
    why: `${before.items} items of it were imported before.`,
    hint: `Import it again: what is there already is not stored twice. memory_admin undo with id ${before.change} takes it back.`,
  });
}

interface Storing {
  job: Job;
  start: Checkpoint;
  scope: string;
  by: { tool: string; client: string | undefined; change: string };
  total: number;
}

async function storeAll(
  deps: ImportDeps,
  items: AsyncIterable<ImportItem>,
  { job, start, scope, by, total }: Storing,
): Promise<{ counts: ImportCounts }> {
  const remembering = { ...deps, screen: rememberingScreen(deps.screen) };
  let state = start;
  for await (const batch of batchesOf(after(items, start.items))) {
    job.progress(state.items, total, `change ${start.change}`);
    const receipt = { tool: by.tool, key: `${job.id} ${state.batches}`, inputHash: job.id };
    const { merged, ...counts } = await importBatch(remembering, scope, batch, state, { ...by, receipt });
    state = {
      ...state,
      items: state.items + batch.length,
      batches: state.batches + 1,
      counts: sum(state.counts, counts),
      merged: [...state.merged, ...merged],
    };
    job.checkpoint(state);
  }
  job.progress(state.items, total, `change ${start.change}`);
  return { counts: state.counts };
}

async function* itemsOf(parts: readonly ImportPart[]): AsyncGenerator<ImportItem> {
  for (const part of parts) {
    const graph = part.format === 'mcp-memory';
    for await (const item of readImport([part])) yield graph ? { ...item, graph } : item;
  }
}

async function* after<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let passed = 0;
  for await (const item of items) {
    if (passed++ >= count) yield item;
  }
}
