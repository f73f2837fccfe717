import * as z from 'zod';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import type { MemoryDeps } from '../deps.ts';
import { MAX_TEXT } from '../memory.ts';
import { byOf, momentField, nameField, scopeInput } from './fields.ts';

const message = z.strictObject({
  role: z.enum(['user', 'assistant', 'system', 'tool']),
  text: z
    .string()
    .min(1)
    .max(MAX_TEXT)
    .refine((text) => text.trim() !== '', 'must not be blank'),
  speaker: nameField.optional().describe('Name, where several people speak.'),
  at: momentField.optional().describe('When it was said.'),
  id: z.string().min(1).max(200).optional().describe('Your own id of the message, if it has one.'),
});

const input = z.object({
  session: nameField.describe('Names the conversation; the same each time.'),
  title: z.string().max(200).optional().describe('What it is about.'),
  messages: z.array(message).min(1).max(500).describe('In order; all or none.'),
  scope: scopeInput,
});

const output = z.object({
  session: z.string(),
  stored: z.number().int(),
  duplicates: z.number().int(),
  first: z.string(),
  last: z.string(),
  notes: z.array(z.string()).optional(),
});

export const logConversationTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'log_conversation',
  title: 'Log a conversation',
  description:
    'Keeps what was said, word for word, so that it can be recalled and cited. Use it at the end of a conversation, or as it goes on; messages that were logged before are not stored twice. For what matters beyond the conversation use remember.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ session, title, messages, scope }, { open }, call) {
    const deps = await open();
    const { logConversation } = await import('../conversation.ts');
    const logged = await logConversation(
      deps,
      scope,
      { name: session, title },
      messages.map(({ at, ...rest }) => ({ ...rest, at: momentOf(at) })),
      byOf('log_conversation', call),
    );
    const stored = logged.messages.filter(({ isNew }) => isNew).length;
    return {
      session: logged.session,
      stored,
      duplicates: logged.messages.length - stored,
      first: logged.messages[0]?.id ?? '',
      last: logged.messages.at(-1)?.id ?? '',
      ...(logged.notes.length > 0 && { notes: logged.notes }),
    };
  },
  render({ stored, duplicates, first, last, notes = [] }) {
    const were = duplicates > 0 ? `; ${duplicates} were there already` : '';
    return [`Logged ${stored} messages, ${first} to ${last}${were}.`, ...notes].join('\n');
  },
});
