import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Chunk, Mention } from '../graph.ts';
import { normaliseName } from '../resolution/read-name.ts';
import type { GraphStore, GraphView } from '../store/store.ts';
import { createMentionLists, type MentionLists } from './mention-lists.ts';
import { createPassageIndex, type PassageIndex } from './passage-index.ts';

/** The passages of a graph with their words and what they name. */
export interface Corpus {
  index: PassageIndex;
  mentions: MentionLists;
}

export interface Corpora {
  /**
   * The passages of a graph as this view has them. While a large graph is still being read, or much was added to it, it
   * is undefined, and reading goes on in the background.
   */
  at(view: GraphView, graph: string): Promise<Corpus | undefined>;
  /** Resolves when nothing is being read. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Chunks that a call reads by itself: about a tenth of a second. */
const AT_ONCE = 1_000;
/** Chunks read at a time in the background, between which calls are answered. */
const SLICE = 100;
const MENTIONS = 10_000;

interface Growing extends Corpus {
  /** All that changes up to this one did is in it. */
  seq: number;
  chunk: number;
  mention: number;
}

/**
 * Words of passages in this process. SQLite's own index ranks by whole passages only, while following a chain needs what
 * each passage has of each word: from there that is a query for each link, from here a few comparisons. It holds ended
 * passages as well, so that what was known earlier is found in the same way. Facts and names stay in the store's index:
 * there are many, they are short, and a start must not wait for them.
 */
export function createCorpora(store: GraphStore): Corpora {
  const graphs = new Map<string, Growing>();
  const building = new Map<string, Promise<void>>();
  let closed = false;

  const growingOf = (graph: string): Growing => {
    const known = graphs.get(graph) ?? {
      index: createPassageIndex(),
      mentions: createMentionLists(),
      seq: 0,
      chunk: 0,
      mention: 0,
    };
    graphs.set(graph, known);
    return known;
  };
  const build = async (graph: string): Promise<void> => {
    for (let more = true; more && !closed; await nextTurn()) {
      more = await store.read((view) => readMore(view, graph, growingOf(graph), SLICE));
    }
  };

  return {
    async at(view, graph) {
      const corpus = growingOf(graph);
      const last = (await view.last())?.seq ?? 0;
      if (corpus.seq === last) return corpus;
      if (!building.has(graph) && !(await readMore(view, graph, corpus, AT_ONCE))) return corpus;
      if (!building.has(graph)) {
        const done = build(graph)
          .catch(() => {
            // The next call begins it anew.
            graphs.delete(graph);
          })
          .finally(() => building.delete(graph));
        building.set(graph, done);
      }
      return undefined;
    },
    async idle() {
      await Promise.all(building.values());
    },
    async close() {
      closed = true;
      await Promise.all(building.values());
    },
  };
}

/** A corpus of some chunks only, for one answer. */
export async function corpusOfChunks(
  view: GraphView,
  graph: string,
  rows: readonly number[],
): Promise<Corpus> {
  const corpus = { index: createPassageIndex(), mentions: createMentionLists() };
  const chunks = await view.rows(
    'chunk',
    [...rows].sort((a, b) => a - b),
  );
  await addChunks(view, graph, corpus, chunks);
  addMentions(corpus, await view.mentionsIn(chunks.map(({ row }) => row)));
  return corpus;
}

/** Reads what the view has beyond the corpus; returns whether there may be more. */
async function readMore(view: GraphView, graph: string, corpus: Growing, most: number): Promise<boolean> {
  const last = (await view.last())?.seq ?? 0;
  const chunks = await view.scan('chunk', graph, corpus.chunk, most);
  await addChunks(view, graph, corpus, chunks);
  corpus.chunk = chunks.at(-1)?.row ?? corpus.chunk;
  if (chunks.length === most) return true;
  for (;;) {
    const mentions = await view.scan('mention', graph, corpus.mention, MENTIONS);
    addMentions(corpus, mentions);
    corpus.mention = mentions.at(-1)?.row ?? corpus.mention;
    if (mentions.length < MENTIONS) break;
  }
  for (const { row, ended, erased } of await view.gone('chunk', graph, corpus.seq)) {
    const slot = corpus.index.slotOf(row);
    if (slot < 0) continue;
    corpus.index.end(slot, ended);
    if (erased) corpus.index.erase(slot);
  }
  const gone = (await view.gone('mention', graph, corpus.seq)).map(({ row }) => row);
  for (const { chunk, entity } of await view.rows('mention', gone)) dropMention(corpus, chunk, entity);
  corpus.seq = last;
  return false;
}

/** Mentions of a passage that has ended stay, for what was known while it was there. */
function dropMention({ index, mentions }: Corpus, chunk: number, entity: number): void {
  const slot = index.slotOf(chunk);
  if (slot >= 0 && index.isKnown(slot, 'now')) mentions.remove(slot, entity);
}

async function addChunks(
  view: GraphView,
  graph: string,
  { index, mentions }: Corpus,
  chunks: readonly Chunk[],
): Promise<void> {
  if (chunks.length === 0) return;
  const rows = await view.rows('episode', [...new Set(chunks.map(({ episode }) => episode))]);
  const titles = new Map(rows.map(({ row, title = '' }) => [row, title]));
  const about = await entitiesCalled(view, graph, new Set(titles.values()));
  for (const { row, episode, headings, text, added, ended } of chunks) {
    const title = titles.get(episode) ?? '';
    const words = [...new Set([title, ...headings])].join('\n');
    const slot = index.add({ chunk: row, episode, title: words, text, added, ended });
    // A name that came later changes nothing, or it would matter when a passage was read.
    for (const { entity, since } of about.get(title) ?? []) {
      if (since <= added) mentions.add(slot, entity, true);
    }
  }
}

/** The entities that are or were called as a title is. */
async function entitiesCalled(
  view: GraphView,
  graph: string,
  titles: ReadonlySet<string>,
): Promise<Map<string, { entity: number; since: number }[]>> {
  const norms = new Map<string, string>();
  for (const title of titles) {
    const norm = normOf(title);
    if (norm !== undefined) norms.set(title, norm);
  }
  const byNorm = new Map<string, { entity: number; since: number }[]>();
  for (const { entity, norm, added } of await view.named(graph, [...new Set(norms.values())], 'ever')) {
    byNorm.set(norm, [...(byNorm.get(norm) ?? []), { entity, since: added }]);
  }
  return new Map([...norms].map(([title, norm]) => [title, byNorm.get(norm) ?? []]));
}

/** The name as names are compared; undefined for a title that cannot be one. */
function normOf(title: string): string | undefined {
  try {
    return normaliseName(title);
  } catch {
    return undefined;
  }
}

function addMentions({ index, mentions }: Corpus, rows: readonly Mention[]): void {
  for (const { chunk, entity, ended } of rows) {
    const slot = index.slotOf(chunk);
    if (slot < 0 || (ended !== undefined && index.isKnown(slot, 'now'))) continue;
    mentions.add(slot, entity, false);
  }
}
