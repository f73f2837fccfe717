import * as z from 'zod';
import { cutFields } from '../../../../../shared/mcp/output.ts';
import { defineTool } from '../../../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../../../deps.ts';
import { byOf } from '../../../tools/fields.ts';
import { createRelations } from '../change-graph.ts';
import { MOST, noteFields, relationFields, relationOutput, withNotes } from './fields.ts';

const input = z.object({
  relations: z.array(relationFields).max(MOST).describe('Stored all together or not at all.'),
});

const output = z.object({ relations: z.array(relationOutput), ...noteFields, ...cutFields });

export const createRelationsTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'create_relations',
  title: 'Create relations',
  description:
    'Adds directed relations between entities of the knowledge graph, in active voice. Those that are there already are passed over. Returns the new ones.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  page: { items: 'relations', next: () => ({ tool: 'read_graph', arguments: {} }) },
  async handler({ relations }, { open, compatibilityScope }, call) {
    const by = byOf('create_relations', call);
    const { stored, notes } = await createRelations(await open(), compatibilityScope, relations, by);
    return { relations: stored, ...(notes.length > 0 && { notes }) };
  },
  render: ({ relations, notes }) => withNotes(relations, notes),
});
