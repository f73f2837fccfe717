import * as z from 'zod';
import { isFinished, jobView } from '../../../shared/jobs/job-view.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { defineTool, type ToolCall } from '../../../shared/mcp/tool.ts';
import type { GraphDeps, GraphDomain } from '../deps.ts';
import type { ShownSource } from '../sources/show-sources.ts';
import { byOf, cursorField, graphField, nextCall, present } from './fields.ts';

const OPS = ['add', 'scan', 'list', 'status', 'pause', 'resume', 'remove', 'job', 'cancel'] as const;
const MAX_TEXT = 200_000;
const SHOWN = 20;

const input = z.object({
  op: z.enum(OPS).default('add').describe('remove takes back what only it says.'),
  graph: graphField,
  name: z.string().trim().min(1).max(100).optional().describe('Of the source.'),
  path: z.string().max(4_096).optional().describe('Folder or file.'),
  url: z.string().max(2_000).optional().describe('Page or feed.'),
  text: z.string().max(MAX_TEXT).optional().describe('Markdown.'),
  kind: z.enum(['document', 'conversation']).default('document').describe('Of a text.'),
  watch: z.boolean().default(false).describe('Follow changes.'),
  job: z.string().max(100).optional().describe('Its id.'),
  cursor: cursorField,
});

const sourceShown = z.object({
  name: z.string(),
  kind: z.string(),
  location: z.string().optional(),
  watch: z.boolean(),
  paused: z.boolean(),
  documents: z.number().int(),
  failed: z.number().int(),
  skipped: z.number().int(),
  skipped_why: z.record(z.string(), z.number().int()).optional(),
  last_scan: z.string().optional(),
  problem: z.string().optional(),
});

const output = z.object({
  op: z.enum(OPS),
  sources: z.array(sourceShown).optional(),
  failures: z.array(z.object({ document: z.string(), reason: z.string() })).optional(),
  removed: z.number().int().optional().describe('Documents.'),
  job: jobView.optional(),
  next: z.object({ tool: z.string(), arguments: z.record(z.string(), z.json()) }).optional(),
});

type Asked = z.output<typeof input>;
type Output = z.input<typeof output>;

function shown(source: ShownSource): z.input<typeof sourceShown> {
  const { name, kind, location, watch, paused, indexed, failed, passedOver, skipped, scannedAt, problem } =
    source;
  return {
    name,
    kind,
    watch,
    paused,
    documents: indexed,
    failed,
    skipped: passedOver,
    ...present({ location, problem }),
    ...(Object.keys(skipped).length > 0 && { skipped_why: { ...skipped } }),
    ...(scannedAt !== undefined && { last_scan: new Date(scannedAt).toISOString() }),
  };
}

function need(value: string | undefined, field: string, op: string): string {
  if (value !== undefined) return value;
  throw new IzaError('INVALID_INPUT', `/${field}: ${op} needs it.`, { hint: 'Nothing was changed.' });
}

/** A source as it is, and what of it failed. */
async function status(domain: GraphDomain, { op, graph, cursor }: Asked, name: string): Promise<Output> {
  const { sourceStatus } = await import('../sources/show-sources.ts');
  const after = cursor === undefined ? '' : decode(cursor);
  const { source, failures, more } = await sourceStatus(domain.store, { graph, name, after, limit: SHOWN });
  const last = failures.at(-1);
  return {
    op,
    sources: [shown(source)],
    ...(failures.length > 0 && {
      failures: failures.map(({ externalId, reason = '' }) => ({ document: externalId, reason })),
    }),
    ...(more &&
      last && {
        next: nextCall('kg_ingest', { op: 'status', graph, name, cursor: encode(last.externalId) }),
      }),
  };
}

/** A source is looked through as a job, which a short one is done with before the answer. */
async function scan(domain: GraphDomain, asked: Asked, name: string, call: ToolCall): Promise<Output> {
  const { id } = await domain.jobs.startOne('ingest', { graph: asked.graph, source: name });
  const job = await domain.jobs.waitFor(id, call);
  const { next, ...rest } = await status(domain, { ...asked, cursor: undefined }, name);
  const going = isFinished(job.status) ? next : nextCall('kg_ingest', { op: 'job', job: id });
  return { ...rest, job, ...(going && { next: going }) };
}

async function showJob(op: Asked['op'], job: z.output<typeof jobView>): Promise<Output> {
  return {
    op,
    job,
    ...(!isFinished(job.status) && { next: nextCall('kg_ingest', { op: 'job', job: job.id }) }),
  };
}

/** External ids are paths, which a cursor must not cut: those that are too long for one are not gone beyond. */
const encode = (id: string): string => Buffer.from(id).toString('base64url');
const decode = (cursor: string): string => Buffer.from(cursor, 'base64url').toString();

export const kgIngestTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_ingest',
  title: 'Read sources',
  description:
    'Reads documents into the graph: folders, files, pages, texts, the file of the MCP reference memory server. It takes names, links and front matter only; for what a text means use kg_assert. Long work goes on as a job.',
  input,
  output,
  effects: { readOnly: false, destructive: true, idempotent: true, openWorld: true },
  confirm: ({ op, name }) =>
    op === 'remove' ? `Remove the source ${name ?? ''} and take back all that only it says?` : undefined,
  async handler(asked, { open }, call) {
    const domain = await open();
    const { op, graph, cursor } = asked;
    const { sources } = domain;
    const by = byOf('kg_ingest', call);
    switch (op) {
      case 'list': {
        const { listSources } = await import('../sources/show-sources.ts');
        const { sources: listed, more } = await listSources(
          domain.store,
          graph,
          cursor === undefined ? '' : decode(cursor),
          SHOWN,
        );
        const last = listed.at(-1);
        return {
          op,
          sources: listed.map(shown),
          ...(more && last && { next: nextCall('kg_ingest', { op, graph, cursor: encode(last.name) }) }),
        };
      }
      case 'job':
        return showJob(op, await domain.jobs.waitFor(need(asked.job, 'job', op), call));
      case 'cancel':
        return showJob(op, await domain.jobs.cancel(need(asked.job, 'job', op)));
      case 'status':
        return status(domain, asked, need(asked.name, 'name', op));
      case 'add': {
        const { addSource } = await import('../sources/register.ts');
        const { name } = await addSource(sources.deps, asked, by);
        const answer =
          asked.text === undefined
            ? await scan(domain, asked, name, call)
            : await status(domain, asked, name);
        await sources.watchers.refresh();
        return answer;
      }
      case 'scan':
        return scan(domain, asked, need(asked.name, 'name', op), call);
      case 'pause':
      case 'resume': {
        const { pauseSource } = await import('../sources/register.ts');
        const name = need(asked.name, 'name', op);
        await pauseSource(sources.deps, { graph, name, paused: op === 'pause' }, by);
        await sources.watchers.refresh();
        return op === 'pause' ? status(domain, asked, name) : scan(domain, asked, name, call);
      }
      case 'remove': {
        const { removeSource } = await import('../sources/register.ts');
        const removed = await removeSource(sources.deps, { graph, name: need(asked.name, 'name', op) }, by);
        await sources.watchers.refresh();
        return { op, removed };
      }
    }
  },
  render({ op, sources, failures, removed, job, next }) {
    const lines: string[] = [];
    for (const one of sources ?? []) {
      const {
        name,
        kind,
        location,
        documents,
        failed,
        skipped,
        skipped_why,
        watch,
        paused,
        last_scan,
        problem,
      } = one;
      const why = Object.entries(skipped_why ?? {}).map(([reason, count]) => `${count} ${reason}`);
      const how = [watch && 'watched', paused && 'paused', last_scan && `scanned ${last_scan}`].filter(
        Boolean,
      );
      lines.push(
        `- ${name} (${kind}${location ? `, ${location}` : ''}): ${documents} documents, ${failed} failed, ${skipped} skipped${why.length > 0 ? ` (${why.join(', ')})` : ''}${how.length > 0 ? `; ${how.join(', ')}` : ''}`,
      );
      if (problem) lines.push(`  Problem: ${problem}`);
    }
    if (sources?.length === 0) lines.push('There are no sources.');
    for (const { document, reason } of failures ?? []) lines.push(`  ${document}: ${reason}`);
    if (removed !== undefined) lines.push(`Removed, with ${removed} documents.`);
    if (job) {
      const { status: state, progress, result, error } = job;
      const far = progress ? `, ${progress.done}${progress.total ? ` of ${progress.total}` : ''}` : '';
      lines.push(`${op}: job ${job.id} is ${state}${far}.`);
      if (result !== undefined) lines.push(JSON.stringify(result));
      if (error) lines.push(`${error.code}: ${error.message} ${error.hint ?? ''}`.trim());
    }
    if (next) lines.push(`Next: ${next.tool} ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});
