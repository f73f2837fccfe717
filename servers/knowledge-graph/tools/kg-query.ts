import * as z from 'zod';
import { decodeSeqCursor, encodeCursor } from '../../../shared/db/cursor.ts';
import { cutFields } from '../../../shared/mcp/output.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import type { GraphDeps } from '../deps.ts';
import { asOfField, cursorField, graphField, knownAtField, limitField, nextCall } from './fields.ts';

const input = z.object({
  graph: graphField,
  query: z.string().min(1).max(10_000).describe('MATCH (p:Person)-[r:works_at]->(o {name: $o}) RETURN p'),
  params: z.looseObject({}).default({}).describe('Values of $names.'),
  as_of: asOfField,
  all_times: z.boolean().default(false).describe('What held at any time.'),
  known_at: knownAtField,
  limit: limitField.describe('Rows.'),
  cursor: cursorField,
});

const output = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.json())),
  total: z.number().int(),
  ...cutFields,
});

export const kgQueryTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_query',
  title: 'Query the graph',
  description:
    'Answers a query in a read-only subset of Cypher. Use it to count, join or filter; kg_search for a question, kg_entity for one thing. Nodes are entities (label: type; id, name, type, aliases, keys, summary, values of facts such as p.born), relationships facts (id, valid_from, valid_to, confidence, text). Has OPTIONAL MATCH, WITH, UNWIND, *1..4, shortestPath; not CASE, CALL, regular expressions.',
  input,
  output,
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  page: {
    items: 'rows',
    next: (asked, _, kept) =>
      nextCall('kg_query', { ...asked, cursor: encodeCursor(offsetOf(asked) + kept) }),
  },
  async handler(asked, { open }, call) {
    const { answerQuery } = await import('../cypher/query.ts');
    const offset = offsetOf(asked);
    const request = {
      ...asked,
      parameters: asked.params,
      asOf: asked.all_times ? ('any' as const) : momentOf(asked.as_of),
      knownAt: momentOf(asked.known_at),
      offset,
    };
    const { columns, rows, total } = await answerQuery(await open(), request, { signal: call.signal });
    const shown = offset + rows.length;
    return {
      columns,
      rows,
      total,
      ...(shown < total && { next: nextCall('kg_query', { ...asked, cursor: encodeCursor(shown) }) }),
    };
  },
  render({ columns, rows, total, next }) {
    const lines = [`${total === 1 ? '1 row' : `${total} rows`}: ${columns.join(' | ')}`];
    for (const row of rows) lines.push(`- ${row.map((value) => JSON.stringify(value)).join(' | ')}`);
    if (next) lines.push(`More: call ${next.tool} with ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});

function offsetOf({ cursor }: { cursor?: unknown }): number {
  return typeof cursor === 'string' ? decodeSeqCursor(cursor) : 0;
}
