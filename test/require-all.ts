import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

interface Skipped {
  name: string;
  reason?: string | undefined;
}

export interface Counts {
  passed: number;
  /** Failed tests, and files that could not be run. */
  failed: number;
  skipped: Skipped[];
}

export interface RequireAllOptions {
  /** Whether a skipped test fails the run. */
  required: boolean;
  /** A file for `{ passed, failed, skipped }` as numbers. */
  countsFile?: string | undefined;
  print?: (text: string) => void;
}

/**
 * Tells which tests were skipped and why. Where all are required (IZA_REQUIRE_ALL=1, as in CI, which installs what
 * tests need) a skip is a failure: a suite that quietly skips itself would look like one that passes.
 */
export function requireAll({
  required,
  countsFile,
  print = (text) => void process.stdout.write(text),
}: RequireAllOptions): Reporter {
  return {
    onTestRunEnd(modules, unhandled) {
      const counts = countTests(modules);
      const failed = counts.failed + unhandled.length;
      if (countsFile) {
        const numbers = { passed: counts.passed, failed, skipped: counts.skipped.length };
        writeFileSync(countsFile, `${JSON.stringify(numbers)}\n`);
      }
      // Without a reason, a skip is a choice made on the command line (-t), unless all are required.
      const told = counts.skipped.filter(({ reason }) => required || reason !== undefined);
      if (told.length === 0) return;
      const lines = told.map(({ name, reason }) => `  ${name}: ${reason ?? 'no reason given'}`);
      print(`\nSkipped${required ? ', and all tests are required' : ''}:\n${lines.join('\n')}\n`);
      if (required) process.exitCode = 1;
    },
  };
}

/** The tests of a run by how they ended. */
export function countTests(modules: readonly TestModule[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: [] };
  for (const module of modules) {
    if (module.errors().length > 0) counts.failed += 1;
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') counts.passed += 1;
      else if (result.state === 'failed') counts.failed += 1;
      else {
        const reason = result.state === 'skipped' ? result.note : 'it was not run';
        counts.skipped.push({ name: `${module.relativeModuleId} › ${test.fullName}`, reason });
      }
    }
  }
  return counts;
}
