import packageJson from '../package.json' with { type: 'json' };
import { firstSentence, type Offer } from './offers.ts';

/** Brings an MCPB manifest (github.com/modelcontextprotocol/mcpb, MANIFEST.md) up to date with the code. */
export function syncManifest(
  manifest: Readonly<Record<string, unknown>>,
  { listed }: Offer,
): Record<string, unknown> {
  return {
    ...manifest,
    version: packageJson.version,
    tools: listed.map(({ name, description }) => ({ name, description: firstSentence(description) })),
  };
}

/** Brings the registry's server.json up to date: one version for the entry and for the package it names. */
export function syncServerJson(
  document: Readonly<Record<string, unknown>> & { packages: readonly Record<string, unknown>[] },
): Record<string, unknown> {
  const { mcpName: name, version } = packageJson;
  return { ...document, name, version, packages: document.packages.map((one) => ({ ...one, version })) };
}

export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
