import * as z from 'zod';
import { defineTool } from '../../../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../../../deps.ts';
import { byOf } from '../../../tools/fields.ts';
import { deleteEntities } from '../change-graph.ts';
import { doneOutput, MOST, nameField } from './fields.ts';

const input = z.object({
  entityNames: z.array(nameField).max(MOST).describe('All together or none.'),
});

const MESSAGE = 'Entities deleted successfully';

export const deleteEntitiesTool = defineTool<typeof input, typeof doneOutput, MemoryDeps>({
  name: 'delete_entities',
  title: 'Delete entities',
  description:
    'Takes entities out of the knowledge graph, with their observations and every relation from or to them. Names that are not there are passed over. forget with purge erases for good.',
  input,
  output: doneOutput,
  // What is retracted stays in the history, and memory_admin can undo it.
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ entityNames }, { open, compatibilityScope }, call) {
    await deleteEntities(await open(), compatibilityScope, entityNames, byOf('delete_entities', call));
    return { success: true, message: MESSAGE };
  },
  render: ({ message }) => message,
});
