import * as z from 'zod';
import { cutFields } from '../../../../../shared/mcp/output.ts';
import { defineTool } from '../../../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../../../deps.ts';
import { byOf, nextCall } from '../../../tools/fields.ts';
import { createEntities } from '../change-graph.ts';
import { entitiesThatFit } from '../page-size.ts';
import { entityFields, entityOutput, MOST, noteFields, withNotes } from './fields.ts';

/** Names that one call can ask to see. */
const NEXT_NAMES = 20;

const input = z.object({
  entities: z.array(entityFields).max(MOST).describe('Stored all together or not at all.'),
});

const output = z.object({ entities: z.array(entityOutput), ...noteFields, ...cutFields });

export const createEntitiesTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'create_entities',
  title: 'Create entities',
  description:
    'Adds entities with their observations to the knowledge graph. Those whose names are there already stay as they are: add_observations adds to them. Returns the new ones.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ entities }, { open, compatibilityScope }, call) {
    const by = byOf('create_entities', call);
    const { stored, notes } = await createEntities(await open(), compatibilityScope, entities, by);
    const { shown, omitted } = entitiesThatFit(stored);
    const cut = stored.slice(stored.length - omitted, stored.length - omitted + NEXT_NAMES);
    return {
      entities: shown,
      ...(notes.length > 0 && { notes }),
      ...(omitted > 0 && { omitted, next: nextCall('open_nodes', { names: cut.map(({ name }) => name) }) }),
    };
  },
  render: ({ entities, notes }) => withNotes(entities, notes),
});
