import type { IToken } from 'chevrotain';
import { Colon, Dot, Pipe, Quoted } from './tokens.ts';

/** What these words begin, and what to do instead. The grammar has none of them; this only says so by name. */
const WRITES = 'it changes data, and queries only read';
const CHANGE = 'Store facts with kg_assert, take them back with kg_retract.';
const SUBQUERY = 'subqueries are not part of it';
const MATCHING = 'Use MATCH, OPTIONAL MATCH and WITH.';
const OUTSIDE = 'it reaches outside of the graph';
const SERVER = 'it administers a server';
const ONLY =
  'Only MATCH, OPTIONAL MATCH, WHERE, WITH, UNWIND, RETURN, ORDER BY, SKIP and LIMIT are understood.';

const REFUSED: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ...each(['CREATE', 'MERGE', 'SET', 'DELETE', 'DETACH', 'NODETACH', 'REMOVE', 'INSERT'], [WRITES, CHANGE]),
  FOREACH: [WRITES, CHANGE],
  CALL: [
    'procedures and subqueries are not part of it',
    'kg_paths, kg_communities and kg_search do what procedures do elsewhere.',
  ],
  YIELD: ['procedures are not part of it', MATCHING],
  LOAD: [OUTSIDE, 'Take files in with kg_ingest.'],
  CSV: [OUTSIDE, 'Take files in with kg_ingest.'],
  USE: ['one graph is asked at a time', 'Name it in the argument graph.'],
  ...each(['EXPLAIN', 'PROFILE', 'CYPHER', 'USING'], ['a query has no options', 'Leave it out.']),
  UNION: ['one query is asked at a time', 'Ask twice, or use type alternatives such as [:a|b].'],
  EXISTS: [SUBQUERY, MATCHING],
  CASE: ['there is no CASE', 'Use coalesce, or return the parts.'],
  REDUCE: ['there is no reduce', 'Use UNWIND with sum or collect.'],
  ...each(
    ['ALTER', 'DROP', 'GRANT', 'DENY', 'REVOKE', 'SHOW', 'TERMINATE', 'START', 'STOP', 'RENAME', 'ENABLE'],
    [SERVER, ONLY],
  ),
  ...each(
    ['DRYRUN', 'DEALLOCATE', 'REALLOCATE', 'TRANSACTIONS', 'PERIODIC', 'COMMIT', 'FINISH'],
    [SERVER, ONLY],
  ),
  ALLSHORTESTPATHS: ['only one shortest path is found', 'Use shortestPath, or kg_paths.'],
};

function each(words: readonly string[], what: readonly [string, string]) {
  return Object.fromEntries(words.map((word) => [word, what]));
}

/** The first word that is refused, where it is no property, label or type. */
export function refusedWord(
  tokens: readonly IToken[],
): { word: string; token: IToken; why: string; hint: string } | undefined {
  for (const [index, token] of tokens.entries()) {
    const word = token.image.toUpperCase();
    const found = token.tokenType === Quoted || !Object.hasOwn(REFUSED, word) ? undefined : REFUSED[word];
    const before = tokens[index - 1]?.tokenType;
    if (!found || before === Dot || before === Colon || before === Pipe) continue;
    if (tokens[index + 1]?.tokenType === Colon) continue;
    return { word, token, why: found[0], hint: found[1] };
  }
  return undefined;
}
