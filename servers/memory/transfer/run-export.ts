import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Job } from '../../../shared/jobs/run-job.ts';
import type { MemoryDomain } from '../deps.ts';
import { exportRecords } from './export-records.ts';
import type { EXPORT_FORMATS } from './formats.ts';
import { writeJsonl } from './jsonl.ts';
import type { TransferRecord } from './record.ts';
import { writeMarkdown } from './record-markdown.ts';

/** The folder of exports in the data folder. */
export const EXPORTS = 'exports';

/** Characters that are gathered before they are written. */
const CHUNK = 256 * 1024;

interface Counts {
  memories: number;
  versions: number;
  sessions: number;
  entities: number;
  bytes: number;
}

export interface ExportRequest {
  format: (typeof EXPORT_FORMATS)[number];
  /** All, unless given. */
  scopes?: string[] | undefined;
  /** When it was asked for, in milliseconds since the epoch. */
  at: number;
}

export type ExportDeps = Pick<MemoryDomain, 'store' | 'vault' | 'ids'> & { home: string };

/**
 * Writes what is in some scopes, or in all, to a file of JSON Lines or a folder of Markdown, readable by their owner
 * alone. It is there under its name only when it is whole.
 */
export async function runExport(
  deps: ExportDeps,
  { format, scopes: asked, at }: ExportRequest,
  job: Job,
): Promise<object> {
  const scopes = asked ?? (await deps.store.read((view) => view.scopes().map(({ scope }) => scope)));
  const day = new Date(at).toISOString().slice(0, 19).replace(/[:T]/g, '-');
  const name = `memory-${day}-${job.id.slice(-4)}${format === 'jsonl' ? '.jsonl' : ''}`;
  const folder = join(deps.home, EXPORTS);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const left of await readdir(folder)) {
    // Of an attempt that was interrupted.
    if (left.startsWith(`${name}.part`)) await rm(join(folder, left), { recursive: true, force: true });
  }
  const path = join(folder, name);
  // Another process may take the job over while this one is still writing.
  const part = `${path}.part-${deps.ids.next()}`;
  try {
    const counts = { memories: 0, versions: 0, sessions: 0, entities: 0, bytes: 0 };
    const records = counted(exportRecords(deps, scopes), counts, job);
    counts.bytes = await (format === 'jsonl' ? toFile(part, records) : toFolder(part, records));
    await rm(path, { recursive: true, force: true });
    await rename(part, path);
    return { path, format, scopes, ...counts };
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

async function* counted(
  records: AsyncIterable<TransferRecord>,
  counts: Counts,
  job: Job,
): AsyncGenerator<TransferRecord> {
  let done = 0;
  for await (const record of records) {
    job.progress(++done);
    if (record.record === 'entity') counts.entities += 1;
    else if (record.record === 'session') counts.sessions += 1;
    else {
      counts.versions += 1;
      if (record.version === 1) counts.memories += 1;
    }
    yield record;
  }
}

async function toFile(path: string, records: AsyncIterable<TransferRecord>): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    let bytes = 0;
    let waiting = '';
    const flush = async (): Promise<void> => {
      const chunk = Buffer.from(waiting, 'utf8');
      waiting = '';
      await file.writeFile(chunk);
      bytes += chunk.byteLength;
    };
    for await (const line of writeJsonl(records)) {
      waiting += line;
      if (waiting.length >= CHUNK) await flush();
    }
    await flush();
    await file.sync();
    return bytes;
  } finally {
    await file.close();
  }
}

async function toFolder(path: string, records: AsyncIterable<TransferRecord>): Promise<number> {
  await mkdir(path, { mode: 0o700 });
  const made = new Set<string>();
  let bytes = 0;
  for await (const record of records) {
    const { path: name, text } = writeMarkdown(record);
    const file = join(path, name);
    const folder = dirname(file);
    if (!made.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
    made.add(folder);
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
    bytes += Buffer.byteLength(text);
  }
  return bytes;
}
