import type { TestContext } from 'vitest';
import which from 'which';

/** Programs that a test may need beside Node, each with how to get it. */
const PROGRAMS = {
  npm: 'it comes with Node: https://nodejs.org/en/download',
} as const;

export type Program = keyof typeof PROGRAMS;

/** Skips the test where a program is missing, and says how to get it. With IZA_REQUIRE_ALL=1 that fails the run. */
export function needs(context: TestContext, program: Program): void {
  if (which.sync(program, { nothrow: true })) return;
  context.skip(`needs ${program}: ${PROGRAMS[program]}`);
}
