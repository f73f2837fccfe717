import { cp, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anySteps, make } from './export-random.ts';
import { transferServer } from './transfer-server.ts';

const RUNS = Number(process.env.EXPORT_RUNS ?? 12);

/** All files below a folder by their paths, with what is in them. */
async function filesIn(folder: string): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = await Promise.all(
    files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')]),
  );
  return Object.fromEntries(read.sort());
}

async function roundTrip(steps: Parameters<typeof make>[1], key: boolean): Promise<void> {
  const first = await transferServer({ key });
  await make(first, steps);
  const lines = await first.exported();
  const { path: folder } = await first.done({ action: 'export', format: 'markdown' });
  const files = await filesIn(String(folder));

  // A folder without a file is refused: more likely it is the wrong one.
  const paths = Object.keys(files).length > 0 ? [lines.path, String(folder)] : [lines.path];
  for (const path of paths) {
    const other = await transferServer({ key, clock: first.clock });
    const name = basename(path);
    await other.call('memory_admin', { action: 'import', path: name });
    await cp(path, join(other.home, 'imports', name), { recursive: true });
    other.clock.advance(60_000);
    const result = await other.done({ action: 'import', path: name });
    expect(result).toMatchObject({ duplicates: 0, refused: 0, held: 0, redacted: 0 });
    expect((await other.exported()).text).toBe(lines.text);
    const { path: again } = await other.done({ action: 'export', format: 'markdown' });
    expect(await filesIn(String(again))).toEqual(files);
    const verified = await other.done({ action: 'verify' });
    expect(verified).toMatchObject({ ok: true });
    // A second time nothing is new, and nothing changes.
    const twice = await other.done({ action: 'import', path: name });
    expect(twice).toMatchObject({ new: 0 });
    expect((await other.exported()).text).toBe(lines.text);
    await other.close();
  }
  await first.close();
}

test('whatever the tools leave behind comes back byte for byte, from JSON Lines and from Markdown', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, (steps) => roundTrip(steps, false)),
    { numRuns: RUNS },
  );
}, 240_000);

test('so do private texts, which are exported open and sealed again', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, (steps) => roundTrip(steps, true)),
    { numRuns: RUNS },
  );
}, 240_000);
