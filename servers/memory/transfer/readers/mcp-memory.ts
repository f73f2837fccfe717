import * as z from 'zod';
import { fits } from '../foreign.ts';
import type { ImportItem } from '../import-item.ts';
import { parseJson } from '../json.ts';
import type { ImportLimits } from '../limits.ts';
import type { ImportFile } from '../source.ts';
import { linesOf } from '../text.ts';

/**
 * The file of the MCP reference memory server
 * (https://github.com/modelcontextprotocol/servers/tree/main/src/memory): an entity or a relation a line.
 */
export const McpMemoryLine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('entity'),
    name: z.string().min(1),
    entityType: z.string(),
    observations: z.array(z.string()),
  }),
  z.object({
    type: z.literal('relation'),
    from: z.string().min(1),
    to: z.string().min(1),
    relationType: z.string(),
  }),
]);

/** Entities, each followed by its observations as facts about it, and relations. */
export async function* readMcpMemory(file: ImportFile, limits: ImportLimits): AsyncGenerator<ImportItem> {
  const source = { title: file.name };
  for await (const { text, line } of linesOf(file, limits)) {
    if (text.trim() === '') continue;
    const found = fits(McpMemoryLine, parseJson(file.name, { text, line }, limits), {
      file: file.name,
      line,
    });
    if (found.type === 'relation') {
      const { from, to, relationType: type } = found;
      yield {
        kind: 'relation',
        text: `${from} ${type} ${to}`,
        about: [from, to],
        data: { from, type, to },
        source,
      };
      continue;
    }
    const { name, entityType, observations } = found;
    yield { kind: 'entity', text: name, data: { entityType }, source };
    for (const observation of observations) {
      if (observation.trim() === '') continue;
      yield { kind: 'memory', memoryKind: 'fact', text: observation, about: [name], source };
    }
  }
}
