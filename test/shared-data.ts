import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';

/** The folder of data that is shared beside the repository; IZA_SHARED where it lies elsewhere. */
const SHARED = process.env.IZA_SHARED ?? join(import.meta.dirname, '../../shared');

/** The path of a file under `data/` there, or undefined when it is missing. */
export function sharedData(path: string): string | undefined {
  const file = join(SHARED, 'data', path);
  return existsSync(file) ? file : undefined;
}

/** The same for a test that cannot do without: it is skipped, and says what is missing. */
export function needsSharedData(context: TestContext, path: string): string {
  const file = sharedData(path);
  if (file === undefined) return context.skip(`needs data/${path} in ../shared, or in the folder IZA_SHARED`);
  return file;
}
