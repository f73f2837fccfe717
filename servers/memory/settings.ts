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
});

export type MemoryConfig = z.output<typeof MEMORY_CONFIG>;

/** @throws SettingsError with every mistake at once. */
export function readMemoryConfig(settings: SettingsSections | undefined): MemoryConfig {
  return readSection(MEMORY_CONFIG, { key: 'memory', value: settings?.memory, file: settings?.file ?? '' });
}
