import { expect, test } from 'vitest';
import { createProgressReporter } from '../../../shared/mcp/progress.ts';

function start(intervalMs?: number) {
  const clock = { now: 0 };
  const sent: unknown[][] = [];
  const reporter = createProgressReporter(
    async (...args) => {
      sent.push(args);
    },
    intervalMs,
    () => clock.now,
  );
  return { clock, sent, reporter };
}

test('the first report is sent, those that follow too soon wait, and the last is sent at the end', async () => {
  const { clock, sent, reporter } = start();
  await reporter.report(1, 10);
  clock.now = 50;
  await reporter.report(2, 10);
  clock.now = 99;
  await reporter.report(3, 10);
  expect(sent).toEqual([[1, 10, undefined]]);
  clock.now = 100;
  await reporter.report(4, 10, 'four');
  await reporter.report(5, 10);
  await reporter.flush();
  expect(sent).toEqual([
    [1, 10, undefined],
    [4, 10, 'four'],
    [5, 10, undefined],
  ]);
});

test('a report that is not more than the one before is not sent', async () => {
  const { sent, reporter } = start(0);
  for (const progress of [1, 1, 0.5, 2]) await reporter.report(progress);
  expect(sent.map(([progress]) => progress)).toEqual([1, 2]);
});

test('without a report nothing is sent', async () => {
  const { sent, reporter } = start();
  await reporter.flush();
  expect(sent).toEqual([]);
});
