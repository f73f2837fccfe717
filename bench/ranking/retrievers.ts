import Database from 'better-sqlite3';
import { contentWords } from '../../servers/memory/query.ts';
import type { DateTagger } from '../../servers/memory/ranking/dates.ts';
import type { Weights } from '../../servers/memory/ranking/features.ts';
import { analyse } from '../../servers/memory/ranking/query.ts';
import { createWordIndex, type WordIndex } from '../../servers/memory/ranking/word-index.ts';
import type { Conversation } from './conversation.ts';
import type { Search } from './measure-retrieval.ts';

/** What a careful user of SQLite does: FTS5 with Porter's stems, stop words left out, any word may match, bm25(). */
export function fullText({ turns }: Conversation): Search {
  const db = new Database(':memory:');
  db.exec("CREATE VIRTUAL TABLE turn USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2')");
  const insert = db.prepare('INSERT INTO turn (rowid, text) VALUES (?, ?)');
  db.transaction(() => {
    for (const { seq, speaker, text } of turns) insert.run(seq, `${speaker}: ${text}`);
  })();
  const find = db
    .prepare('SELECT rowid FROM turn WHERE turn MATCH ? ORDER BY bm25(turn), rowid LIMIT ?')
    .pluck();
  return (question, limit) => {
    const words = contentWords(question).map((word) => `"${word}"`);
    return words.length === 0 ? [] : (find.all(words.join(' OR '), limit) as number[]);
  };
}

export function indexed({ turns }: Conversation, dates: DateTagger, weights?: Weights): WordIndex {
  const index = createWordIndex({ dates, weights });
  for (const turn of turns) index.add(turn);
  return index;
}

export function ours(conversation: Conversation, dates: DateTagger, weights?: Weights): Search {
  const index = indexed(conversation, dates, weights);
  const now = lastMoment(conversation);
  const names = index.speakers();
  return (question, limit) =>
    index.search(analyse(question, { now, names, dates }), { limit }).map(({ seq }) => seq);
}

/** Questions are asked after all was said. */
export const lastMoment = ({ turns }: Conversation): number => Math.max(...turns.map(({ at }) => at));
