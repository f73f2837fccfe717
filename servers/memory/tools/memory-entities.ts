import * as z from 'zod';
import { decodeSeqCursor, encodeCursor } from '../../../shared/db/cursor.ts';
import { cutFields } from '../../../shared/mcp/output.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../deps.ts';

import { excerpt } from '../excerpt.ts';
import { isoOf, kindField, nameField, nextCall, scopesInput } from './fields.ts';

const SHOWN = 300;

const input = z.object({
  name: nameField.optional().describe('One of them; all when left out.'),
  depth: z.number().int().min(0).max(2).default(1).describe('Relations to follow from it.'),
  scopes: scopesInput,
  limit: z.number().int().min(1).max(100).default(20).describe('Entities.'),
  cursor: z.string().max(100).optional().describe('From next.'),
});

const output = z.object({
  entities: z.array(
    z.object({
      name: z.string(),
      type: z.string().optional(),
      aliases: z.array(z.string()).optional(),
      scope: z.string(),
      memories: z.number().int(),
    }),
  ),
  relations: z.array(
    z.object({
      subject: z.string(),
      predicate: z.string(),
      object: z.string(),
      id: z.string(),
      valid_from: z.string().optional(),
    }),
  ),
  facts: z.array(z.object({ id: z.string(), kind: kindField, text: z.string() })),
  total: z.number().int(),
  ...cutFields,
});

export const memoryEntitiesTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'memory_entities',
  title: 'People, places and things',
  description:
    'Shows who and what memories are about, their relations, and what is known of one of them. Use it for a person, project or thing as a whole; recall for a particular question.',
  input,
  output,
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  async handler(asked, { open }) {
    const { knownEntities } = await import('../entities.ts');
    const offset = asked.cursor === undefined ? 0 : decodeSeqCursor(asked.cursor);
    const { entities, relations, facts, total } = await knownEntities(await open(), { ...asked, offset });
    const shown = offset + entities.length;
    const more = asked.name === undefined && shown < total;
    return {
      entities: entities.map(({ name, type, aliases, scope, memories }) => ({
        name,
        ...(type !== undefined && { type }),
        ...(aliases.length > 0 && { aliases }),
        scope,
        memories,
      })),
      relations: relations.map(({ validFrom, validTo: _, ...relation }) => ({
        ...relation,
        ...(validFrom !== undefined && { valid_from: isoOf(validFrom) }),
      })),
      facts: facts.map(({ text, ...fact }) => ({ ...fact, text: excerpt(text, SHOWN).text })),
      total,
      ...(more && { next: nextCall('memory_entities', { ...asked, cursor: encodeCursor(shown) }) }),
    };
  },
  render({ entities, relations, facts, total, next }) {
    const lines = [total === 1 ? '1 entity.' : `${total} entities.`];
    for (const { name, type, aliases, memories } of entities) {
      const also = aliases ? `, also ${aliases.join(', ')}` : '';
      lines.push(`- ${name}${type ? ` (${type})` : ''}${also}: in ${memories} memories`);
    }
    for (const { subject, predicate, object, id } of relations)
      lines.push(`- ${subject} ${predicate} ${object} [${id}]`);
    for (const { id, kind, text } of facts) lines.push(`- [${kind}, ${id}] ${JSON.stringify(text)}`);
    if (next) lines.push(`More: call ${next.tool} with ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});
