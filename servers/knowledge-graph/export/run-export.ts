import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ids } from '../../../shared/ids.ts';
import type { Job } from '../../../shared/jobs/run-job.ts';
import type { GraphStore } from '../store/store.ts';
import type { ExportedFiles } from './exported-files.ts';
import { type ExportFormat, FORMATS } from './formats.ts';
import type { Selection } from './select.ts';
import { noCounts, type Piece, writeExport } from './write-export.ts';

/** The folder of exports in the data folder. */
const EXPORTS = 'exports';

/** Characters that are gathered before they are written. */
const CHUNK = 256 * 1024;

export interface ExportDeps {
  store: GraphStore;
  ids: Ids;
  /** The data folder. */
  home: string;
}

/**
 * Writes the files of an export, readable by their owner alone. They are there under their names only when they are
 * whole.
 * @param at when it was asked for, in milliseconds since the epoch.
 */
export async function runExport(
  { store, ids, home }: ExportDeps,
  format: ExportFormat,
  selection: Selection,
  at: number,
  job: Pick<Job, 'id' | 'progress'>,
): Promise<ExportedFiles> {
  const day = new Date(at).toISOString().slice(0, 19).replace(/[:T]/g, '-');
  const name = `graph-${selection.graph}-${day}-${job.id.slice(-4)}`;
  const folder = join(home, EXPORTS);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const left of await readdir(folder)) {
    // Of an attempt that was interrupted.
    if (left.startsWith(`${name}.part`)) await rm(join(folder, left), { force: true });
  }
  // Another process may take the job over while this one is still writing.
  const files = FORMATS[format].files.map((ending) => ({
    path: join(folder, `${name}${ending}`),
    part: join(folder, `${name}.part-${ids.next()}`),
  }));
  const counts = noCounts(selection);
  try {
    const pieces = writeExport(store, format, selection, counts, () =>
      job.progress(counts.entities + counts.facts),
    );
    const bytes = await toFiles(
      files.map(({ part }) => part),
      pieces,
    );
    for (const { part, path } of files) await rename(part, path);
    return { format, paths: files.map(({ path }) => path), bytes, ...counts };
  } finally {
    for (const { part } of files) await rm(part, { force: true });
  }
}

async function toFiles(paths: readonly string[], pieces: AsyncIterable<Piece>): Promise<number> {
  const files: { handle: FileHandle; waiting: string; bytes: number }[] = [];
  try {
    for (const path of paths) files.push({ handle: await open(path, 'wx', 0o600), waiting: '', bytes: 0 });
    const flush = async (file: (typeof files)[number]): Promise<void> => {
      const chunk = Buffer.from(file.waiting, 'utf8');
      file.waiting = '';
      file.bytes += chunk.byteLength;
      await file.handle.writeFile(chunk);
    };
    for await (const { file: at, text } of pieces) {
      const file = files[at];
      if (!file) continue;
      file.waiting += text;
      if (file.waiting.length >= CHUNK) await flush(file);
    }
    for (const file of files) {
      await flush(file);
      await file.handle.sync();
    }
    return files.reduce((sum, { bytes }) => sum + bytes, 0);
  } finally {
    for (const { handle } of files) await handle.close();
  }
}
