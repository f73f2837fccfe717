import * as z from 'zod';
import { defineTool } from '../../../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../../../deps.ts';
import { byOf } from '../../../tools/fields.ts';
import { deleteObservations } from '../change-graph.ts';
import { doneOutput, MOST, nameField, observationField } from './fields.ts';

const deletion = z.object({
  entityName: nameField.describe('Name of the entity.'),
  observations: z.array(observationField).max(MOST).describe('As they are written there.'),
});

const input = z.object({
  deletions: z.array(deletion).max(MOST).describe('All together or none.'),
});

const MESSAGE = 'Observations deleted successfully';

export const deleteObservationsTool = defineTool<typeof input, typeof doneOutput, MemoryDeps>({
  name: 'delete_observations',
  title: 'Delete observations',
  description:
    'Takes observations, word for word, from entities of the knowledge graph. What is not there is passed over.',
  input,
  output: doneOutput,
  // What is retracted stays in the history, and memory_admin can undo it.
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ deletions }, { open, compatibilityScope }, call) {
    await deleteObservations(await open(), compatibilityScope, deletions, byOf('delete_observations', call));
    return { success: true, message: MESSAGE };
  },
  render: ({ message }) => message,
});
