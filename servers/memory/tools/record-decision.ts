import * as z from 'zod';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import { DECISION_STATUSES } from '../choices.ts';
import type { MemoryDeps } from '../deps.ts';
import {
  byOf,
  idField,
  momentField,
  nameField,
  nextCall,
  nextField,
  scopeInput,
  tagField,
} from './fields.ts';

const said = z.string().trim().min(1).max(4_000);

const input = z.object({
  title: nameField.describe('What had to be decided; the same title replaces it later.'),
  choice: said.describe('What was decided.'),
  rationale: said.describe('Why.'),
  options: z.array(z.string().trim().min(1).max(500)).max(20).optional().describe('What else there was.'),
  status: z.enum(DECISION_STATUSES).default('accepted').describe('How far it has come.'),
  supersedes: idField.optional().describe('Id of the decision it replaces.'),
  decided_at: momentField.optional().describe('When, if not now.'),
  review_on: momentField.optional().describe('When to look at it again.'),
  about: z.array(nameField).max(20).optional().describe('Who and what it concerns.'),
  tags: z.array(tagField).max(20).optional().describe('To filter by.'),
  scope: scopeInput,
});

const output = z.object({
  id: z.string(),
  status: z.enum(['new', 'duplicate', 'superseded']),
  replaced: z.array(z.string()).optional(),
  related: z.array(z.object({ id: z.string(), text: z.string() })).optional(),
  notes: z.array(z.string()).optional(),
  next: nextField.optional(),
});

export const recordDecisionTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'record_decision',
  title: 'Record a decision',
  description:
    'Records what was decided, why, and what else was considered. Use it whenever the person settles something that later work depends on. Related decisions are shown: mend a contradiction with supersedes.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ scope, decided_at, review_on, ...decision }, { open }, call) {
    const deps = await open();
    const { recordDecision } = await import('../decide.ts');
    const { id, status, replaced, related, notes } = await recordDecision(
      deps,
      scope,
      { ...decision, decidedAt: momentOf(decided_at), reviewOn: momentOf(review_on) },
      byOf('record_decision', call),
    );
    return {
      id,
      status,
      ...(replaced.length > 0 && { replaced }),
      ...(related.length > 0 && { related }),
      ...(notes.length > 0 && { notes }),
      ...(replaced.length > 0 && { next: nextCall('memory_history', { id }) }),
    };
  },
  render({ id, status, replaced, related, notes }) {
    const lines = [`${status === 'duplicate' ? 'Already recorded' : 'Recorded'}: decision ${id}`];
    if (replaced) lines.push(`In place of ${replaced.join(', ')}, kept in the history.`);
    for (const other of related ?? []) lines.push(`Related: ${other.id} ${JSON.stringify(other.text)}`);
    return [...lines, ...(notes ?? [])].join('\n');
  },
});
