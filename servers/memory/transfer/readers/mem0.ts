import * as z from 'zod';
import { isScope } from '../../scope.ts';
import { elementsOf } from '../elements.ts';
import { dateText, fits } from '../foreign.ts';
import type { ImportItem } from '../import-item.ts';
import { parseJson } from '../json.ts';
import type { ImportLimits } from '../limits.ts';
import type { ImportFile } from '../source.ts';

const name = z.string().nullable().optional();

/** A memory as mem0's `get_all` gives it (https://docs.mem0.ai/api-reference/memory/get-memories). */
export const Mem0Memory = z.object({
  id: z.string().min(1).optional(),
  memory: z.string(),
  agent_id: name,
  app_id: name,
  run_id: name,
  session_id: name,
  created_at: dateText,
  categories: z.array(z.string()).nullable().optional(),
  metadata: z.record(z.string(), z.json()).nullable().optional(),
});

/** Its lists come in an envelope, as `results` today and as `memories` in exports. */
export const Mem0Envelope = z.union([
  z.object({ results: z.array(Mem0Memory) }).transform(({ results }) => results),
  z.object({ memories: z.array(Mem0Memory) }).transform(({ memories }) => memories),
  Mem0Memory.transform((memory) => [memory]),
]);

/** Memories with the scope that they were kept under, where that is not simply the user. */
export async function* readMem0(file: ImportFile, limits: ImportLimits): AsyncGenerator<ImportItem> {
  for await (const element of elementsOf(file, limits)) {
    const where = { file: file.name, line: element.line };
    for (const memory of fits(Mem0Envelope, parseJson(file.name, element, limits), where)) {
      if (memory.memory.trim() !== '') yield itemOf(memory);
    }
  }
}

function itemOf(memory: z.output<typeof Mem0Memory>): ImportItem {
  const { id, memory: text, created_at: at, categories, metadata } = memory;
  const scope = scopeOf(memory);
  return {
    kind: 'memory',
    text,
    source: { title: 'mem0', ...(id !== undefined && { uri: `mem0:${id}` }) },
    ...(scope !== undefined && { scope }),
    ...(categories?.length && { tags: categories }),
    ...(at !== undefined && { at }),
    ...(metadata && Object.keys(metadata).length > 0 && { data: metadata }),
  };
}

function scopeOf({ run_id, session_id, agent_id, app_id }: z.output<typeof Mem0Memory>): string | undefined {
  const run = run_id ?? session_id;
  const named = [run && `session:${run}`, agent_id && `agent:${agent_id}`, app_id && `project:${app_id}`];
  return named.find((scope): scope is string => typeof scope === 'string' && isScope(scope));
}
