import * as z from 'zod';
import { defineTool } from '../../../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../../../deps.ts';
import { nextCall } from '../../../tools/fields.ts';
import { readGraph } from '../read-graph.ts';
import { cursorField, graphOutput, indented } from './fields.ts';

const input = z.object({ cursor: cursorField });

export const readGraphTool = defineTool<typeof input, typeof graphOutput, MemoryDeps>({
  name: 'read_graph',
  title: 'Read the graph',
  description:
    'Returns the knowledge graph: all entities with their observations, then all relations, a page at a time. For what is known of something, use search_nodes or recall.',
  input,
  output: graphOutput,
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  async handler({ cursor }, { open, compatibilityScope }) {
    const { cursor: after, ...page } = await readGraph(await open(), compatibilityScope, cursor);
    return { ...page, ...(after !== undefined && { next: nextCall('read_graph', { cursor: after }) }) };
  },
  render: indented,
});
