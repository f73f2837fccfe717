import * as z from 'zod';
import { place, refused } from '../../../../shared/text/refusal.ts';
import { elementsOf } from '../elements.ts';
import { dateSeconds, fits } from '../foreign.ts';
import type { ImportItem } from '../import-item.ts';
import { parseJson } from '../json.ts';
import type { ImportLimits } from '../limits.ts';
import type { ImportFile } from '../source.ts';

const Message = z.object({
  author: z.object({ role: z.string() }),
  create_time: dateSeconds,
  /** Text parts are strings, images and files objects; other kinds of content have no parts. */
  content: z.object({ content_type: z.string(), parts: z.array(z.unknown()).nullable().optional() }),
  weight: z.number().nullable().optional(),
  recipient: z.string().nullable().optional(),
  metadata: z.object({ is_visually_hidden_from_conversation: z.boolean().nullable().optional() }).nullish(),
});

const Node = z.object({ parent: z.string().nullable().optional(), message: Message.nullable().optional() });

/**
 * A conversation of ChatGPT's export. OpenAI documents no format; these are the fields as the exports of 2023 to 2026
 * have them (https://portable-ai-memory.org/providers/openai describes them).
 */
export const ChatGptConversation = z.object({
  id: z.string().nullable().optional(),
  conversation_id: z.string().nullable().optional(),
  title: z.string().nullable().optional(),
  create_time: dateSeconds,
  current_node: z.string().nullable().optional(),
  mapping: z.record(z.string(), Node),
});

type Conversation = z.output<typeof ChatGptConversation>;

/** What the person and the model said, in the branch of each conversation that was shown last. */
export async function* readChatGpt(file: ImportFile, limits: ImportLimits): AsyncGenerator<ImportItem> {
  for await (const element of elementsOf(file, limits)) {
    const where = { file: file.name, line: element.line };
    const conversation = fits(ChatGptConversation, parseJson(file.name, element, limits), where);
    const { title, create_time: started } = conversation;
    const id = conversation.conversation_id ?? conversation.id;
    if (!id) throw refused(place(file.name, element.line), 'a conversation has no id');
    const source = { title: title || 'ChatGPT', uri: `https://chatgpt.com/c/${encodeURIComponent(id)}` };
    for (const { author, create_time: at = started, content } of branchOf(conversation)) {
      const text = textOf(content);
      if (text.trim() === '') continue;
      yield {
        kind: 'message',
        text,
        role: author.role === 'user' ? 'user' : 'assistant',
        session: { id: `chatgpt:${id}`, ...(title && { title }) },
        source,
        ...(at !== undefined && { at }),
      };
    }
  }
}

/** From the current leaf up to the root: edited questions and repeated answers leave other branches behind. */
function branchOf({ mapping, current_node: current }: Conversation): z.output<typeof Message>[] {
  const branch: z.output<typeof Message>[] = [];
  const seen = new Set<string>();
  for (let id = current ?? lastLeaf(mapping); id && !seen.has(id) && Object.hasOwn(mapping, id); ) {
    seen.add(id);
    const node: z.output<typeof Node> | undefined = mapping[id];
    if (node?.message && isShown(node.message)) branch.push(node.message);
    id = node?.parent ?? undefined;
  }
  return branch.reverse();
}

/** Old exports do not say which node is current: it is the newest that none has as its parent. */
function lastLeaf(mapping: Conversation['mapping']): string | undefined {
  const parents = new Set(Object.values(mapping).map(({ parent }) => parent));
  const leaves = Object.entries(mapping).filter(([id]) => !parents.has(id));
  const time = ([, { message }]: (typeof leaves)[number]) => message?.create_time ?? Number.NEGATIVE_INFINITY;
  return leaves.reduce<(typeof leaves)[number] | undefined>(
    (best, one) => (!best || time(one) > time(best) ? one : best),
    undefined,
  )?.[0];
}

function isShown({ author, weight, recipient, metadata }: z.output<typeof Message>): boolean {
  if (author.role !== 'user' && author.role !== 'assistant') return false;
  if (weight === 0 || metadata?.is_visually_hidden_from_conversation) return false;
  return !recipient || recipient === 'all';
}

function textOf({ content_type: type, parts }: z.output<typeof Message>['content']): string {
  if (type !== 'text' && type !== 'multimodal_text') return '';
  return (parts ?? []).filter((part) => typeof part === 'string').join('\n');
}
