import * as z from 'zod';
import { KEY_VARIABLE } from '../../shared/config/key-variable.ts';
import { readSection } from '../../shared/config/section.ts';
import type { SettingsSections } from '../../shared/server-context.ts';
import { isScope, normaliseScope, SCOPE_MESSAGE } from './scope.ts';

const ADDRESS = z.url({ protocol: /^https?$/ });

const VECTORS = z.strictObject({
  queryDeadlineMs: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(300)
    .describe('How long a recall waits for the vector of its query before it goes by words alone.'),
  keepOlderModels: z
    .boolean()
    .default(false)
    .describe('Keeps the vectors of earlier models beside those of the newest.'),
});

const QDRANT = z.strictObject({
  url: ADDRESS.describe('Where Qdrant answers, such as http://127.0.0.1:6333.'),
  apiKeyEnv: KEY_VARIABLE.optional().describe('Name of the environment variable with its key.'),
  collectionPrefix: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,60}$/, '1 to 60 letters, digits, dots, hyphens and underscores')
    .default('iza')
    .describe('Put before the names of its collections.'),
});

const SCOPES_THERE = z.record(z.string().min(1), z.string().min(3).max(512));

const EXTERNAL = z.strictObject({
  mem0: z
    .strictObject({
      kind: z
        .enum(['platform', 'server'])
        .default('platform')
        .describe('mem0’s service, or its open server.'),
      baseURL: ADDRESS.optional().describe('Another address than the usual one.'),
      apiKeyEnv: KEY_VARIABLE.optional().describe('Name of the environment variable with the key.'),
      userId: z.string().min(1).max(200).describe('Whom mem0 knows the person as.'),
    })
    .optional(),
  chroma: z
    .strictObject({
      baseURL: ADDRESS.optional().describe('http://127.0.0.1:8000 unless said.'),
      tenant: z.string().min(1).optional(),
      database: z.string().min(1).optional(),
      apiKeyEnv: KEY_VARIABLE.optional().describe('Name of the environment variable with the token.'),
      tokenHeader: z.enum(['x-chroma-token', 'authorization']).optional(),
      collections: SCOPES_THERE.default({}).describe(
        'Collections that other programs fill, by scope: read and never written.',
      ),
    })
    .optional(),
  recall: z.boolean().default(true).describe('Whether recall asks them too.'),
  deadlineMs: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(800)
    .describe('How long a recall waits for them before it answers without.'),
});

/** The section of the settings that is the memory server's own. */
export const MEMORY_CONFIG = z.strictObject({
  scopes: z
    .array(z.string().min(1).max(220))
    .min(1)
    .default(['*'])
    .describe('The scopes that this server may touch; a `*` at the end stands for anything.'),
  compatibility: z
    .array(z.enum(['reference', 'memory_tool']))
    .default([])
    .describe(
      'More tools: `reference` for those of the MCP reference memory server, `memory_tool` for the commands of Claude’s memory tool.',
    ),
  compatibilityScope: z
    .string()
    .refine(isScope, SCOPE_MESSAGE)
    .overwrite(normaliseScope)
    .default('user')
    .describe('The scope that those tools keep everything in.'),
  importFolders: z
    .array(z.string().min(1))
    .default([])
    .describe('Folders that memory_admin may read imports from, beside `imports` in the data folder.'),
  consolidation: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('Whether the memory tidies up by itself when nobody calls.'),
      idleSeconds: z
        .number()
        .int()
        .min(1)
        .max(86_400)
        .default(60)
        .describe('How long no call has to have come before it begins.'),
      everyHours: z
        .number()
        .min(1)
        .max(8_784)
        .default(24)
        .describe('How long after a run the next one may be.'),
      model: z
        .boolean()
        .default(false)
        .describe('Whether a model may write the digests of conversations; what is private is never sent.'),
    })
    .prefault({}),
  vectors: VECTORS.prefault({}).describe('How vectors are used, where `embedding` names who makes them.'),
  qdrant: QDRANT.optional().describe('An engine for more vectors than one process holds.'),
  external: EXTERNAL.prefault({}).describe('Memories that other programs keep.'),
});

export type MemoryConfig = z.output<typeof MEMORY_CONFIG>;
export type QdrantSettings = z.output<typeof QDRANT>;
export type ExternalSettings = z.output<typeof EXTERNAL>;

/** @throws SettingsError with every mistake at once. */
export function readMemoryConfig(settings: SettingsSections | undefined): MemoryConfig {
  return readSection(MEMORY_CONFIG, { key: 'memory', value: settings?.memory, file: settings?.file ?? '' });
}
