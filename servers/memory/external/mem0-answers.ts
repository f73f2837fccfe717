import * as z from 'zod';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import type { ExternalMemoryItem } from './external-memory.ts';

const Item = z.object({
  id: z.string().min(1),
  /** Null where the server's index has lost the text. */
  memory: z.string().nullable(),
  score: z.number().optional().nullable(),
  created_at: z.string().optional().nullable(),
  updated_at: z.string().optional().nullable(),
  categories: z.array(z.string()).optional().nullable(),
  metadata: z.record(z.string(), z.json()).optional().nullable(),
});

/** Searches and lists: the results in an envelope, or bare as in older versions. */
export const Mem0Memories = z.union([
  z.object({ results: z.array(Item), next: z.string().optional().nullable() }),
  z.array(Item).transform((results) => ({ results, next: null })),
]);

/** What is said when texts were stored as they are (`infer: false`). */
export const Mem0Added = z.object({
  results: z.array(z.object({ id: z.string().min(1), event: z.string().optional() })),
});

export function itemOf({
  id,
  memory,
  score,
  created_at: created,
  categories,
  metadata,
}: z.output<typeof Item>): ExternalMemoryItem[] {
  if (memory === null || memory.trim() === '') return [];
  const at = created ? Date.parse(created) : Number.NaN;
  const more: JsonObject = { ...metadata, ...(categories?.length && { categories }) };
  return [{ id, text: memory, score: score ?? 0, ...(Number.isFinite(at) && { at }), metadata: more }];
}
