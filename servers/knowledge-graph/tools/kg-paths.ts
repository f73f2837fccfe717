import * as z from 'zod';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import type { GraphDeps } from '../deps.ts';
import type { Entity } from '../graph.ts';
import { publicId } from '../public-id.ts';
import {
  asOfField,
  entityField,
  entityShown,
  factLine,
  factOut,
  factShown,
  graphField,
  knownAtField,
  relationField,
} from './fields.ts';

const input = z.object({
  graph: graphField,
  from: entityField.describe('An id, a key or a name.'),
  to: entityField.describe('The same.'),
  max_length: z.number().int().min(1).max(6).default(4).describe('Steps.'),
  limit: z.number().int().min(1).max(10).default(3).describe('Paths.'),
  relations: z.array(relationField).max(50).optional().describe('Only over these.'),
  direction: z.enum(['out', 'in', 'both']).default('both').describe('out: from subjects to objects.'),
  as_of: asOfField,
  known_at: knownAtField,
});

const output = z.object({
  from: entityShown,
  to: entityShown,
  paths: z.array(
    z.object({
      length: z.number().int(),
      entities: z.array(entityShown),
      steps: z.array(z.array(factShown)).describe('The facts that lead from each entity to the next.'),
    }),
  ),
  note: z.string().optional(),
});

const shown = ({ entity, name, type }: Entity) => ({ id: publicId('entity', entity), name, type });

export const kgPathsTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_paths',
  title: 'How two hang together',
  description:
    'Finds the shortest chains of facts between two entities, with the source of each step. Use it for "how is A connected with B"; kg_entity for what is around one of them.',
  input,
  output,
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  async handler(asked, { open }) {
    const { pathsBetween } = await import('../paths.ts');
    const { from, to, paths, stoppedEarly } = await pathsBetween(await open(), {
      ...asked,
      maxLength: asked.max_length,
      asOf: momentOf(asked.as_of),
      knownAt: momentOf(asked.known_at),
    });
    const none = `They are not connected within ${asked.max_length} steps by facts that held then.`;
    const note = stoppedEarly
      ? 'There was too much to look at; there may be more.'
      : paths.length === 0
        ? none
        : undefined;
    return {
      from: shown(from),
      to: shown(to),
      paths: paths.map(({ entities, steps }) => ({
        length: steps.length,
        entities: entities.map(shown),
        steps: steps.map((facts) => facts.map(factOut)),
      })),
      ...(note !== undefined && { note }),
    };
  },
  render({ from, to, paths, note }) {
    const lines = [`From ${from.name} [${from.id}] to ${to.name} [${to.id}]:`];
    for (const { entities, steps } of paths) {
      lines.push(`- ${entities.map(({ name }) => name).join(' — ')}`);
      for (const facts of steps) for (const fact of facts) lines.push(`  ${factLine(fact)}`);
    }
    if (note) lines.push(note);
    return lines.join('\n');
  },
});
