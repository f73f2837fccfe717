import * as z from 'zod';
import { decodeSeqCursor, encodeCursor } from '../../../shared/db/cursor.ts';
import { cutFields } from '../../../shared/mcp/output.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import type { GraphDeps } from '../deps.ts';
import { publicId } from '../public-id.ts';
import {
  asOfField,
  cursorField,
  entityField,
  entityShown,
  factLine,
  factOut,
  factShown,
  graphField,
  knownAtField,
  limitField,
  nextCall,
  present,
  relationField,
} from './fields.ts';

const input = z.object({
  graph: graphField,
  entity: entityField.describe('An id such as e12, a key such as an e-mail address, or a name.'),
  relations: z.array(relationField).max(50).optional().describe('Only facts with these.'),
  direction: z.enum(['out', 'in']).optional().describe('out: it is the subject.'),
  as_of: asOfField,
  all_times: z.boolean().default(false).describe('What held at any time.'),
  known_at: knownAtField,
  limit: limitField.describe('Facts.'),
  cursor: cursorField,
});

const output = z.object({
  ...entityShown.shape,
  summary: z.string().optional(),
  also: z.array(z.string()).optional(),
  keys: z.array(z.string()).optional(),
  merged: z.array(entityShown).optional(),
  facts: z.array(factShown),
  relations: z.array(z.string()).describe('relation → facts; ← where it is the object.'),
  ...cutFields,
});

export const kgEntityTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_entity',
  title: 'One entity',
  description:
    'Shows one entity: its names, what is believed of it, what is believed to lead to it, and who says so. Use it when you know the name or id; kg_search for a question; kg_timeline for how it changed.',
  input,
  output,
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  async handler(asked, { open }) {
    const { entityAnswer } = await import('../entity.ts');
    const { entity, aliases, merged, facts, relations, next } = await entityAnswer(await open(), {
      ...asked,
      asOf: asked.all_times ? 'any' : momentOf(asked.as_of),
      knownAt: momentOf(asked.known_at),
      after: asked.cursor === undefined ? 0 : decodeSeqCursor(asked.cursor),
    });
    const named = (kind: (one: string) => boolean) => [
      ...new Set(aliases.filter((alias) => kind(alias.kind)).map(({ name }) => name)),
    ];
    const [also, keys] = [named((kind) => kind !== 'key'), named((kind) => kind === 'key')];
    return {
      id: publicId('entity', entity.entity),
      name: entity.name,
      type: entity.type,
      ...present({ summary: entity.summary }),
      ...(also.length > 0 && { also }),
      ...(keys.length > 0 && { keys }),
      ...(merged.length > 0 && {
        merged: merged.map((one) => ({ id: publicId('entity', one.entity), name: one.name, type: one.type })),
      }),
      facts: facts.map(factOut),
      relations: relations.map(
        (one) => `${one.direction === 'out' ? '' : '← '}${one.relation}: ${one.facts}`,
      ),
      ...(next !== undefined && { next: nextCall('kg_entity', { ...asked, cursor: encodeCursor(next) }) }),
    };
  },
  render({ id, name, type, summary, also, keys, merged, facts, relations, next }) {
    const lines = [`${name} (${type}) [${id}]`];
    if (summary) lines.push(summary);
    if (also) lines.push(`Also: ${also.join(', ')}`);
    if (keys) lines.push(`Keys: ${keys.join(', ')}`);
    for (const one of merged ?? []) lines.push(`Merged: ${one.name} (${one.type}) [${one.id}]`);
    lines.push(
      ...facts.map((fact) => `- ${factLine(fact)}`),
      `In all: ${relations.join(', ') || 'no facts'}`,
    );
    if (next) lines.push(`More: call ${next.tool} with ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});
