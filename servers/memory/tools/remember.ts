import * as z from 'zod';
import { defineTool } from '../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../deps.ts';
import { MAX_TEXT } from '../memory.ts';
import { remember } from '../remember.ts';
import { kindField, scopeField, tagField } from './fields.ts';

const source = z
  .object({
    title: z.string().max(200).optional().describe('Its name.'),
    uri: z.string().max(2_000).optional().describe('Where to find it.'),
    quote: z.string().max(1_000).optional().describe('The words it was drawn from.'),
  })
  .strict();

const item = z
  .object({
    text: z
      .string()
      .min(1)
      .max(MAX_TEXT)
      .refine((text) => text.trim() !== '', 'must not be blank')
      .describe('One thing, understandable on its own: names instead of "he", dates instead of "tomorrow".'),
    kind: kindField.default('note').describe('What sort of thing it is.'),
    tags: z.array(tagField).max(20).optional().describe('Words to filter by later.'),
    source: source.optional().describe('Where it comes from, when not from the conversation itself.'),
  })
  .strict();

const input = z.object({
  items: z.array(item).min(1).max(50).describe('What to keep; stored all together or not at all.'),
  scope: scopeField
    .default('user')
    .describe(
      'Whose memory: user (default), project:<key>, session:<key>, agent:<key> or organisation:<key>.',
    ),
});

const output = z.object({
  stored: z.array(
    z.object({
      id: z.string(),
      status: z.enum(['new', 'duplicate']),
      scope: z.string(),
      kind: kindField,
      note: z.string().optional(),
    }),
  ),
});

const REPAIRED = 'Half surrogate pairs in the text are no characters; U+FFFD stands in their place.';

export const rememberTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'remember',
  title: 'Remember',
  description:
    'Keeps facts, preferences, decisions, events, tasks, procedures and notes for all later conversations. Use it when the person tells something that will matter again, decides something, or asks you to remember. One item a thing; many items in one call. What a scope already has is not stored twice: the answer says duplicate and gives the id that was there. To correct a memory, forget the old one and remember the new one. Not for secrets such as passwords, nor for files.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ items, scope }, deps, call) {
    const client = call.client && `${call.client.name} ${call.client.version}`.slice(0, 100);
    const stored = await remember(deps, scope, items, { client, receipt: call.receipt });
    return {
      stored: stored.map(({ id, status, kind, repaired }) => ({
        id,
        status,
        scope,
        kind,
        ...(repaired && { note: REPAIRED }),
      })),
    };
  },
  render({ stored }) {
    return stored
      .map(({ id, status, scope, kind, note }) => {
        const what = status === 'new' ? `Remembered in ${scope}` : `Already in ${scope}`;
        return `${what}: ${kind} ${id}${note ? ` (${note})` : ''}`;
      })
      .join('\n');
  },
});
