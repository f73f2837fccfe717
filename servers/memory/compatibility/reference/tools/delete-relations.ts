import * as z from 'zod';
import { defineTool } from '../../../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../../../deps.ts';
import { byOf } from '../../../tools/fields.ts';
import { deleteRelations } from '../change-graph.ts';
import { doneOutput, MOST, relationFields } from './fields.ts';

const input = z.object({
  relations: z.array(relationFields).max(MOST).describe('All together or none.'),
});

const MESSAGE = 'Relations deleted successfully';

export const deleteRelationsTool = defineTool<typeof input, typeof doneOutput, MemoryDeps>({
  name: 'delete_relations',
  title: 'Delete relations',
  description:
    'Takes relations out of the knowledge graph, each by both ends and its type. What is not there is passed over.',
  input,
  output: doneOutput,
  // What is retracted stays in the history, and memory_admin can undo it.
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ relations }, { open, compatibilityScope }, call) {
    await deleteRelations(await open(), compatibilityScope, relations, byOf('delete_relations', call));
    return { success: true, message: MESSAGE };
  },
  render: ({ message }) => message,
});
