import * as z from 'zod';
import type { Effort, ModelInfo } from '../port.ts';

const count = z.number().int().positive().optional().catch(undefined);

/** OpenAI names its models and says little of them; others that speak its protocol say more, each in its own words. */
const ModelSchema = z.object({
  id: z.string().min(1),
  /** Seconds since the epoch; some servers say 0. */
  created: count,
  shutdown_date: z.string().optional().catch(undefined),
  /** vLLM. */
  max_model_len: count,
  /** OpenRouter. */
  context_length: count,
  /** Groq. */
  context_window: count,
  max_completion_tokens: count,
});

/** A listed model; undefined for an entry that names none. */
export function toModelInfo(
  entry: unknown,
  { dialect, efforts }: { dialect: 'openai' | 'compatible'; efforts: readonly Effort[] },
): ModelInfo | undefined {
  const parsed = ModelSchema.safeParse(entry);
  if (!parsed.success) return undefined;
  const { id, created, shutdown_date: retiresAt, max_completion_tokens: output, ...limits } = parsed.data;
  return {
    id,
    line: dialect === 'compatible' ? id : lineOf(id),
    displayName: id,
    maxInputTokens: limits.max_model_len ?? limits.context_length ?? limits.context_window ?? 0,
    maxOutputTokens: output ?? 0,
    structured: true,
    efforts,
    ...(retiresAt !== undefined && { retiresAt: retiresAt.slice(0, 10) }),
    ...(created !== undefined && { createdAt: new Date(created * 1000).toISOString() }),
  };
}

/**
 * The line that a model's name says it belongs to: the name without its versions and dates, so that a newer model of
 * the same kind is of the same line. Variants (`mini`, `preview`, `latest`) are lines of their own.
 */
export function lineOf(id: string): string {
  const words = id.split('-').filter((word) => !/^\d/.test(word));
  return words.map((word) => word.replace(/(?<=[a-z])[\d.]+$/, '')).join('-');
}
