import type { ServerCapabilities } from '../../shared/mcp/surface.ts';
import type { Revision, Verdict } from './suite.ts';

/** The scenarios that name no tool of the fixture, by the capability without which they look for nothing. */
const SCENARIOS: Record<Revision, readonly { name: string; needs?: keyof ServerCapabilities }[]> = {
  '2025-11-25': [
    { name: 'server-initialize' },
    { name: 'ping' },
    { name: 'tools-list' },
    { name: 'server-sse-multiple-streams' },
    { name: 'dns-rebinding-protection' },
    { name: 'server-session-lifecycle' },
    { name: 'logging-set-level', needs: 'logging' },
    { name: 'resources-list', needs: 'resources' },
    { name: 'resources-subscribe', needs: 'resources' },
    { name: 'resources-unsubscribe', needs: 'resources' },
    { name: 'prompts-list', needs: 'prompts' },
  ],
  '2026-07-28': [
    { name: 'tools-list' },
    { name: 'server-sse-multiple-streams' },
    { name: 'dns-rebinding-protection' },
    { name: 'input-required-result-unsupported-methods' },
    { name: 'input-required-result-validate-input' },
    { name: 'http-header-validation' },
    { name: 'resources-list', needs: 'resources' },
    { name: 'sep-2164-resource-not-found', needs: 'resources' },
    { name: 'prompts-list', needs: 'prompts' },
  ],
};

/** The scenarios that a server of these capabilities passes with no fixture. */
export function domainScenarios(revision: Revision, capabilities: ServerCapabilities): string[] {
  return SCENARIOS[revision].filter(({ needs }) => !needs || capabilities[needs]).map(({ name }) => name);
}

/** What of them fails, with the reasons. */
export function domainFailures({ revision, scenarios }: Verdict, capabilities: ServerCapabilities): string[] {
  return domainScenarios(revision, capabilities).flatMap((name) => {
    const found = scenarios.find((scenario) => scenario.name === name);
    if (!found || found.passed === 0) return [`${name}: was not run`];
    return found.failures.map((failure) => `${name}: ${failure}`);
  });
}
