import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { domainFailures } from './domain.ts';
import { REVISIONS, runSuite, type Verdict } from './suite.ts';
import {
  serveFixture,
  serveGatewayOverHttp,
  serveGatewayOverStdio,
  serveGraph,
  serveMemory,
  type Target,
} from './targets.ts';

/** The scenarios of a revision that are not scored and pass all the same, which nothing may take back. */
const UNSCORED = {
  '2025-11-25': ['server-session-lifecycle', 'json-schema-2020-12', 'server-sse-polling'],
  '2026-07-28': ['json-schema-2020-12', 'http-header-validation'],
} as const;

/** How many scenarios each revision requires of a server: requirements/<revision>.yaml of the suite. */
const REQUIRED = { '2025-11-25': 30, '2026-07-28': 37 } as const;

/** The checks that pass in all scenarios; one that is silently skipped shows here. */
const CHECKS = { '2025-11-25': 83, '2026-07-28': 158 } as const;

function during(serve: () => Promise<Target>): () => Target {
  let target: Target | undefined;
  beforeAll(async () => {
    target = await serve();
  });
  afterAll(() => target?.close());
  return () => {
    if (!target) throw new Error('The target was not started.');
    return target;
  };
}

function failures({ scenarios }: Verdict): string[] {
  return scenarios
    .filter(({ scored }) => scored)
    .flatMap(({ name, failures, warnings }) => [...failures, ...warnings].map((why) => `${name}: ${why}`));
}

describe.each([
  { name: 'the fixture', serve: serveFixture },
  { name: 'the gateway with the fixture over stdio', serve: serveGatewayOverStdio },
  { name: 'the gateway with the fixture over HTTP', serve: serveGatewayOverHttp },
])('$name conforms', ({ serve }) => {
  const target = during(serve);

  test.each(REVISIONS)('to %s, without a warning', async (revision) => {
    const verdict = await runSuite(target().url, revision);
    expect(failures(verdict)).toEqual([]);
    expect(verdict.scored).toBe(REQUIRED[revision]);
    expect(verdict.passing).toBe(REQUIRED[revision]);
    expect(verdict.checks).toBe(CHECKS[revision]);
    for (const name of UNSCORED[revision]) {
      expect(verdict.scenarios.find((scenario) => scenario.name === name)).toMatchObject({ failed: 0 });
    }
  });
});

describe.each([
  { name: 'memory', serve: serveMemory },
  { name: 'knowledge-graph', serve: serveGraph },
])('$name alone', ({ serve }) => {
  const target = during(serve);

  test.each(REVISIONS)('passes what %s asks of any server', async (revision) => {
    const { url, capabilities } = target();
    const verdict = await runSuite(url, revision);
    expect(domainFailures(verdict, capabilities)).toEqual([]);
    if (revision === '2025-11-25') return;
    // Everything else of the new protocol's ground rules holds: only what needs a diagnostic tool is left open.
    const stateless = verdict.scenarios.find(({ name }) => name === 'server-stateless');
    expect(stateless).toMatchObject({ passed: 24, failed: 4 });
    expect(stateless?.failures.filter((failure) => !failure.includes('Not testable'))).toEqual([]);
  });
});
