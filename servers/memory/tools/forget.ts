import * as z from 'zod';
import { defineTool } from '../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../deps.ts';
import { forget, purgeQuestion } from '../forget.ts';
import { idField, scopeField } from './fields.ts';

const mode = z.enum(['retract', 'purge']);

const input = z.object({
  ids: z.array(idField).min(1).max(100).describe('Ids from remember or recall.'),
  mode: mode
    .default('retract')
    .describe('retract: no longer recalled, kept in the history. purge: erased for good, after asking.'),
  scope: scopeField.optional().describe('When given, only memories of this scope are touched.'),
});

const output = z.object({
  forgotten: z.array(z.object({ id: z.string(), mode })),
  missing: z.array(z.string()),
  note: z.string().optional(),
});

const NOT_SCRUBBED =
  'Erased. Another program is reading the data, so the last traces on the disk go when it is done.';

export const forgetTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'forget',
  title: 'Forget',
  description:
    'Takes memories out by their ids, so that recall no longer finds them. Use it when something turned out wrong or outdated, or when the person asks to forget it. retract (the default) keeps them in the history; purge erases text, sources and index for good and asks the person first, so use it for what must not exist any more. Ids that are not there are listed as missing and do not hinder the others. Recall first to learn the ids.',
  input,
  output,
  effects: { readOnly: false, destructive: true, idempotent: true, openWorld: false },
  confirm: (asked, { store }) =>
    asked.mode === 'purge' ? purgeQuestion(store, asked.ids, asked.scope) : undefined,
  async handler(asked, { store }, call) {
    const { forgotten, missing, scrubbed } = await forget(store, asked, call.receipt);
    return {
      forgotten: forgotten.map((id) => ({ id, mode: asked.mode })),
      missing,
      ...(!scrubbed && { note: NOT_SCRUBBED }),
    };
  },
  render({ forgotten, missing, note }) {
    const lines = forgotten.map((each) => `${each.mode === 'purge' ? 'Erased' : 'Retracted'}: ${each.id}`);
    if (missing.length > 0) lines.push(`Not there: ${missing.join(', ')}`);
    if (note) lines.push(note);
    return lines.join('\n');
  },
});
