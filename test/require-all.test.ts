import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

const TESTS = `
import { expect, test } from 'vitest';
import { needs } from ${JSON.stringify(join(ROOT, 'test/needs.ts'))};
test('passes', () => { expect(1).toBe(1); });
test('needs what is there', (context) => { needs(context, 'npm'); expect(1).toBe(1); });
test('needs what is missing', (context) => { process.env.PATH = ''; needs(context, 'npm'); });
test.skip('is skipped', () => {});
`;

/** Runs the tests above in a project of their own, as required or not. */
async function run(required: boolean): Promise<{ code: number; printed: string; counts: unknown }> {
  const folder = await temporaryFolder();
  const countsFile = join(folder, 'counts.json');
  const reporter = JSON.stringify(join(ROOT, 'test/require-all.ts'));
  const options = JSON.stringify({ required, countsFile });
  await mkdir(join(folder, 'tests'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await writeFile(join(folder, 'tests/some.test.ts'), TESTS);
  await writeFile(
    join(folder, 'vitest.config.ts'),
    `import { requireAll } from ${reporter};\nexport default { test: { reporters: [requireAll(${options})] } };\n`,
  );
  const { code, printed } = await new Promise<{ code: number; printed: string }>((resolve) => {
    execFile(process.execPath, [VITEST, 'run', '--root', folder], (error, stdout) =>
      resolve({ code: error ? Number(error.code) : 0, printed: stdout }),
    );
  });
  return { code, printed, counts: JSON.parse(await readFile(countsFile, 'utf8')) };
}

const MISSING =
  '  tests/some.test.ts › needs what is missing: needs npm: it comes with Node: https://nodejs.org/en/download\n';

test('a skip fails a run in which all tests are required, with the reason', async () => {
  const { code, printed, counts } = await run(true);
  expect(code).toBe(1);
  expect(counts).toEqual({ passed: 2, failed: 0, skipped: 2 });
  expect(printed).toContain(
    `Skipped, and all tests are required:\n${MISSING}  tests/some.test.ts › is skipped: no reason given\n`,
  );
});

test('elsewhere it passes, and what was missing is told', async () => {
  const { code, printed, counts } = await run(false);
  expect(code).toBe(0);
  expect(counts).toEqual({ passed: 2, failed: 0, skipped: 2 });
  expect(printed).toBe(`\nSkipped:\n${MISSING}`);
});
