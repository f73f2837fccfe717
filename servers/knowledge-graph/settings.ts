import * as z from 'zod';
import { readSection } from '../../shared/config/section.ts';
import type { SettingsSections } from '../../shared/server-context.ts';
import { NEO4J_CONFIG } from './engine.ts';

const KIB = 1024;
const MIB = KIB * KIB;

const count = (fallback: number, most: number) => z.number().int().min(1).max(most).default(fallback);

const LIMITS = z.strictObject({
  files: count(200_000, 1_000_000).describe('Documents of one source.'),
  depth: count(64, 1_000).describe('Folders within each other.'),
  bytes: count(16 * MIB, 64 * MIB).describe('Bytes of one document.'),
  characters: count(2 * MIB, 16 * MIB).describe('Characters of the text of one document.'),
  entities: count(64, 1_000).describe('Entities that one document may bring by our rules.'),
});

const FETCH = z.strictObject({
  hosts: z
    .array(
      z
        .string()
        .regex(
          /^(?:\*|(?:\*\.)?[A-Za-z0-9.:[\]-]{1,253})$/,
          'a host, `*.` before one for all below it, or `*`',
        ),
    )
    .default([])
    .describe(
      'Hosts that pages and feeds may be fetched from. One on this machine or in a private network has to be named in full.',
    ),
  seconds: count(15, 300).describe('How long a page may take.'),
});

/** The section of the settings that is the knowledge graph's own. */
export const GRAPH_CONFIG = z.strictObject({
  folders: z
    .array(z.string().min(1))
    .default([])
    .describe('Folders that kg_ingest may read, beside `sources` in the data folder.'),
  fetch: FETCH.prefault({}).describe('What may be fetched; nothing unless said.'),
  rescanMinutes: z
    .number()
    .int()
    .min(1)
    .max(10_080)
    .default(10)
    .describe('How often watched sources are looked through as a whole.'),
  limits: LIMITS.prefault({}),
  neo4j: NEO4J_CONFIG.optional().describe('A Neo4j that holds the graphs, or a copy of what is believed.'),
});

export type GraphConfig = z.output<typeof GRAPH_CONFIG>;
export type IngestLimits = GraphConfig['limits'];
export type FetchSettings = GraphConfig['fetch'];

/** @throws SettingsError with every mistake at once. */
export function readGraphConfig(settings: SettingsSections | undefined): GraphConfig {
  return readSection(GRAPH_CONFIG, {
    key: 'knowledgeGraph',
    value: settings?.knowledgeGraph,
    file: settings?.file ?? '',
  });
}
