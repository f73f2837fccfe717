import * as z from 'zod';
import { isFinished, type JobView, jobView } from '../../../shared/jobs/job-view.ts';
import { cutFields } from '../../../shared/mcp/output.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import type { GraphDeps } from '../deps.ts';
import { exportedFiles } from '../export/exported-files.ts';
import { EXPORT_FORMATS } from '../export/formats.ts';
import type { Counts } from '../export/write-export.ts';
import { VIEWER_URI } from '../viewer/uri.ts';
import { entityField, graphField, knownAtField, momentField, nextCall, relationField } from './fields.ts';

const input = z.object({
  format: z
    .enum(EXPORT_FORMATS)
    .default('html')
    .describe('html: a page to look at; mermaid: ≤ 200 entities.'),
  graph: graphField,
  around: entityField.optional().describe('Only near this id, key or name.'),
  depth: z.number().int().min(1).max(6).default(2).describe('How many facts away.'),
  types: z.array(z.string().max(100)).max(50).optional().describe('Only these entities.'),
  relations: z.array(relationField).max(50).optional().describe('Only these facts.'),
  as_of: momentField.optional().describe('Only what held then; else of all times.'),
  known_at: knownAtField,
  limit: z.number().int().min(1).max(10_000_000).default(1_000_000).describe('Entities; the best connected.'),
  job: z.string().max(100).optional().describe('One that takes long.'),
});

const output = z.object({
  format: z.enum(EXPORT_FORMATS).optional(),
  parts: z.array(z.object({ file: z.string(), text: z.string() })).optional(),
  paths: z.array(z.string()).optional(),
  bytes: z.number().int().optional(),
  entities: z.number().int().optional(),
  facts: z.number().int().optional(),
  left_out: z.object({ entities: z.number().int(), facts: z.number().int() }).optional(),
  view: z.string().optional().describe('What the page shows, for hosts that show it.'),
  job: jobView.optional(),
  next: cutFields.next,
});

type Output = z.input<typeof output>;

export const kgExportTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_export',
  title: 'See and take out the graph',
  description:
    'Shows the graph, or a part of it, as an interactive page or a diagram, or writes it as data, with validity and sources. Small ones come back in the answer, others as files in the data folder.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  receipts: false,
  meta: { ui: { resourceUri: VIEWER_URI } },
  async handler(asked, { open }, call) {
    const domain = await open();
    if (asked.job !== undefined) return jobOut(await domain.jobs.waitFor(asked.job, call));
    const { exportGraph } = await import('../export/export-graph.ts');
    const filter = { ...asked, asOf: momentOf(asked.as_of), knownAt: momentOf(asked.known_at) };
    const done = await exportGraph(domain, asked.format, filter, call);
    const { viewUri } = await import('../resources/view.ts');
    // Whatever the format: a host that shows the page shows it for every call.
    const view = viewUri(filter);
    if ('parts' in done) return { format: asked.format, ...countsOut(done), parts: done.parts, view };
    return { ...jobOut(done.job), view };
  },
  render({ format, parts, paths, bytes, entities, facts, left_out: left, job, next }) {
    const lines = [];
    if (entities !== undefined) lines.push(`${format}: ${entities} entities, ${facts} facts.`);
    if (left) lines.push(`Left out: ${left.entities} entities, ${left.facts} facts.`);
    if (paths) lines.push(`${bytes} bytes in ${paths.join(' and ')}`);
    for (const { text } of parts ?? []) lines.push(text);
    if (job) {
      const far = job.progress ? `, ${job.progress.done} records so far` : '';
      const why = job.error ? `: ${job.error.message} ${job.error.hint ?? ''}`.trimEnd() : '';
      lines.push(`Job ${job.id} is ${job.status}${far}${why}.`);
    }
    if (next) lines.push(`Next: call ${next.tool} with ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});

function countsOut({ entities, facts, leftOut }: Pick<Counts, 'entities' | 'facts' | 'leftOut'>): Output {
  return { entities, facts, ...(leftOut.entities + leftOut.facts > 0 && { left_out: leftOut }) };
}

function jobOut(job: JobView): Output {
  if (job.status === 'done') {
    const { format, paths, bytes, ...counts } = exportedFiles.parse(job.result);
    return { format, ...countsOut(counts), paths, bytes };
  }
  return { job, ...(!isFinished(job.status) && { next: nextCall('kg_export', { job: job.id }) }) };
}
