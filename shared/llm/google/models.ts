import type { Model } from '@google/genai';
import type { Effort, ModelInfo } from '../port.ts';

const THINKING: readonly Effort[] = ['low', 'medium', 'high'];

/** A listed model; undefined for one that does not generate, such as those that embed. */
export function toModelInfo(model: Model): ModelInfo | undefined {
  if (!model.name || !model.supportedActions?.includes('generateContent')) return undefined;
  const id = model.name.replace(/^models\//, '');
  return {
    id,
    line: lineOf(id),
    displayName: model.displayName ?? id,
    maxInputTokens: model.inputTokenLimit ?? 0,
    maxOutputTokens: model.outputTokenLimit ?? 0,
    structured: true,
    efforts: model.thinking ? THINKING : [],
  };
}

/**
 * The line that a model's name says it belongs to: the name without its family and versions, so that a newer model of
 * the same kind is of the same line. Variants (`lite`, `preview`) are lines of their own.
 */
export function lineOf(id: string): string {
  const [family, ...words] = id.split('-');
  const kind = words.filter((word) => !/^\d/.test(word));
  return kind.join('-') || (family ?? '');
}
