import * as z from 'zod';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { intervalOf } from '../../../shared/moments.ts';
import { ON_CONFLICT, REMEMBERED } from '../choices.ts';
import type { MemoryDeps } from '../deps.ts';
import { NOTED_KINDS } from '../memory.ts';
import { byOf, kindField, momentField, nameField, scopeInput, tagField, textField } from './fields.ts';

const source = z.strictObject({
  title: z.string().max(200).optional(),
  uri: z.string().max(2_000).optional(),
  quote: z.string().max(1_000).optional().describe('The words it was drawn from.'),
  origin: z.enum(['person', 'document', 'tool', 'web']).optional().describe('Who says so.'),
});

const item = z.strictObject({
  text: textField.describe('One thing, understandable on its own: names for "he", dates for "tomorrow".'),
  kind: z.enum(NOTED_KINDS).default('note'),
  key: nameField.optional().describe('What it is the current word on, such as home.address.'),
  about: z.array(nameField).max(20).optional().describe('People, places, things.'),
  relation: z
    .strictObject({ subject: nameField, predicate: nameField, object: nameField })
    .optional()
    .describe('Ada, works_at, Acme.'),
  tags: z.array(tagField).max(20).optional(),
  valid_from: momentField.optional().describe('When it begins to hold.'),
  valid_to: momentField.optional(),
  importance: z.number().min(0).max(1).optional(),
  pinned: z.boolean().optional(),
  source: source.optional(),
});

const input = z.object({
  items: z.array(item).min(1).max(50).describe('All or none.'),
  scope: scopeInput,
  on_conflict: z
    .enum(ON_CONFLICT)
    .default('supersede')
    .describe('Where the key has another value; ask: review_memories decides.'),
});

const output = z.object({
  stored: z.array(
    z.object({
      id: z.string(),
      status: z.enum(REMEMBERED),
      scope: z.string(),
      kind: kindField,
      replaced: z.array(z.string()).optional(),
      notes: z.array(z.string()).optional(),
    }),
  ),
});

export const rememberTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'remember',
  title: 'Remember',
  description:
    'Keeps facts, events, tasks, procedures, relationships and notes for all later conversations. Use it when the person tells something that will matter again; set_preference and record_decision for those. What is known is not stored twice; what has the same key takes the place of the older, which stays in the history. Secrets are taken out.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ items, scope, on_conflict }, { open }, call) {
    const deps = await open();
    const { remember } = await import('../remember.ts');
    const stored = await remember(
      deps,
      scope,
      items.map(({ relation, source = {}, valid_from, valid_to, ...rest }, index) => {
        const { origin, ...from } = source;
        return {
          ...rest,
          ...relation,
          ...(relation && { kind: 'relationship' as const }),
          ...intervalOf({ valid_from, valid_to }, `/items/${index}`),
          origin,
          source: from,
        };
      }),
      { onConflict: on_conflict },
      byOf('remember', call),
    );
    return {
      stored: stored.map(({ id, status, kind, replaced, notes }) => ({
        id,
        status,
        scope,
        kind,
        ...(replaced.length > 0 && { replaced }),
        ...(notes.length > 0 && { notes }),
      })),
    };
  },
  render({ stored }) {
    return stored
      .map(({ id, status, scope, kind, replaced, notes }) => {
        const what = WORDS[status];
        const old = replaced ? ` in place of ${replaced.join(', ')}` : '';
        return `${what} ${scope}: ${kind} ${id}${old}${notes ? ` (${notes.join(' ')})` : ''}`;
      })
      .join('\n');
  },
});

const WORDS: { [S in (typeof REMEMBERED)[number]]: string } = {
  new: 'Remembered in',
  duplicate: 'Already in',
  merged: 'Already in nearly the same words in',
  superseded: 'Remembered in',
  kept: 'Not stored, the older stays in',
  conflict: 'Waits for a decision in',
  quarantined: 'Held back in',
};
