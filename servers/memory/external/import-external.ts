import { createHash } from 'node:crypto';
import type { Job } from '../../../shared/jobs/run-job.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { SourceName } from '../choices.ts';
import type { MemoryDomain } from '../deps.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Item } from '../intake.ts';
import { MAX_TEXT } from '../memory.ts';
import { type Remembered, remember } from '../remember.ts';
import type { ExternalMemoryItem } from './external-memory.ts';

/** What became of the memories of another program. */
export interface ImportedExternal {
  read: number;
  new: number;
  /** Was here in the same words, or nearly. */
  duplicates: number;
  /** Held back, since it reads like orders. */
  held: number;
  /** Secrets, what is too long, and what the privacy policy does not let in. */
  refused: number;
  /** Copies of memories of ours. */
  ours: number;
  /** The other program has more than it lists. */
  truncated?: true;
}

interface Checkpoint {
  counts: ImportedExternal;
  cursor?: string | undefined;
  page: number;
}

const PAGE = 100;
const MOST_HELD = 10_000;

/**
 * Takes over what another program remembers of a scope, page by page, each with a receipt: however often it is
 * interrupted, nothing is there twice. All of it counts as told by a tool.
 */
export async function importExternal(
  deps: Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault' | 'external'>,
  { source, scope }: { source: SourceName; scope: string },
  job: Job<Checkpoint>,
): Promise<ImportedExternal> {
  const memory = await deps.external.get(source);
  let { counts, cursor, page } = job.resumedFrom ?? {
    counts: { read: 0, new: 0, duplicates: 0, held: 0, refused: 0, ours: 0 },
    cursor: undefined,
    page: 0,
  };
  for (;;) {
    job.signal.throwIfAborted();
    const listed = await memory.list({ scope, limit: PAGE, cursor, signal: job.signal });
    counts = add(counts, await takeOver(deps, listed.items, { source, scope, job: job.id, page }));
    if (listed.truncated) counts.truncated = true;
    page += 1;
    cursor = listed.cursor;
    job.checkpoint({ counts, cursor, page });
    job.progress(counts.read);
    if (cursor === undefined) return counts;
  }
}

interface Origin {
  source: SourceName;
  scope: string;
  job: string;
  page: number;
}

async function takeOver(
  deps: Parameters<typeof importExternal>[0],
  items: readonly ExternalMemoryItem[],
  { source, scope, job, page }: Origin,
): Promise<ImportedExternal> {
  const { foreign, held } = await deps.store.read((view) => {
    const filter = { scopes: [scope], statuses: ['quarantined'], validAt: 'any' } as const;
    return {
      foreign: items.filter(
        ({ metadata: { iza_id: id } }) =>
          typeof id !== 'string' || view.operations(0, 1, { memory: id }).length === 0,
      ),
      // What is held back already is not a twin that remembering would find.
      held: new Set(view.bySeq(view.find([], filter, MOST_HELD)).map((memory) => memory.fingerprint)),
    };
  });
  const short = foreign.filter(({ text }) => text.length <= MAX_TEXT);
  const fitting = short.filter(({ text }) => !held.has(fingerprint(text)));
  const keep = (some: readonly ExternalMemoryItem[], key: string): Promise<Remembered[]> => {
    const inputHash = createHash('sha256')
      .update(JSON.stringify([source, scope, key]))
      .digest('hex');
    const receipt = { tool: 'import_external', key: `${job} ${key}`, inputHash };
    return remember(
      deps,
      scope,
      some.map((item) => itemOf(item, source)),
      { onConflict: 'keep' },
      { tool: 'memory_admin', client: source, receipt },
    );
  };
  const kept: Remembered[] = [];
  let refused = foreign.length - short.length;
  try {
    if (fitting.length > 0) kept.push(...(await keep(fitting, `page ${page}`)));
  } catch (error) {
    if (!(error instanceof IzaError) || error.code !== 'INVALID_INPUT') throw error;
    // One that may not be kept costs only itself.
    for (const [index, item] of fitting.entries()) {
      try {
        kept.push(...(await keep([item], `page ${page} item ${index}`)));
      } catch (reason) {
        if (!(reason instanceof IzaError) || reason.code !== 'INVALID_INPUT') throw reason;
        refused += 1;
      }
    }
  }
  const with_ = (...statuses: Remembered['status'][]): number =>
    kept.filter(({ status }) => statuses.includes(status)).length;
  return {
    read: items.length,
    new: with_('new', 'superseded', 'conflict'),
    duplicates: with_('duplicate', 'merged', 'kept') + short.length - fitting.length,
    held: with_('quarantined'),
    refused,
    ours: items.length - foreign.length,
  };
}

function itemOf({ id, text, at }: ExternalMemoryItem, source: SourceName): Item {
  return {
    text,
    kind: 'note',
    origin: 'tool',
    source: { title: source, uri: `${source}:${id}` },
    ...(at !== undefined && { validFrom: at }),
  };
}

function add(a: ImportedExternal, b: ImportedExternal): ImportedExternal {
  return {
    ...a,
    read: a.read + b.read,
    new: a.new + b.new,
    duplicates: a.duplicates + b.duplicates,
    held: a.held + b.held,
    refused: a.refused + b.refused,
    ours: a.ours + b.ours,
  };
}
