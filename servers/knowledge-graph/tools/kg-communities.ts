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
  graphField,
  knownAtField,
  nextCall,
} from './fields.ts';

const input = z.object({
  graph: graphField,
  entity: entityField.optional().describe('Only the one that it belongs to, with more members.'),
  resolution: z.number().min(0.05).max(20).default(1).describe('Above 1: more and smaller ones.'),
  as_of: asOfField,
  known_at: knownAtField,
  limit: z.number().int().min(1).max(50).default(10).describe('Communities.'),
  cursor: cursorField,
});

const output = z.object({
  communities: z.array(
    z.object({
      number: z.number().int(),
      size: z.number().int(),
      members: z.array(entityShown),
      relations: z.array(z.string()),
    }),
  ),
  total: z.number().int(),
  modularity: z.number(),
  ...cutFields,
});

export const kgCommunitiesTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_communities',
  title: 'What belongs together',
  description:
    'Divides the graph into groups that have to do with each other most, each with those that matter most in it. Use it for an overview of a graph, or to see what else belongs to an entity.',
  input,
  output,
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  async handler(asked, { open }) {
    const { communityList } = await import('../community-list.ts');
    const offset = asked.cursor === undefined ? 0 : decodeSeqCursor(asked.cursor);
    const { communities, total, modularity } = await communityList(await open(), {
      ...asked,
      asOf: momentOf(asked.as_of),
      knownAt: momentOf(asked.known_at),
      offset,
    });
    const seen = offset + communities.length;
    return {
      communities: communities.map(({ members, relations, ...rest }) => ({
        ...rest,
        members: members.map(({ entity, name, type }) => ({ id: publicId('entity', entity), name, type })),
        relations: relations.map(({ name, facts }) => `${name}: ${facts}`),
      })),
      total,
      modularity: Math.round(modularity * 1000) / 1000,
      ...(seen < total && { next: nextCall('kg_communities', { ...asked, cursor: encodeCursor(seen) }) }),
    };
  },
  render({ communities, total, modularity, next }) {
    const lines = [`${total === 1 ? '1 community' : `${total} communities`}, modularity ${modularity}.`];
    for (const { number, size, members, relations } of communities) {
      const names = members.map(({ id, name }) => `${name} [${id}]`).join(', ');
      lines.push(
        `- ${number}: ${size} entities: ${names}${size > members.length ? ', …' : ''} (${relations.join(', ')})`,
      );
    }
    if (next) lines.push(`More: call ${next.tool} with ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});
