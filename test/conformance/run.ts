import type { ServerCapabilities } from '../../shared/mcp/surface.ts';
import { domainFailures, domainScenarios } from './domain.ts';
import { REVISIONS, runSuite, type Verdict } from './suite.ts';
import {
  serveFixture,
  serveGatewayOverHttp,
  serveGatewayOverStdio,
  serveGraph,
  serveMemory,
  type Target,
} from './targets.ts';

/** `npm run conformance`: the whole suite against every target, as a table, with the reasons of what fails. */
const COMPLETE: readonly { name: string; serve: () => Promise<Target> }[] = [
  { name: 'fixture', serve: serveFixture },
  { name: 'gateway, fixture over stdio', serve: serveGatewayOverStdio },
  { name: 'gateway, fixture over HTTP', serve: serveGatewayOverHttp },
];

/** Servers without a fixture: most scenarios look for tools that they do not have. */
const DOMAIN: readonly { name: string; serve: () => Promise<Target> }[] = [
  { name: 'memory', serve: serveMemory },
  { name: 'knowledge-graph', serve: serveGraph },
];

const REASON_CHARS = 200;

function line(name: string, revision: string, passing: number, of: number, checks: number): void {
  const score = `${passing}/${of}`.padStart(7);
  process.stdout.write(
    `${name.padEnd(30)} ${revision} ${score} scenarios ${String(checks).padStart(4)} checks\n`,
  );
}

function reason(mark: string, text: string): void {
  process.stdout.write(`  ${mark} ${text.slice(0, REASON_CHARS)}\n`);
}

function reportComplete(name: string, { revision, passing, scored, checks, scenarios }: Verdict): boolean {
  line(name, revision, passing, scored, checks);
  for (const scenario of scenarios.filter((s) => s.scored)) {
    for (const failure of scenario.failures) reason('✗', `${scenario.name}: ${failure}`);
    for (const warning of scenario.warnings) reason('!', `${scenario.name}: ${warning}`);
  }
  const unscored = scenarios.filter((scenario) => !scenario.scored && scenario.failed > 0);
  if (unscored.length > 0) {
    process.stdout.write(`  not scored, failing: ${unscored.map((s) => s.name).join(', ')}\n`);
  }
  return passing === scored;
}

function reportDomain(name: string, verdict: Verdict, capabilities: ServerCapabilities): boolean {
  const expected = domainScenarios(verdict.revision, capabilities);
  const failures = domainFailures(verdict, capabilities);
  const failing = new Set(failures.map((failure) => failure.split(':')[0]));
  line(name, verdict.revision, expected.length - failing.size, expected.length, verdict.checks);
  for (const failure of failures) reason('✗', failure);
  return failing.size === 0;
}

async function runTargets(
  targets: typeof COMPLETE,
  report: (name: string, verdict: Verdict, capabilities: ServerCapabilities) => boolean,
): Promise<void> {
  for (const { name, serve } of targets) {
    const target = await serve();
    try {
      for (const revision of REVISIONS) {
        if (!report(name, await runSuite(target.url, revision), target.capabilities)) process.exitCode = 1;
      }
    } finally {
      await target.close();
    }
  }
}

await runTargets(COMPLETE, reportComplete);
await runTargets(DOMAIN, reportDomain);
