import { expect, test } from 'vitest';
import { desktopFile } from '../../../cli/claude-files.ts';
import type { SetupOptions } from '../../../cli/setup/options.ts';
import { commandLine, describeDone, describePlan } from '../../../cli/setup/report.ts';
import { testContext } from '../context.ts';

const OPTIONS: SetupOptions = { client: 'all', name: 'iza' };
const at = desktopFile({ platform: 'linux', env: {}, userHome: '/home/ada' });

test('a change is shown as a unified diff, without carriage returns, in colour on a terminal', () => {
  const target = {
    at,
    found: { path: at.file, text: '{\r\n}\r\n' },
    plan: { kind: 'add' as const, text: '{\r\n  "a": 1\r\n}\r\n' },
  };
  expect(describePlan(target, OPTIONS, testContext())).toBe(`Claude Desktop: iza will be added.
--- ${at.file}
+++ ${at.file}
@@ -1,2 +1,3 @@
 {
+  "a": 1
 }
`);
  const coloured = describePlan(target, OPTIONS, testContext({ colour: true }));
  expect(coloured).toContain('\n\u001b[32m+  "a": 1\u001b[39m\n');
});

test('a file of one long line does not fill the screen', () => {
  const text = `{"a":"${'x'.repeat(10_000)}"}`;
  const target = {
    at,
    found: { path: at.file, text },
    plan: { kind: 'add' as const, text: `${text.slice(0, -1)},"b":1}` },
  };
  const shown = describePlan(target, OPTIONS, testContext());
  expect(shown).toContain(`\n-{"a":"${'x'.repeat(193)}… (10009 characters)\n`);
  expect(shown.length).toBeLessThan(1_000);
});

test('a file that could not be written is told with what to do', () => {
  const target = { at, found: { path: at.file }, plan: { kind: 'create' as const, text: '{}' } };
  expect(describeDone({ target, failed: 'EROFS' }, OPTIONS)).toBe(
    `Claude Desktop: ${at.file} could not be written (EROFS) and is as it was.\n` +
      '  What to do: see that you may write there and that the disk is not full, then try again.\n',
  );
});

test('a command to type again means the same clients and name', () => {
  expect(commandLine(OPTIONS, {})).toBe('iza setup');
  expect(commandLine({ client: 'code', name: 'brain', project: 'my app' }, { remove: true, yes: true })).toBe(
    'iza setup --project "my app" --client code --name brain --remove --yes',
  );
});
