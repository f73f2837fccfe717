import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MODULE = join(import.meta.dirname, '../../shared/lean-heap.ts');

/** Half of what is allocated lives on for a while, as V8's young generation has to see before it grows. */
const WORK = `
  const kept = [];
  for (let turn = 0; turn < 400; turn += 1) {
    for (let n = 0; n < 1_000; n += 1) {
      kept.push({ n, text: 'x'.repeat(40) + n });
      if (kept.length > 200_000) kept.splice(0, 100_000);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { getHeapSpaceStatistics } = await import('node:v8');
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log(young.space_size / 1024 / 1024);
`;

async function youngMb(before: string): Promise<number> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', before + WORK]);
  return Number(stdout);
}

test('the young generation stays small in a process whose heap is kept lean, and only there', async () => {
  const lean = `import { keepHeapLean } from ${JSON.stringify(MODULE)}; keepHeapLean();`;
  const [small, usual] = [await youngMb(lean), await youngMb('')];
  // Twice the bound and more while a collection is under way, of which V8 reports the pages as well: 1 to 10 MB, not 128.
  expect(small).toBeLessThanOrEqual(usual / 4);
});
