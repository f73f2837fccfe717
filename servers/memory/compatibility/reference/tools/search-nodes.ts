import * as z from 'zod';
import { defineTool } from '../../../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../../../deps.ts';
import { nextCall } from '../../../tools/fields.ts';
import { searchNodes } from '../search-nodes.ts';
import { cursorField, graphOutput, indented } from './fields.ts';

const input = z.object({
  query: z.string().max(1_000).describe('A word or a part of one.'),
  cursor: cursorField,
});

export const searchNodesTool = defineTool<typeof input, typeof graphOutput, MemoryDeps>({
  name: 'search_nodes',
  title: 'Search nodes',
  description:
    'Finds entities of the knowledge graph whose name, type or observations contain a text, whatever its case, with their relations. It finds letters, not meaning: for a question, use recall.',
  input,
  output: graphOutput,
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  async handler({ query, cursor }, { open, compatibilityScope }) {
    const { cursor: after, ...page } = await searchNodes(await open(), compatibilityScope, query, cursor);
    return {
      ...page,
      ...(after !== undefined && { next: nextCall('search_nodes', { query, cursor: after }) }),
    };
  },
  render: indented,
});
