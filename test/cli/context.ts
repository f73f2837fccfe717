import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliContext } from '../../cli/context.ts';

export interface TestContext extends CliContext {
  /** What was printed so far. */
  printed(): { out: string; err: string };
  exitCode(): number | undefined;
}

/** A context whose every part is stated: a Linux machine with nothing on it and nobody at the terminal. */
export function testContext(overrides: Partial<CliContext> = {}): TestContext {
  let out = '';
  let err = '';
  let code: number | undefined;
  return {
    env: {},
    platform: 'linux',
    userHome: '/home/ada',
    cwd: '/home/ada',
    version: '1.2.3',
    nodeVersion: '24.21.0',
    nodePath: '/opt/node/bin/node',
    interactive: false,
    colour: false,
    now: () => Date.UTC(2026, 10, 20, 9, 30, 0, 5),
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    confirm: async () => false,
    exit: (given) => {
      code = given;
    },
    ...overrides,
    printed: () => ({ out, err }),
    exitCode: () => code,
  };
}

/** Runs with a fresh folder that is gone afterwards. */
export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'iza-cli-'));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
