import { defineResource } from '../../../../shared/mcp/resource.ts';
import type { MemoryDeps } from '../../deps.ts';

export const GRAPH_URI = 'memory://knowledge-graph';

export const graphResource = defineResource<MemoryDeps>({
  uri: GRAPH_URI,
  name: 'knowledge-graph',
  title: 'Knowledge graph',
  description: 'Entities and relations, as read_graph gives them: the first page, and how to go on.',
  mimeType: 'application/json',
  async read({ open, compatibilityScope }) {
    const [{ readGraph }, { indented }] = await Promise.all([
      import('./read-graph.ts'),
      import('./tools/fields.ts'),
    ]);
    const { cursor, ...page } = await readGraph(await open(), compatibilityScope);
    const graph = {
      ...page,
      ...(cursor !== undefined && { next: { tool: 'read_graph', arguments: { cursor } } }),
    };
    return [{ uri: GRAPH_URI, mimeType: 'application/json', text: indented(graph) }];
  },
});
