import * as z from 'zod';
import { definePrompt } from '../../../shared/mcp/prompt.ts';
import { REVIEWS } from '../choices.ts';
import type { MemoryDeps } from '../deps.ts';
import { isScope, normaliseScope } from '../scope.ts';

const args = z.object({
  scope: z.string().max(220).optional().describe('Which scope; user unless said.'),
});

const LIMIT = 1;

/** Tidies up together with the person. */
export const consolidatePrompt = definePrompt<typeof args, MemoryDeps>({
  name: 'consolidate',
  title: 'Tidy up memories',
  description:
    'Goes through what waits for a decision: contradictions, duplicates, what was held back, what is stale.',
  arguments: args,
  async complete(_, typed, { open }) {
    const { store } = await open();
    return (await store.read((view) => view.scopes()))
      .map(({ scope }) => scope)
      .filter((scope) => scope.startsWith(typed));
  },
  async render({ scope: asked = 'user' }, { open }) {
    const scope = isScope(asked) ? normaliseScope(asked) : 'user';
    const domain = await open();
    const { reviewMemories } = await import('../review.ts');
    const queues = await Promise.all(
      REVIEWS.map(async (review) => ({
        review,
        ...(await reviewMemories(domain, { review, scopes: [scope], limit: LIMIT })),
      })),
    );
    const waiting = queues
      .filter(({ total }) => total > 0)
      .map(({ review, total }) => `- ${review}: ${total}`);
    const text =
      waiting.length === 0
        ? `Nothing in ${scope} waits for a decision. Tell me so.`
        : `In ${scope} this waits for a decision:\n\n${waiting.join('\n')}\n\nGo through it with review_memories (scopes ["${scope}"]), one queue after the other. Decide duplicates and stale ones yourself where it is plain, and tell me in a line each. Ask me about contradictions, about what was held back, and about anything private. Where several memories say one thing in pieces, remember it once, whole, and retract the pieces.`;
    return { messages: [{ role: 'user', content: { type: 'text', text } }] };
  },
});
