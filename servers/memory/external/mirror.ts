import { createHash } from 'node:crypto';
import type { Job } from '../../../shared/jobs/run-job.ts';
import type { Memory } from '../memory.ts';
import type { Clearance } from '../semantics/clearance.ts';
import type { Mirrored, Mirrors } from '../store/mirrors.ts';
import type { MemoryStore } from '../store/store.ts';
import type { ExternalMemory, ExternalMemoryCopy } from './external-memory.ts';

export interface MirrorDeps {
  store: MemoryStore;
  mirrors: Mirrors;
  clearance: Clearance;
}

export interface MirrorResult {
  given: number;
  taken: number;
  /** What the privacy policy keeps here. */
  kept_back: number;
}

const BATCH = 50;

/**
 * Makes another program's copy of a scope equal to what is recalled here, as far as the privacy policy lets texts be
 * shared. The book of copies says what it was given, so that only what differs is sent, and what was forgotten here is
 * taken back there. What is given is booked after it arrived: a kill in between gives it once more, under the same id.
 */
export async function mirror(
  { store, mirrors, clearance }: MirrorDeps,
  memory: ExternalMemory,
  { target, scope }: { target: string; scope: string },
  job: Job,
): Promise<MirrorResult> {
  const result: MirrorResult = { given: 0, taken: 0, kept_back: 0 };
  const known = await mirrors.of(target, scope);
  const wanted = new Map<string, ExternalMemoryCopy & { digest: string }>();
  for (let offset = 0; ; offset += BATCH) {
    const slice = await store.read((view) =>
      view.bySeq(view.find([], { scopes: [scope], validAt: 'any' }, BATCH, offset)),
    );
    for (const each of slice) {
      if (each.supersededBy !== undefined || each.kind === 'message') continue;
      const copy = copyOf(each, clearance);
      if (copy) wanted.set(each.id, copy);
      else result.kept_back += 1;
    }
    if (slice.length < BATCH) break;
  }
  const outdated = [...known.values()].filter((row) => wanted.get(row.memory)?.digest !== row.digest);
  result.taken = await takeBack(mirrors, memory, { target, scope, rows: outdated, signal: job.signal });
  const missing = [...wanted.values()].filter(({ id, digest }) => known.get(id)?.digest !== digest);
  for (let start = 0; start < missing.length; start += BATCH) {
    const batch = missing.slice(start, start + BATCH);
    const ids = await memory.add(
      batch.map(({ digest: _, ...copy }) => copy),
      { scope, signal: job.signal },
    );
    const copies = batch.map(({ id, digest }, index) => ({ memory: id, digest, remote: ids[index] ?? id }));
    await mirrors.gave(target, scope, copies);
    result.given += batch.length;
    job.progress(result.given, missing.length);
  }
  return result;
}

/** Takes copies back from another program, and out of the book. */
export async function takeBack(
  mirrors: Mirrors,
  memory: ExternalMemory,
  asked: { target: string; scope: string; rows: readonly Mirrored[]; signal: AbortSignal },
): Promise<number> {
  const { target, scope, rows, signal } = asked;
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    await memory.remove(
      batch.map(({ remote }) => remote),
      { scope, signal },
    );
    await mirrors.took(
      target,
      batch.map((row) => row.memory),
    );
  }
  return rows.length;
}

function copyOf(
  { id, text, sealed, sensitivity, kind, validFrom, recordedAt }: Memory,
  { toShare }: Clearance,
): (ExternalMemoryCopy & { digest: string }) | undefined {
  const shared = sealed ? undefined : toShare(text, sensitivity)?.trim();
  if (!shared) return undefined;
  const at = validFrom ?? recordedAt;
  const digest = createHash('sha256')
    .update(JSON.stringify([shared, kind, at]))
    .digest('hex')
    .slice(0, 32);
  return { id, text: shared, at, metadata: { kind }, digest };
}
