import * as z from 'zod';
import { cutFields } from '../../../shared/mcp/output.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { RESOLUTIONS, REVIEWS } from '../choices.ts';
import type { MemoryDeps } from '../deps.ts';
import { excerpt } from '../excerpt.ts';
import { readableText } from '../readable.ts';
import { byOf, idField, kindField, nextCall, scopesInput } from './fields.ts';

const SHOWN = 300;

const input = z.object({
  queue: z
    .enum(REVIEWS)
    .default('conflicts')
    .describe('held: kept back as untrusted. stale: long unconfirmed.'),
  resolve: idField.optional().describe('Id of the item to decide.'),
  resolution: z.enum(RESOLUTIONS).optional().describe('How; one of those the item lists.'),
  scopes: scopesInput,
  limit: z.number().int().min(1).max(100).default(20).describe('Items to show.'),
});

const output = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      reason: z.string(),
      memories: z.array(
        z.object({
          id: z.string(),
          kind: kindField,
          scope: z.string(),
          text: z.string(),
          recorded: z.string(),
        }),
      ),
      resolutions: z.array(z.enum(RESOLUTIONS)),
    }),
  ),
  total: z.number().int(),
  resolved: z.object({ id: z.string(), memories: z.array(z.string()), change: z.string() }).optional(),
  ...cutFields,
});

export const reviewMemoriesTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'review_memories',
  title: 'Review memories',
  description:
    'Lists what waits for a decision (contradictions, duplicates, what was held back, is stale, private or unused) and decides one. Use it to tidy up, or when remember answered conflict or quarantined. Ask the person before you release what was held.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  page: {
    items: 'items',
    next: (asked, _, kept) =>
      nextCall('review_memories', { queue: asked.queue, scopes: asked.scopes, limit: Math.max(1, kept) }),
  },
  async handler({ queue, resolve, resolution, scopes, limit }, { open }, call) {
    const deps = await open();
    const { resolveReview, reviewMemories } = await import('../review.ts');
    const resolved =
      resolve !== undefined && resolution !== undefined
        ? {
            id: resolve,
            ...(await resolveReview(deps, { id: resolve, resolution }, byOf('review_memories', call))),
          }
        : undefined;
    const { items, total } = await reviewMemories(deps, {
      review: queue,
      scopes,
      limit,
    });
    return {
      items: items.map(({ id, reason, memories, resolutions }) => ({
        id,
        reason,
        memories: memories.map((memory) => ({
          id: memory.id,
          kind: memory.kind,
          scope: memory.scope,
          text: excerpt(readableText(memory, deps), SHOWN).text,
          recorded: new Date(memory.recordedAt).toISOString(),
        })),
        resolutions: [...resolutions],
      })),
      total,
      ...(resolved && { resolved }),
    };
  },
  render({ items, total, resolved }) {
    const lines = resolved
      ? [`Decided: ${resolved.id} (undo with memory_admin, change ${resolved.change}).`]
      : [];
    lines.push(total === 0 ? 'Nothing waits.' : `${total} ${total === 1 ? 'waits' : 'wait'}.`);
    for (const { id, reason, memories, resolutions } of items) {
      lines.push(`- ${id}: ${reason} (${resolutions.join(', ')})`);
      for (const memory of memories)
        lines.push(`  [${memory.kind}, ${memory.scope}, ${memory.id}] ${JSON.stringify(memory.text)}`);
    }
    return lines.join('\n');
  },
});
