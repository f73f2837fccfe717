import * as z from 'zod';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import type { MemoryDeps } from '../deps.ts';
import { byOf, idField, momentField, nameField, tagField, textField } from './fields.ts';

const input = z.object({
  id: idField.describe('The memory.'),
  expected_version: z.number().int().min(1).optional().describe('Refused when it has another by now.'),
  text: textField.optional().describe('The whole text.'),
  tags: z.array(tagField).max(20).optional().describe('All tags.'),
  about: z.array(nameField).max(20).optional().describe('All entities.'),
  valid_from: momentField.optional().describe('When it begins to hold.'),
  valid_to: momentField.optional().describe('When it ends to hold.'),
  importance: z.number().min(0).max(1).optional().describe('0 to 1.'),
  pinned: z.boolean().optional().describe('Never fades.'),
  useful: z.boolean().optional().describe('Whether it helped.'),
  query: z.string().max(1_000).optional().describe('With useful: what found it.'),
});

const output = z.object({
  id: z.string(),
  version: z.number().int(),
  changed: z.array(z.string()),
  change: z.string().optional(),
  uses: z.number().int().optional(),
  misses: z.number().int().optional(),
  notes: z.array(z.string()).optional(),
});

export const updateMemoryTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'update_memory',
  title: 'Update a memory',
  description:
    'Corrects one memory: the new version is recalled, the old one stays in its history. Use it when a memory is wrong or incomplete. For something that has changed in the world, remember the new state with the same key instead. useful alone tells whether recalling it helped.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ id, expected_version, valid_from, valid_to, useful, query, ...patch }, { open }, call) {
    if (query !== undefined && useful === undefined) {
      throw new IzaError('INVALID_INPUT', '/query: goes with useful only.', { hint: 'Nothing was changed.' });
    }
    const asked = [valid_from, valid_to, useful, ...Object.values(patch)];
    if (asked.every((value) => value === undefined)) {
      throw new IzaError('INVALID_INPUT', 'Say what to change.', { hint: 'Nothing was changed.' });
    }
    const deps = await open();
    const { updateMemory } = await import('../update.ts');
    const times = { validFrom: momentOf(valid_from), validTo: momentOf(valid_to) };
    const { notes, usefulness, ...updated } = await updateMemory(
      deps,
      {
        id,
        expectedVersion: expected_version,
        patch: { ...patch, ...times },
        ...(useful !== undefined && { feedback: { useful, query } }),
      },
      byOf('update_memory', call),
    );
    return { ...updated, ...usefulness, ...(notes.length > 0 && { notes }) };
  },
  render({ id, version, changed, uses, misses, notes }) {
    const lines = [`${id} is at version ${version}: ${changed.join(', ') || 'nothing'} changed.`];
    if (uses !== undefined) lines.push(`It helped ${uses} times, and did not ${misses ?? 0} times.`);
    return [...lines, ...(notes ?? [])].join('\n');
  },
});
