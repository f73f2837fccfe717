import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';
import which from 'which';

/** Programs that a test may need beside Node, each with how to get it. */
const PROGRAMS = {
  npm: 'it comes with Node: https://nodejs.org/en/download',
  chroma:
    'npm’s own needs glibc 2.38; elsewhere python3 -m venv DIR && DIR/bin/pip install chromadb==1.5.9, and IZA_CHROMA=DIR/bin/chroma',
} as const;

export type Program = keyof typeof PROGRAMS;

/** Where a program is that is not on the PATH. */
const VARIABLES: Partial<Record<Program, string>> = { chroma: 'IZA_CHROMA' };

/** Programs that may be there and yet not start. */
const PROBES: Partial<Record<Program, readonly string[]>> = { chroma: ['--version'] };

/**
 * Skips the test where a program is missing, and says how to get it. With IZA_REQUIRE_ALL=1 that fails the run.
 * Gives its path.
 */
export function needs(context: TestContext, program: Program): string {
  const variable = VARIABLES[program];
  const path = which.sync((variable && process.env[variable]) || program, { nothrow: true });
  const probe = PROBES[program];
  if (path && (!probe || spawnSync(path, probe, { timeout: 20_000 }).status === 0)) return path;
  return context.skip(`needs ${program}: ${PROGRAMS[program]}`);
}
