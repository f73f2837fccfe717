import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { OpenGraph } from '../servers/knowledge-graph/open.ts';
import { openGraph } from '../servers/knowledge-graph/open.ts';
import type { SearchMode } from '../servers/knowledge-graph/search/modes.ts';
import { searchGraph } from '../servers/knowledge-graph/search/search.ts';
import { createIds } from '../shared/ids.ts';
import { createLogger } from '../shared/log.ts';
import { STOP_WORDS } from '../shared/text/words/stop-words.ts';
import { queryWords } from '../shared/text/words/words.ts';
import { NOON, testClock } from '../test/clock.ts';
import { sharedData } from '../test/shared-data.ts';
import { type Claim, median } from './figures.ts';
import { storeDocuments } from './graph/documents.ts';
import { type Collection, readConversations, readPassages } from './graph/questions.ts';

// How much of what answers a question the graph finds, without a model and without vectors, beside SQLite's full-text
// search over the same passages in the same run: HotpotQA, MuSiQue and LoCoMo, where ../shared or IZA_SHARED has them.

const SETS = [
  { name: 'HotpotQA', file: 'retrieval/hotpotqa_dev.json', read: readPassages, at: 5, least: 94 },
  { name: 'MuSiQue', file: 'retrieval/musique_dev.json', read: readPassages, at: 10, least: 74 },
  { name: 'LoCoMo', file: 'retrieval/locomo_dev.json', read: readConversations, at: 10, least: undefined },
] as const;
const RANKS = [2, 5, 10, 20] as const;
/** How far a category may be below the peer, in points of a hundred. */
const BELOW = 1;

type Ask = (question: string) => Promise<readonly number[]>;
/** Recall by rank, in per cent, by category. */
type Recalls = Map<string, Record<(typeof RANKS)[number], number> & { questions: number; ms: number[] }>;

export async function graphRetrieval(): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const { name, file, read, at, least } of SETS) {
    const path = sharedData(file);
    if (path === undefined) {
      console.log(`skipped ${name}: there is no data/${file} in ../shared, or in the folder IZA_SHARED.`);
      continue;
    }
    const collections = read(path);
    const peer = await measure(collections, fullText);
    const fast = await measure(collections, (collection) => ours(collection, 'fast'));
    const far = await measure(collections, (collection) => ours(collection, 'multihop'));
    for (const [retriever, recalls] of [
      ['FTS5', peer],
      ['fast', fast],
      ['multihop', far],
    ] as const) {
      for (const line of table(`${name} ${retriever}`, recalls)) console.log(line);
    }
    const all = far.get('all')?.[at] ?? 0;
    if (least !== undefined) {
      claims.push({
        name: `what multihop misses of ${name}`,
        measured: 100 - all,
        limit: 100 - least,
        unit: `% of the passages wanted, among the first ${at}`,
        detail: `recall@${at} ${all.toFixed(1)}, FTS5 ${(peer.get('all')?.[at] ?? 0).toFixed(1)}`,
      });
    }
    for (const [mode, recalls] of [
      ['fast', fast],
      ['multihop', far],
    ] as const) {
      const behind = worstBehind(recalls, peer);
      claims.push({
        name: `${mode} on ${name} below FTS5, at its worst`,
        measured: behind.points,
        limit: BELOW,
        unit: 'points of recall',
        detail: behind.where,
      });
    }
  }
  return claims;
}

function worstBehind(own: Recalls, peer: Recalls): { points: number; where: string } {
  const all = [...own].flatMap(([category, recalls]) =>
    RANKS.map((rank) => ({
      points: (peer.get(category)?.[rank] ?? 0) - recalls[rank],
      where: `category ${category}, the first ${rank}`,
    })),
  );
  return all.reduce((worst, one) => (one.points > worst.points ? one : worst));
}

async function measure(
  collections: readonly Collection[],
  open: (collection: Collection) => Promise<{ ask: Ask; close(): Promise<void> }>,
): Promise<Recalls> {
  const recalls: Recalls = new Map();
  for (const collection of collections) {
    const { ask, close } = await open(collection);
    for (const { text, category, gold } of collection.questions) {
      const started = performance.now();
      const found = await ask(text);
      const ms = performance.now() - started;
      for (const one of new Set([category, 'all'])) {
        const sums = recalls.get(one) ?? { 2: 0, 5: 0, 10: 0, 20: 0, questions: 0, ms: [] };
        recalls.set(one, sums);
        sums.questions += 1;
        sums.ms.push(ms);
        for (const rank of RANKS) {
          const hits = found.slice(0, rank).filter((id) => gold.has(id)).length;
          sums[rank] += (100 * hits) / gold.size;
        }
      }
    }
    await close();
  }
  for (const sums of recalls.values()) for (const rank of RANKS) sums[rank] /= sums.questions;
  return recalls;
}

function table(name: string, recalls: Recalls): string[] {
  return [...recalls].sort().map(([category, sums]) => {
    const figures = RANKS.map((rank) => `@${rank} ${sums[rank].toFixed(1).padStart(5)}`).join('  ');
    return `${name.padEnd(20)} ${category.padEnd(4)} ${figures}  p50 ${median(sums.ms).toFixed(2)} ms, ${sums.questions} questions`;
  });
}

/** What a careful user of SQLite does: Porter's stems, stop words left out, any word may match, bm25(). */
async function fullText({ documents }: Collection) {
  const db = new Database(':memory:');
  db.exec("CREATE VIRTUAL TABLE part USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2')");
  const insert = db.prepare('INSERT INTO part (rowid, text) VALUES (?, ?)');
  // Ids begin at 0, rows at 1.
  for (const { title, parts } of documents) {
    for (const { id, text, speaker } of parts) insert.run(id + 1, [title ?? speaker, text].join('\n'));
  }
  const find = db
    .prepare('SELECT rowid FROM part WHERE part MATCH ? ORDER BY bm25(part), rowid LIMIT 20')
    .pluck();
  const ask: Ask = async (question) => {
    const words = queryWords(question).filter((word) => !STOP_WORDS.has(word));
    return (find.all(words.map((word) => `"${word}"`).join(' OR ')) as number[]).map((row) => row - 1);
  };
  return { ask, close: async () => void db.close() };
}

async function ours({ documents }: Collection, mode: SearchMode) {
  const home = await mkdtemp(join(tmpdir(), 'iza-bench-'));
  const graph = open(home);
  const partOf = await storeDocuments(graph.store, 'main', documents);
  await searchGraph(graph, request('warm', mode));
  await graph.corpora.idle();
  const ask: Ask = async (question) => {
    const { passages } = await searchGraph(graph, request(question, mode));
    return [...new Set(passages.map(({ chunk }) => partOf.get(chunk) ?? -1))];
  };
  return {
    ask,
    async close() {
      await graph.close();
      await rm(home, { recursive: true });
    },
  };
}

function request(query: string, mode: SearchMode) {
  return { graph: 'main', query, mode, limit: 30, offsets: { entities: 0, facts: 0, passages: 0 } };
}

function open(home: string): OpenGraph {
  const clock = testClock(NOON);
  return openGraph({
    home,
    durability: 'normal',
    clock,
    ids: createIds(clock),
    log: createLogger('silent'),
    version: '0.0.0-bench',
  });
}
