import { expect, test } from 'vitest';
import { type Check, fail, ok, tally, warn } from '../../../cli/doctor/check.ts';
import { printable } from '../../../cli/doctor/printable.ts';
import { renderReport } from '../../../cli/doctor/report.ts';

const CHECKS: Check[] = [
  ok({ id: 'a', group: 'Ground', title: 'Node' }, '24.21.0'),
  warn({ id: 'b', group: 'Data folder', title: 'Private' }, '0755: others can look in', 'chmod 700 "/d"'),
  fail({ id: 'c', group: 'Data folder', title: 'Free space' }, '3 MiB', 'Free some.'),
];

test('the report is aligned, with the mend under what is wrong', () => {
  expect(renderReport(CHECKS, '1.2.3', false)).toBe(`Iza 1.2.3

Ground
  ✓ ok    Node        24.21.0

Data folder
  ! warn  Private     0755: others can look in
                      → chmod 700 "/d"
  ✗ fail  Free space  3 MiB
                      → Free some.

1 ok, 1 to look at, 1 wrong. Mend what is marked fail, then run iza doctor again.
`);
});

test('colour marks the verdict only', () => {
  expect(renderReport(CHECKS.slice(0, 1), '1.2.3', true)).toBe(
    'Iza 1.2.3\n\nGround\n  \u001b[32m✓ ok  \u001b[39m  Node  24.21.0\n\n1 ok, 0 to look at, 0 wrong. Everything is in order.\n',
  );
});

test('verdicts are counted', () => {
  expect(tally(CHECKS)).toEqual({ ok: 1, warn: 1, fail: 1 });
});

test('text from outside cannot steer the terminal', () => {
  expect(printable('\u001b[31mred\u009b0m\r\nline\t', 40)).toBe('[31mred 0m line');
  expect(printable('abcdef', 3)).toBe('abc');
});
