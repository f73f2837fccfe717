import * as z from 'zod';
import { readSection } from '../../shared/config/section.ts';
import type { SettingsSections } from '../../shared/server-context.ts';

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
});

export type MemoryConfig = z.output<typeof MEMORY_CONFIG>;

/** @throws SettingsError with every mistake at once. */
export function readMemoryConfig(settings: SettingsSections | undefined): MemoryConfig {
  return readSection(MEMORY_CONFIG, { key: 'memory', value: settings?.memory, file: settings?.file ?? '' });
}
