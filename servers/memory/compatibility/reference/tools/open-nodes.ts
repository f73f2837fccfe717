import * as z from 'zod';
import { defineTool } from '../../../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../../../deps.ts';
import { nextCall } from '../../../tools/fields.ts';
import { openNodes } from '../read-graph.ts';
import { cursorField, graphOutput, indented, MOST, nameField } from './fields.ts';

const input = z.object({
  names: z.array(nameField).max(MOST).describe('As they were given.'),
  cursor: cursorField,
});

export const openNodesTool = defineTool<typeof input, typeof graphOutput, MemoryDeps>({
  name: 'open_nodes',
  title: 'Open nodes',
  description:
    'Returns entities of the knowledge graph by their exact names, with the relations from and to them. Names that are not there are passed over.',
  input,
  output: graphOutput,
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  async handler({ names, cursor }, { open, compatibilityScope }) {
    const { cursor: after, ...page } = await openNodes(await open(), compatibilityScope, names, cursor);
    return {
      ...page,
      ...(after !== undefined && { next: nextCall('open_nodes', { names, cursor: after }) }),
    };
  },
  render: indented,
});
