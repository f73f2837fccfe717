import * as z from 'zod';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import { STRENGTHS } from '../choices.ts';
import type { MemoryDeps } from '../deps.ts';
import { byOf, momentField, nameField, nextCall, nextField, scopeInput } from './fields.ts';

const input = z.object({
  key: nameField.describe('What it is about, such as travel.seat; the same each time.'),
  value: z.string().trim().min(1).max(2_000).describe('What the person wants.'),
  strength: z.enum(STRENGTHS).default('prefer').describe('How firmly they want it, or do not.'),
  reason: z.string().trim().min(1).max(1_000).optional().describe('Why, if they said.'),
  valid_from: momentField.optional().describe('Since when, if not now.'),
  scope: scopeInput,
});

const output = z.object({
  id: z.string(),
  key: z.string(),
  value: z.string(),
  status: z.enum(['new', 'duplicate', 'superseded']),
  replaced: z.array(z.object({ id: z.string(), value: z.string() })).optional(),
  notes: z.array(z.string()).optional(),
  next: nextField.optional(),
});

export const setPreferenceTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'set_preference',
  title: 'Set a preference',
  description:
    'Keeps what the person prefers, wants always or wants never. Use it when they say so or correct you. A new value of a key takes the place of the old one, which stays in the history; a project’s own value goes before the user’s.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ key, value, strength, reason, valid_from, scope }, { open }, call) {
    const deps = await open();
    const { setPreference } = await import('../prefer.ts');
    const preference = { key, value, strength, reason, validFrom: momentOf(valid_from) };
    const { id, status, replaced, notes } = await setPreference(
      deps,
      scope,
      preference,
      byOf('set_preference', call),
    );
    return {
      id,
      key,
      value,
      status,
      ...(replaced.length > 0 && { replaced, next: nextCall('memory_history', { key, scopes: [scope] }) }),
      ...(notes.length > 0 && { notes }),
    };
  },
  render({ id, key, value, status, replaced, notes }) {
    const old = replaced ? `, was ${replaced.map((each) => JSON.stringify(each.value)).join(', ')}` : '';
    const how = status === 'duplicate' ? 'Was set already' : 'Set';
    return [`${how}: ${key} = ${JSON.stringify(value)}${old} (${id})`, ...(notes ?? [])].join('\n');
  },
});
