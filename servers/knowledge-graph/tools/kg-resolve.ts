import * as z from 'zod';
import { decodeSeqCursor, encodeCursor } from '../../../shared/db/cursor.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { cutFields } from '../../../shared/mcp/output.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import type { GraphDeps } from '../deps.ts';
import type { Entity } from '../graph.ts';
import { publicId } from '../public-id.ts';
import type { Resolution } from '../resolve-entities.ts';
import {
  byOf,
  cursorField,
  entityField,
  entityShown,
  factLine,
  factOut,
  factShown,
  graphField,
  limitField,
  nextCall,
} from './fields.ts';

const OPS = ['candidates', 'merge', 'unmerge', 'distinct', 'same', 'alias', 'rename', 'conflicts'] as const;

const input = z.object({
  op: z
    .enum(OPS)
    .describe(
      'candidates: pairs that may be one · merge, unmerge: entity and other are one, or not any more · distinct, same: never, or again, offer them as one · alias, rename: name · conflicts: facts that may contradict each other.',
    ),
  graph: graphField,
  entity: entityField.optional().describe('An id, a key or a name.'),
  other: entityField.optional().describe('The second of a pair.'),
  name: z.string().trim().min(1).max(500).optional().describe('For alias and rename.'),
  reason: z.string().max(500).optional().describe('For the history.'),
  limit: limitField,
  cursor: cursorField,
});

const output = z.object({
  done: z.string().optional(),
  entity: entityShown.optional(),
  pairs: z
    .array(
      z.object({
        a: entityShown,
        b: entityShown,
        score: z.number(),
        why: z.array(z.string()),
        but: z.string().optional().describe('What speaks against it.'),
      }),
    )
    .optional(),
  conflicts: z.array(z.object({ reason: z.string(), facts: z.array(factShown) })).optional(),
  ...cutFields,
});

export const kgResolveTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_resolve',
  title: 'Which entities are one',
  description:
    'Lists entities that may be one, and merges them, keeps them apart or takes a merge back, on your word alone. Also names and possible contradictions. Look at both with kg_entity before you merge; unmerge restores everything.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler(asked, { open }, call) {
    const domain = await open();
    if (asked.op === 'candidates') {
      const { possibleDuplicates } = await import('../duplicates.ts');
      const after = asked.cursor === undefined ? 0 : decodeSeqCursor(asked.cursor);
      const { pairs, next } = await possibleDuplicates(domain, { ...asked, after });
      return {
        pairs: pairs.map(({ a, b, score, why, forbidden }) => ({
          a: shown(a),
          b: shown(b),
          score: Math.round(score * 100) / 100,
          why,
          ...(forbidden !== undefined && { but: forbidden }),
        })),
        ...(next !== undefined && { next: nextCall('kg_resolve', { ...asked, cursor: encodeCursor(next) }) }),
      };
    }
    if (asked.op === 'conflicts') {
      const { possibleConflicts } = await import('../conflicts.ts');
      const conflicts = await possibleConflicts(domain, asked);
      return { conflicts: conflicts.map(({ reason, facts }) => ({ reason, facts: facts.map(factOut) })) };
    }
    const { resolveEntities } = await import('../resolve-entities.ts');
    const { entity, done } = await resolveEntities(
      domain,
      asked.graph,
      resolutionOf(asked),
      byOf('kg_resolve', call),
    );
    return { done, entity: shown(entity) };
  },
  render({ done, pairs, conflicts, next }) {
    const lines = done === undefined ? [] : [`${done}.`];
    if (pairs) lines.push(pairs.length === 0 ? 'No two look alike.' : 'These may be one:');
    for (const { a, b, score, why, but } of pairs ?? []) {
      lines.push(
        `- ${a.name} (${a.type}) [${a.id}] and ${b.name} (${b.type}) [${b.id}], ${score}: ${why.join(', ')}${but ? `; but ${but}` : ''}`,
      );
    }
    if (conflicts?.length === 0) lines.push('No facts contradict each other.');
    for (const { reason, facts } of conflicts ?? [])
      lines.push(`- ${reason}:`, ...facts.map((fact) => `  ${factLine(fact)}`));
    if (next) lines.push(`More: call ${next.tool} with ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});

function resolutionOf({ op, entity, other, name, reason }: z.output<typeof input>): Resolution {
  const need = (value: string | undefined, field: string): string => {
    if (value !== undefined) return value;
    throw new IzaError('INVALID_INPUT', `/${field}: ${op} needs it.`, { hint: 'Nothing was changed.' });
  };
  const first = need(entity, 'entity');
  switch (op) {
    case 'merge':
    case 'distinct':
    case 'same':
      return { op, a: first, b: need(other, 'other'), reason };
    case 'alias':
      return { op, entity: first, alias: need(name, 'name') };
    case 'rename':
      return { op, entity: first, name: need(name, 'name') };
    default:
      return { op: 'unmerge', entity: first };
  }
}

const shown = ({ entity, name, type }: Entity) => ({ id: publicId('entity', entity), name, type });
