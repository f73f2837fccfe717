import { join } from 'node:path';
import { LlmError } from '../../shared/llm/errors.ts';
import type { Accounted } from '../../shared/llm/llm.ts';
import type { GenerateResult } from '../../shared/llm/port.ts';
import { findCitations } from '../../shared/llm/prompts/citations.ts';
import { OWN_PROMPTS, openPrompts } from '../../shared/llm/prompts/open.ts';
import { PromptError } from '../../shared/llm/prompts/prompt-error.ts';
import { renderPrompt } from '../../shared/llm/prompts/render.ts';
import type { OpenModels } from '../models.ts';
import type { Memory } from './memories.ts';

export interface Answer {
  text: string;
  cited: string[];
  /** Cited and not among the memories: made up by the model. */
  unknown: string[];
  result: Accounted<GenerateResult>;
}

/** An answer, or why there is none. The memories are there either way. */
export type Outcome =
  | { answer: Answer }
  | { reason: string; hint?: string; failed: boolean; result?: Accounted<GenerateResult> };

/** Lets a model answer from the memories, where there are some and there is one. */
export async function answerFrom(
  { llm, providers, settings }: OpenModels,
  question: string,
  memories: readonly Memory[],
): Promise<Outcome> {
  if (memories.length === 0) return { reason: 'nothing is remembered', failed: false };
  if (providers.length === 0) {
    return {
      reason: 'no model is configured',
      hint: 'set ANTHROPIC_API_KEY, or see iza llm.',
      failed: false,
    };
  }
  try {
    const prompt = (await openPrompts(settings.home)).prompt('answer-from-memories');
    const given = memories.map(({ id, text, at }) => ({ id, text, date: at.slice(0, 10) }));
    const { system, messages } = renderPrompt(prompt, { question, memories: given });
    const result = await llm.generate({
      model: prompt.model,
      account: { caller: 'cli' },
      ...(system && { system }),
      messages,
      maxTokens: prompt.maxTokens,
    });
    return outcomeOf(result, memories);
  } catch (error) {
    if (error instanceof PromptError) {
      const hint = `mend it, or take it out of ${join(settings.home, OWN_PROMPTS)}.`;
      return { reason: `a prompt of your own is wrong: ${error.message}`, hint, failed: true };
    }
    if (!(error instanceof LlmError)) throw error;
    const { hint } = error.details;
    return { reason: error.message.replace(/\.$/, ''), ...(hint && { hint }), failed: true };
  }
}

function outcomeOf(result: Accounted<GenerateResult>, memories: readonly Memory[]): Outcome {
  const text = result.text.trim();
  if (result.stop === 'refusal') return { reason: 'the model declined to answer', failed: true, result };
  if (text === '') return { reason: 'the model answered nothing', failed: true, result };
  const ids = memories.map(({ id }) => id);
  return { answer: { text, ...findCitations(text, ids), result } };
}
