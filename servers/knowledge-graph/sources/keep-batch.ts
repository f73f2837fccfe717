import { IzaError } from '../../../shared/mcp/errors.ts';
import type { By } from '../assert.ts';
import { canonOf } from '../canon.ts';
import { keyIn } from '../entity-key.ts';
import { readOntology } from '../read-ontology.ts';
import { retractEpisode } from '../retract.ts';
import type { GraphChange, GraphStore } from '../store/store.ts';
import type { PreparedDocument } from './drawn.ts';
import { keepDocument } from './keep-document.ts';
import { openKeeping } from './resolve-drawn.ts';
import type { SourceItem } from './source.ts';

export interface Into {
  store: GraphStore;
  graph: string;
  source: string;
  by: By;
}

type Stat = Pick<SourceItem, 'size' | 'mtime'>;

/** What became of one document, or why nothing did. */
export type Ready = Stat & { externalId: string } & (
    | { document: PreparedDocument }
    | { status: 'failed' | 'skipped'; reason: string }
  );

export type KeptAs = 'added' | 'changed' | 'unchanged' | 'failed' | 'skipped';

/** The source was taken away, or paused, while it was read. */
export class SourceGone extends Error {}

/**
 * Stores a few documents and what became of each in one change. Where one of them cannot be stored, the others are,
 * and that is said of it. Documents that are as they were are left alone, whoever stored them.
 */
export async function keepBatch(into: Into, batch: readonly Ready[]): Promise<KeptAs[]> {
  if (batch.length === 0) return [];
  try {
    return await keepAll(into, batch);
  } catch (error) {
    if (error instanceof SourceGone || !(error instanceof IzaError)) throw error;
    const [only, ...more] = batch;
    if (only && more.length === 0) {
      return keepAll(into, [{ ...only, status: 'failed', reason: reasonOf(error) }].map(withoutDocument));
    }
    const kept: KeptAs[] = [];
    for (const one of batch) kept.push(...(await keepBatch(into, [one])));
    return kept;
  }
}

function withoutDocument({
  externalId,
  size,
  mtime,
  reason,
}: Stat & { externalId: string; reason: string }): Ready {
  return { externalId, size, mtime, status: 'failed', reason };
}

export function reasonOf(error: IzaError): string {
  return [error.message, error.details.why].filter(Boolean).join(' ').slice(0, 500);
}

async function keepAll({ store, graph, source, by }: Into, batch: readonly Ready[]): Promise<KeptAs[]> {
  return store.change({ graph, ...by }, async (change) => {
    await requireSource(change, source);
    const ontology = await readOntology(change, graph);
    const canon = canonOf(await change.merges(graph));
    const documents = batch.flatMap((one) => ('document' in one ? [one.document] : []));
    const keeping = await openKeeping(change, { ontology, canon }, documents);
    const kept: KeptAs[] = [];
    for (const one of batch) {
      const { externalId, size, mtime } = one;
      const before = await change.sources.item(graph, source, externalId);
      if (!('document' in one)) {
        const { status, reason } = one;
        if (status === 'skipped') {
          // It is no document any more.
          await endAll(change, source, [externalId]);
          await change.sources.putItem(source, { externalId, size, mtime, status, reason });
        } else {
          // What it said before is kept: a file that is half written, or locked, comes back.
          await change.sources.putItem(source, { ...before, externalId, size, mtime, status, reason });
        }
        kept.push(status);
        continue;
      }
      const { document } = one;
      const same = before?.episode !== undefined && before.hash === document.hash;
      const { episode, notes } =
        same && before.episode !== undefined
          ? {
              episode: before.episode,
              notes: before.status === 'indexed' && before.reason !== undefined ? [before.reason] : [],
            }
          : await keepDocument(keeping, source, document, before?.episode);
      await change.sources.putItem(source, {
        externalId,
        size,
        mtime,
        hash: document.hash,
        status: 'indexed',
        episode,
        ...(notes.length > 0 && { reason: notes.join(' ').slice(0, 500) }),
      });
      kept.push(same ? 'unchanged' : before?.episode === undefined ? 'added' : 'changed');
    }
    return kept;
  });
}

/** A document that lies elsewhere now keeps its episode. Says whether that was so. */
export async function keepRenamed(
  { store, graph, source, by }: Into,
  {
    from,
    to,
    hash,
    keys,
    ...stat
  }: Stat & { from: string; to: string; hash: string; keys?: [old: string, now: string] },
): Promise<boolean> {
  return store.change({ graph, ...by }, async (change) => {
    await requireSource(change, source);
    const before = await change.sources.item(graph, source, from);
    const there = await change.sources.item(graph, source, to);
    if (before?.hash !== hash || before.episode === undefined || there?.episode !== undefined) return false;
    await change.sources.removeItem(source, from);
    await change.sources.putItem(source, { ...before, externalId: to, ...stat });
    const [old, now] = (keys ?? []).map(keyIn);
    if (keys && old !== undefined && now !== undefined) {
      for (const { row, kind, entity } of await change.named(graph, [old])) {
        if (kind !== 'key') continue;
        await change.end('alias', row);
        await change.add('alias', { entity, kind, name: keys[1], norm: now });
      }
    }
    return true;
  });
}

/** Ends the episodes of documents that are gone, a few at a time. */
export async function endItems(
  { store, graph, source, by }: Into,
  externalIds: readonly string[],
): Promise<number> {
  return store.change({ graph, ...by }, async (change) => {
    await requireSource(change, source);
    return endAll(change, source, externalIds);
  });
}

/** Within a change. */
export async function endAll(
  change: GraphChange,
  source: string,
  externalIds: readonly string[],
): Promise<number> {
  const ontology = await readOntology(change, change.graph);
  let ended = 0;
  for (const externalId of externalIds) {
    const item = await change.sources.item(change.graph, source, externalId);
    if (!item) continue;
    const [episode] = item.episode === undefined ? [] : await change.rows('episode', [item.episode]);
    if (episode && episode.ended === undefined) await retractEpisode(change, ontology, episode.row);
    await change.sources.removeItem(source, externalId);
    ended += 1;
  }
  return ended;
}

async function requireSource(change: GraphChange, source: string): Promise<void> {
  const found = await change.sources.find(change.graph, source);
  if (!found || found.paused) throw new SourceGone(`The source ${source} is gone or paused.`);
}
