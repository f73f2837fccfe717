import type { JobView } from '../../../shared/jobs/job-view.ts';
import type { Call } from '../../../shared/mcp/surface.ts';
import type { GraphDomain } from '../deps.ts';
import { type ExportFormat, FORMATS } from './formats.ts';
import { type ExportFilter, type Selection, select } from './select.ts';
import { type Counts, noCounts, writeExport } from './write-export.ts';

/** Characters, as JSON, of what comes back in the answer itself: a result holds 40,000 in all. */
const MOST_INLINE = 30_000;

/** How long a call waits for its files: with the look-ups before, less than it has. */
const WAIT_MS = 10_000;

export interface SmallExport extends Counts {
  /** A text for each file that it would have been. */
  parts: { file: string; text: string }[];
}

/** A part of the graph in a format: in the answer where it is small, else in files that a job writes. */
export async function exportGraph(
  domain: Pick<GraphDomain, 'store' | 'clock' | 'jobs'>,
  format: ExportFormat,
  filter: ExportFilter,
  call: Pick<Call, 'signal' | 'progress'>,
): Promise<SmallExport | { job: JobView }> {
  const { mostEntities = filter.limit } = FORMATS[format];
  const selection = await select(domain, { ...filter, limit: Math.min(filter.limit, mostEntities) });
  const small = await inAnswer(domain, format, selection);
  if (small) return small;
  const { id } = await domain.jobs.start('export', { format, selection, at: domain.clock.now() });
  return { job: await domain.jobs.waitFor(id, call, { deadlineMs: WAIT_MS }) };
}

async function inAnswer(
  { store }: Pick<GraphDomain, 'store'>,
  format: ExportFormat,
  selection: Selection,
): Promise<SmallExport | undefined> {
  // The page alone is larger.
  if (format === 'html') return undefined;
  const parts = FORMATS[format].files.map((file) => ({ file: file.replace(/^[-.]/, ''), text: '' }));
  const counts = noCounts(selection);
  let size = 0;
  for await (const { file, text } of writeExport(store, format, selection, counts)) {
    const part = parts[file];
    if (part) part.text += text;
    size += JSON.stringify(text).length - 2;
    if (size > MOST_INLINE) return undefined;
  }
  return { ...counts, parts };
}
