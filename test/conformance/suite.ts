import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REVISIONS = ['2025-11-25', '2026-07-28'] as const;
export type Revision = (typeof REVISIONS)[number];

const CLI = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
);
const LIMIT_MS = 120_000;

interface Check {
  id: string;
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  errorMessage?: string;
}

/** What came of one scenario of the suite. */
export interface Scenario {
  name: string;
  /** Whether the revision requires it; extensions and what is still pending are run and not counted. */
  scored: boolean;
  passed: number;
  failed: number;
  /** Why it failed, and warnings about what the protocol only recommends: `check: reason`. */
  failures: string[];
  warnings: string[];
}

export interface Verdict {
  revision: Revision;
  scenarios: Scenario[];
  scored: number;
  /** Scored scenarios without a failed check. */
  passing: number;
  /** Passed checks, in all scenarios. */
  checks: number;
}

/** Runs what a revision requires of a server against the one at `url`. */
export async function runSuite(url: string, revision: Revision): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'iza-conformance-'));
  try {
    const printed = await runCli(['server', '--url', url, '--requirements', revision, '-o', folder]);
    return readVerdict(revision, printed, await readChecks(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The suite says with its exit code that something failed, which the verdict says better. */
function runCli(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [CLI, ...args],
      { timeout: LIMIT_MS, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        if (stdout.includes('=== SUMMARY ===')) resolve(stdout);
        else reject(new Error(`The conformance suite did not finish: ${stderr || error?.message}`));
      },
    );
  });
}

/** The checks of each scenario, which the suite writes to a folder named for it and the time. */
async function readChecks(folder: string): Promise<Map<string, Check[]>> {
  const read = (await readdir(folder)).map(async (entry): Promise<[string, Check[]]> => {
    const name = entry.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '');
    return [name, JSON.parse(await readFile(join(folder, entry, 'checks.json'), 'utf8')) as Check[]];
  });
  return new Map(await Promise.all(read));
}

function readVerdict(
  revision: Revision,
  printed: string,
  checks: ReadonlyMap<string, readonly Check[]>,
): Verdict {
  const [, summary = ''] = printed.split('=== SUMMARY ===');
  const [counts = '', unscored = ''] = summary.split('Not scored for');
  const notScored = new Set([...unscored.matchAll(/^\s+[✓✗] (\S+) \(/gmu)].map(([, name]) => name));
  const scenarios = [...counts.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed/gmu)].map(
    ([, name = '', passed, failed]): Scenario => ({
      name,
      scored: !notScored.has(name),
      passed: Number(passed),
      failed: Number(failed),
      failures: reasons(checks.get(name), 'FAILURE'),
      warnings: reasons(checks.get(name), 'WARNING'),
    }),
  );
  const scored = scenarios.filter((scenario) => scenario.scored);
  return {
    revision,
    scenarios,
    scored: scored.length,
    passing: scored.filter(({ failed }) => failed === 0).length,
    checks: scenarios.reduce((sum, { passed }) => sum + passed, 0),
  };
}

function reasons(checks: readonly Check[] = [], status: Check['status']): string[] {
  return checks
    .filter((check) => check.status === status)
    .map(({ id, errorMessage }) => `${id}: ${errorMessage ?? 'no reason given'}`);
}
