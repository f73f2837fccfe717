import type { Statements } from '../../../shared/db/statements.ts';
import type { GraphView, WordHit } from './store.ts';

/** What can be asked of the words of rows. */
export function wordAsks(sql: Statements): Pick<GraphView, 'find' | 'frequencies'> {
  return {
    async find(kind, graph, words, limit) {
      const match = words.flatMap(phraseOf).join(' OR ');
      if (match === '') return [];
      // In the order of `rank` alone FTS5 sorts by itself, so only the best rows are looked up.
      const hits = sql<[object], WordHit>(
        `SELECT w.rowid AS row, -w.rank AS score FROM ${kind}_words w
         CROSS JOIN ${kind} t ON t.row = w.rowid CROSS JOIN graph g ON g.id = t.graph_id
         WHERE ${kind}_words MATCH @match AND g.name = @graph ORDER BY w.rank LIMIT @limit`,
      ).all({ match, graph, limit });
      return hits.sort((a, b) => b.score - a.score || a.row - b.row);
    },
    frequencies: async (kind, words, most) =>
      words.map((word) => {
        const match = phraseOf(word).join(' ');
        if (match === '') return 0;
        const counted = sql<[string, number], { n: number }>(
          `SELECT count(*) AS n FROM (SELECT 1 FROM ${kind}_words WHERE ${kind}_words MATCH ? LIMIT ?)`,
        ).get(match, most);
        return counted?.n ?? 0;
      }),
  };
}

/** The runs of letters and digits in a word, each quoted, so that none is an operator. */
function phraseOf(word: string): string[] {
  return (word.match(/[\p{L}\p{N}]+/gu) ?? []).map((run) => `"${run}"`);
}
