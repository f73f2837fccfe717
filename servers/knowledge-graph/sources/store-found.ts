import { join } from 'node:path';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { PreparedDocument } from './drawn.ts';
import { type Into, keepBatch, keepRenamed, type Ready, reasonOf } from './keep-batch.ts';
import type { ScanOutcome, Watching } from './scan-outcome.ts';
import type { SourceItem } from './source.ts';

type Stat = Pick<SourceItem, 'size' | 'mtime'>;

/** A document that is new or changed, to be read when its turn comes. */
export interface Found extends Stat {
  externalId: string;
  prepare(signal?: AbortSignal): Promise<Stat & ({ document: PreparedDocument } | { skip: string })>;
}

interface Renames {
  known: ReadonlyMap<string, SourceItem>;
  /** Those that are not there any more. */
  gone: readonly SourceItem[];
  root: string;
}

/** Documents, and about how many bytes of them, that share a change: few, so that others get their turn to write. */
const AT_ONCE = 16;
const BYTES_AT_ONCE = 1024 * 1024;

/**
 * Reads and stores what was found, the next few being read while some are stored. A document that cannot be read costs
 * itself only. What lies elsewhere with the same content keeps its episode.
 * @returns the external ids of `gone` that did not turn up elsewhere.
 */
export async function storeFound(
  into: Into,
  found: readonly Found[],
  outcome: ScanOutcome,
  { signal, progress }: Watching,
  renames?: Renames,
): Promise<string[]> {
  const leftover = new Map(renames?.gone.map((item) => [item.externalId, item]));
  const byHash = new Map(
    renames?.gone.flatMap((item) => (item.hash && item.episode ? [[item.hash, item.externalId]] : [])),
  );
  const batches = batchesOf(found);
  const read = (batch: readonly Found[] = []) => Promise.all(batch.map((one) => readOne(one, signal)));
  let next = read(batches[0]);
  // Whoever stops in between leaves nothing behind that fails unheard.
  next.catch(() => undefined);
  let done = 0;
  for (let index = 0; index < batches.length; index += 1) {
    signal?.throwIfAborted();
    const ready = await next;
    next = read(batches[index + 1]);
    next.catch(() => undefined);
    const rest: Ready[] = [];
    for (const one of ready) {
      const from = 'document' in one ? byHash.get(one.document.hash) : undefined;
      const isNew = renames?.known.get(one.externalId) === undefined;
      if (from !== undefined && isNew && renames && 'document' in one) {
        const { externalId: to, document, size, mtime } = one;
        const moved = {
          from,
          to,
          size,
          mtime,
          hash: document.hash,
          keys: [join(renames.root, from), join(renames.root, to)] as [string, string],
        };
        if (await keepRenamed(into, moved)) {
          byHash.delete(document.hash);
          leftover.delete(from);
          outcome.renamed += 1;
          continue;
        }
      }
      rest.push(one);
    }
    for (const [at, kept] of (await keepBatch(into, rest)).entries()) {
      if (kept !== 'skipped') outcome[kept] += 1;
      else {
        const one = rest[at];
        const reason = one && 'reason' in one ? one.reason : 'skipped';
        outcome.skipped[reason] = (outcome.skipped[reason] ?? 0) + 1;
      }
    }
    done += ready.length;
    progress?.(done, found.length);
  }
  return [...leftover.keys()];
}

async function readOne(found: Found, signal: AbortSignal | undefined): Promise<Ready> {
  const { externalId, size, mtime } = found;
  try {
    const { skip, document, ...stat } = {
      skip: undefined,
      document: undefined,
      ...(await found.prepare(signal)),
    };
    const at = { externalId, size, mtime, ...stat };
    return document === undefined
      ? { ...at, status: 'skipped', reason: skip ?? 'skipped' }
      : { ...at, document };
  } catch (error) {
    signal?.throwIfAborted();
    return { externalId, size, mtime, status: 'failed', reason: failureOf(error) };
  }
}

/** What a person can do something about; of the file system only the code, since its words tell where things are. */
function failureOf(error: unknown): string {
  if (error instanceof IzaError) return reasonOf(error);
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? `It cannot be read (${code}).` : 'It cannot be read.';
}

function batchesOf(found: readonly Found[]): Found[][] {
  const batches: Found[][] = [];
  let bytes = 0;
  for (const one of found) {
    const last = batches.at(-1);
    bytes += one.size ?? 0;
    if (last && last.length < AT_ONCE && bytes <= BYTES_AT_ONCE) last.push(one);
    else {
      batches.push([one]);
      bytes = one.size ?? 0;
    }
  }
  return batches;
}
