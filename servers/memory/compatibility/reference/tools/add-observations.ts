import * as z from 'zod';
import { cutFields } from '../../../../../shared/mcp/output.ts';
import { defineTool } from '../../../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../../../deps.ts';
import { byOf, nextCall } from '../../../tools/fields.ts';
import { addObservations } from '../change-graph.ts';
import { entitiesThatFit } from '../page-size.ts';
import { MOST, nameField, noteFields, observationField, withNotes } from './fields.ts';

const addition = z.object({
  entityName: nameField.describe('Name of an entity that is there.'),
  contents: z.array(observationField).max(MOST).describe('One fact each.'),
});

const input = z.object({
  observations: z.array(addition).max(MOST).describe('Stored all together or not at all.'),
});

const output = z.object({
  results: z.array(z.object({ entityName: z.string(), addedObservations: z.array(z.string()) })),
  ...noteFields,
  ...cutFields,
});

export const addObservationsTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'add_observations',
  title: 'Add observations',
  description:
    'Adds observations to entities that are in the knowledge graph; create_entities adds new ones. Returns for each what it did not have yet.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ observations }, { open, compatibilityScope }, call) {
    const by = byOf('add_observations', call);
    const { stored, notes } = await addObservations(await open(), compatibilityScope, observations, by);
    const { shown, omitted } = entitiesThatFit(
      stored.map(({ entityName, addedObservations }) => ({
        name: entityName,
        entityType: '',
        observations: addedObservations,
      })),
    );
    const [cut] = stored.slice(stored.length - omitted);
    return {
      results: shown.map(({ name, observations: added }) => ({ entityName: name, addedObservations: added })),
      ...(notes.length > 0 && { notes }),
      ...(omitted > 0 && cut && { omitted, next: nextCall('open_nodes', { names: [cut.entityName] }) }),
    };
  },
  render: ({ results, notes }) => withNotes(results, notes),
});
