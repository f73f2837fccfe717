import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import which from 'which';

/** Programs that a test may need beside Node, each with how to get it. */
const PROGRAMS = {
  chromium: 'apt-get install chromium, or CHROMIUM with its path',
  mkfifo: 'it comes with Unix',
  npm: 'it comes with Node: https://nodejs.org/en/download',
  chroma:
    'npm’s own needs glibc 2.38; elsewhere python3 -m venv DIR && DIR/bin/pip install chromadb==1.5.9, and IZA_CHROMA=DIR/bin/chroma',
  neo4j:
    'Java 17 or 21, mvn -f test/support/neo4j/pom.xml generate-resources -Dneo4j.home=DIR, and IZA_NEO4J_HOME=DIR (absolute)',
} as const;

export type Program = keyof typeof PROGRAMS;

/** Where a program is that is not on the PATH. */
const VARIABLES: Partial<Record<Program, string>> = { chroma: 'IZA_CHROMA', chromium: 'CHROMIUM' };

/** Programs that may be there and yet not start. */
const PROBES: Partial<Record<Program, readonly string[]>> = { chroma: ['--version'] };

/** Programs that are more than one file. */
const FINDERS: Partial<Record<Program, () => string | undefined>> = {
  neo4j: () => {
    const home = process.env.IZA_NEO4J_HOME;
    return home && existsSync(join(home, 'lib')) && which.sync('java', { nothrow: true }) ? home : undefined;
  },
};

/**
 * Skips the test where a program is missing, and says how to get it. With IZA_REQUIRE_ALL=1 that fails the run.
 * Gives its path.
 */
export function needs(context: TestContext, program: Program): string {
  const variable = VARIABLES[program];
  const find = FINDERS[program];
  const path = find ? find() : which.sync((variable && process.env[variable]) || program, { nothrow: true });
  const probe = PROBES[program];
  if (path && (!probe || spawnSync(path, probe, { timeout: 20_000 }).status === 0)) return path;
  return context.skip(`needs ${program}: ${PROGRAMS[program]}`);
}
