import * as z from 'zod';
import { decodeSeqCursor, encodeCursor } from '../../../shared/db/cursor.ts';
import { cutFields } from '../../../shared/mcp/output.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import type { GraphDeps } from '../deps.ts';
import { publicId } from '../public-id.ts';
import {
  cursorField,
  entityField,
  entityShown,
  factLine,
  factOut,
  factShown,
  graphField,
  limitField,
  momentField,
  nextCall,
  relationField,
} from './fields.ts';

const input = z.object({
  graph: graphField,
  entity: entityField.describe('An id, a key or a name.'),
  relations: z.array(relationField).max(50).optional().describe('Only these.'),
  order: z
    .enum(['validity', 'knowledge'])
    .default('validity')
    .describe('What held when, or what was learned when.'),
  from: momentField.optional().describe('Only from then on.'),
  to: momentField.optional().describe('Only before.'),
  limit: limitField,
  cursor: cursorField,
});

const output = z.object({
  entity: entityShown,
  entries: z.array(
    factShown.extend({
      learned: z.string(),
      by: z.string(),
      ended: z.string().optional(),
      how: z.enum(['replaced', 'retracted', 'hidden']).optional(),
      reason: z.string().optional(),
    }),
  ),
  total: z.number().int(),
  ...cutFields,
});

export const kgTimelineTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_timeline',
  title: 'How it changed',
  description:
    'Shows all that was ever believed of an entity: what held when, since when it was known, what took its place or was taken back, and why. Use it for "when", "before" and "what did we think"; kg_entity for what is believed now.',
  input,
  output,
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  async handler(asked, { open }) {
    const { timelineOf } = await import('../timeline.ts');
    const offset = asked.cursor === undefined ? 0 : decodeSeqCursor(asked.cursor);
    const { entity, entries, total } = await timelineOf(await open(), {
      ...asked,
      from: momentOf(asked.from),
      to: momentOf(asked.to),
      offset,
    });
    const shown = offset + entries.length;
    return {
      entity: { id: publicId('entity', entity.entity), name: entity.name, type: entity.type },
      entries: entries.map(({ fact, learned, ended }) => ({
        ...factOut(fact),
        learned: new Date(learned.at).toISOString(),
        by: learned.client ?? learned.tool,
        ...(ended && { ended: new Date(ended.at).toISOString(), how: ended.how }),
        ...(ended?.reason !== undefined && { reason: ended.reason }),
      })),
      total,
      ...(shown < total && { next: nextCall('kg_timeline', { ...asked, cursor: encodeCursor(shown) }) }),
    };
  },
  render({ entity, entries, total, next }) {
    const lines = [
      `${entity.name} (${entity.type}) [${entity.id}]: ${total === 1 ? '1 entry' : `${total} entries`}.`,
    ];
    for (const entry of entries) {
      const end = entry.ended
        ? `, ${entry.how} ${entry.ended}${entry.reason ? ` (${entry.reason})` : ''}`
        : '';
      lines.push(`- ${factLine(entry)}, learned ${entry.learned} by ${entry.by}${end}`);
    }
    if (next) lines.push(`More: call ${next.tool} with ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});
