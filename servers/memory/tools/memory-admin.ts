import * as z from 'zod';
import { isFinished, jobView } from '../../../shared/jobs/job-view.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { FOREIGN_FORMATS, SOURCES } from '../choices.ts';
import type { MemoryDeps, MemoryDomain } from '../deps.ts';
import { EXPORT_FORMATS } from '../transfer/formats.ts';
import { byOf, idField, kindField, nextCall, nextField, scopeField } from './fields.ts';

/** Long work, each a kind of job of the same name. */
const WORK = ['verify', 'backup', 'consolidate', 'reembed', 'import', 'export', 'mirror'] as const;
const ACTIONS = ['stats', 'undo', 'reset_learning', ...WORK, 'job', 'cancel'] as const;

const input = z.object({
  action: z.enum(ACTIONS).describe('undo takes back a change; job looks at long work, cancel ends it.'),
  id: idField.optional().describe('Of the change, or of the job.'),
  path: z.string().optional().describe('import: in the folder imports.'),
  format: z
    .enum([...EXPORT_FORMATS, ...FOREIGN_FORMATS])
    .optional()
    .describe('export: jsonl, markdown.'),
  scopes: z.array(scopeField).optional().describe('export: else all.'),
  dry_run: z.boolean().optional().describe('import: only look.'),
  source: z.enum(SOURCES).optional().describe('mirror, import: instead of a path.'),
  scope: scopeField.optional().describe('Of imports and mirror.'),
});

const output = z.object({
  action: z.enum(ACTIONS),
  stats: z
    .object({
      scopes: z.array(
        z.object({ scope: scopeField, memories: z.number().int(), messages: z.number().int() }),
      ),
      kinds: z.array(z.object({ kind: kindField, count: z.number().int() })),
      entities: z.number().int(),
      conflicts: z.number().int(),
      held: z.number().int(),
      operations: z.number().int(),
      bytes: z.number().int(),
      learning: z.object({
        rounds: z.number().int(),
        factors: z.array(z.object({ feature: z.string(), factor: z.number() })),
      }),
      vectors: z
        .object({
          model: z.string(),
          dimensions: z.number().int().optional(),
          made: z.number().int(),
          pending: z.number().int(),
          ready: z.boolean(),
          paused: z.string().optional(),
          copy: z
            .object({
              ready: z.boolean(),
              waiting: z.number().int(),
              set_aside: z.number().int(),
              problem: z.string().optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
  undone: z.object({ restored: z.array(z.string()), change: z.string() }).optional(),
  reset: z.object({ rounds: z.number().int() }).optional(),
  job: jobView.optional(),
  next: nextField.optional(),
});

type Output = z.input<typeof output>;

function idOf({ id, action }: { id?: string | undefined; action: string }): string {
  if (id !== undefined) return id;
  throw new IzaError('INVALID_INPUT', `/id: ${action} needs it.`, { hint: 'Nothing was changed.' });
}

function showJob(action: (typeof ACTIONS)[number], job: z.output<typeof jobView>): Output {
  return {
    action,
    job,
    ...(!isFinished(job.status) && { next: nextCall('memory_admin', { action: 'job', id: job.id }) }),
  };
}

async function showStats(deps: MemoryDomain): Promise<Output> {
  const { memoryStats } = await import('../stats.ts');
  const { scopes, learning, ...stats } = await memoryStats(deps);
  const shown = scopes.map(({ scope, memories, messages }) => ({ scope, memories, messages }));
  const factors = learning.factors.map((each) => ({ ...each, factor: Number(each.factor.toFixed(3)) }));
  return { action: 'stats', stats: { ...stats, scopes: shown, learning: { ...learning, factors } } };
}

export const memoryAdminTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'memory_admin',
  title: 'Look after the memory',
  description:
    'Looks after the memory as a whole: counts, undoing a change, checks, backups, import and export, tidying up. Use it when the person asks for it. Long work goes on as a job.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler(asked, { open }, call) {
    const deps = await open();
    const { action } = asked;
    switch (action) {
      case 'stats':
        return showStats(deps);
      case 'undo': {
        const { undo } = await import('../history.ts');
        return { action, undone: await undo(deps, idOf(asked), byOf('memory_admin', call)) };
      }
      case 'reset_learning': {
        const { resetLearning } = await import('../learning/feedback.ts');
        return { action, reset: await resetLearning(deps, byOf('memory_admin', call)) };
      }
      case 'job':
        return showJob(action, await deps.jobs.waitFor(idOf(asked), call));
      case 'cancel':
        return showJob(action, await deps.jobs.cancel(idOf(asked)));
      case 'reembed': {
        await deps.semantics.renew();
        const { id } = await deps.jobs.startOne(action, {});
        return showJob(action, await deps.jobs.waitFor(id, call));
      }
      default: {
        const { workInput } = await import('./admin-work.ts');
        const work = await workInput(asked, deps, byOf('memory_admin', call).client);
        const kind = action === 'import' && asked.source ? 'import_external' : action;
        const { id } = await deps.jobs.start(kind, work, { receipt: call.receipt });
        return showJob(action, await deps.jobs.waitFor(id, call));
      }
    }
  },
  render({ action, stats, undone, reset, job, next }) {
    const lines: string[] = [];
    if (stats) {
      const { scopes, kinds, entities, conflicts, held, bytes, learning, vectors } = stats;
      for (const { scope, memories, messages } of scopes) {
        lines.push(`- ${scope}: ${memories} memories, ${messages} messages`);
      }
      lines.push(`Kinds: ${kinds.map(({ kind, count }) => `${count} ${kind}`).join(', ') || 'none'}.`);
      lines.push(`${entities} entities, ${conflicts} conflicts, ${held} held back, ${bytes} bytes.`);
      const factors = learning.factors.map(({ feature, factor }) => `${feature} × ${factor}`);
      lines.push(`Learned in ${learning.rounds} rounds: ${factors.join(', ') || 'nothing'}.`);
      if (vectors) lines.push(renderVectors(vectors));
    }
    if (undone) lines.push(`Undone: ${undone.restored.join(', ')} (undo that with change ${undone.change}).`);
    if (reset) lines.push(`Forgotten: all feedback, ${reset.rounds} rounds of learning.`);
    if (job) {
      const { status, progress, result, error } = job;
      const far = progress ? `, ${progress.done}${progress.total ? ` of ${progress.total}` : ''}` : '';
      lines.push(`${action}: job ${job.id} is ${status}${far}.`);
      if (result !== undefined) lines.push(JSON.stringify(result));
      if (error) lines.push(`${error.code}: ${error.message} ${error.hint ?? ''}`.trim());
    }
    if (next) lines.push(`Next: call ${next.tool} with ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});

function renderVectors({
  model,
  made,
  pending,
  ready,
  paused,
  copy,
}: NonNullable<NonNullable<z.output<typeof output>['stats']>['vectors']>): string {
  const use = ready ? 'used by recall' : 'not used by recall yet';
  const there =
    copy &&
    `In Qdrant: ${copy.ready ? 'whole' : 'not whole yet'}, ${copy.waiting} changes waiting, ${copy.set_aside} refused.`;
  return [
    `${made} vectors of ${model}, ${pending} to be made, ${use}.`,
    paused && `Paused: ${paused}`,
    there,
    copy?.problem,
  ]
    .filter(Boolean)
    .join(' ');
}
