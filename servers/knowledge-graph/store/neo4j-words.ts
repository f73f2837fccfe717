import { type Asking, EVER } from './neo4j-asking.ts';
import { foldAccents } from './neo4j-row.ts';
import type { GraphView } from './store.ts';

/** More words than Lucene takes in one query (1,024) say nothing more. */
const MOST_WORDS = 500;

/** What can be asked of the words of rows, and which rows lost theirs. */
export function wordAsks({ names, seq, run }: Asking): Pick<GraphView, 'find' | 'frequencies' | 'gone'> {
  return {
    async find(kind, graph, words, limit) {
      const query = [...new Set(words.flatMap(runsOf))].slice(0, MOST_WORDS).join(' OR ');
      if (query === '') return [];
      const hits = await run(
        `CALL db.index.fulltext.queryNodes($index, $query) YIELD node AS t, score
         WHERE t.graph = $graph AND ${EVER}
         RETURN t.row AS row, score ORDER BY score DESC, row LIMIT $limit`,
        { seq, index: names.words(kind), query, graph, limit },
      );
      return hits.map(({ row, score }) => ({ row: Number(row), score: Number(score) }));
    },
    async frequencies(kind, words, most) {
      const queries = words.map((word) => runsOf(word).join(' AND '));
      const counted = await run(
        `UNWIND [query IN $queries WHERE query <> ''] AS query
         CALL db.index.fulltext.queryNodes($index, query, {limit: $most}) YIELD node AS t
         WITH query, t WHERE ${EVER} RETURN query, count(*) AS rows`,
        { seq, index: names.words(kind), queries: [...new Set(queries)], most },
      );
      const rows = new Map(counted.map((one) => [one.query, Number(one.rows)]));
      return queries.map((query) => rows.get(query) ?? 0);
    },
    async gone(kind, graph, after) {
      const rows = await run(
        `MATCH (t:${names.row(kind)}) WHERE t.graph = $graph AND t.ended > $after AND t.ended <= $seq
         RETURN t.row AS row, t.ended AS ended
         UNION
         MATCH (e:${names.erasure}) WHERE e.seq > $after AND e.seq <= $seq AND e.kind = $kind
         MATCH (t:${names.row(kind)}) WHERE t.row = e.row AND t.graph = $graph
         RETURN t.row AS row, t.ended AS ended`,
        { seq, kind, graph, after },
      );
      const erased = await run(
        `MATCH (e:${names.erasure}) WHERE e.seq > $after AND e.seq <= $seq AND e.kind = $kind RETURN e.row AS row`,
        { seq, kind, after },
      );
      const without = new Set(erased.map(({ row }) => Number(row)));
      return rows
        .map(({ row, ended }) => ({
          row: Number(row),
          ended: Number(ended),
          erased: without.has(Number(row)),
        }))
        .sort((a, b) => a.row - b.row);
    },
  };
}

/** The runs of letters and digits in a word, each quoted, so that none is an operator of Lucene. */
function runsOf(word: string): string[] {
  return (foldAccents(word).match(/[\p{L}\p{N}]+/gu) ?? []).map((run) => `"${run}"`);
}
