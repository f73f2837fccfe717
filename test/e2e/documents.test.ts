import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PARSER = join(import.meta.dirname, '../../shared/text/parse-document.ts');

test('a process that has read a document is not held up by the thread that did', async () => {
  const script = `
    const { parseDocument } = await import(${JSON.stringify(PARSER)});
    const { text } = await parseDocument(Buffer.from('# A'), { name: 'a.md' });
    const alive = process.getActiveResourcesInfo().filter((one) => /MessagePort|Timeout|Worker/.test(one));
    process.stdout.write(JSON.stringify({ text, alive }));
  `;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    script,
  ]);
  expect(JSON.parse(stdout)).toEqual({ text: 'A', alive: [] });
  expect(stderr).toBe('');
});
