import * as z from 'zod';
import { badAnswer } from '../http/attempt.ts';
import { estimateUsage } from '../http/estimate.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Origin } from '../http/origin.ts';
import type { GenerateRequest, GenerateResult, Part, StopReason, Usage } from '../port.ts';
import { toolInput } from './tool-input.ts';

const UsageSchema = z.object({
  prompt_tokens: z.number().catch(0),
  completion_tokens: z.number().catch(0),
  prompt_tokens_details: z
    .object({ cached_tokens: z.number().catch(0), cache_write_tokens: z.number().catch(0) })
    .optional()
    .catch(undefined),
});

/** The parts of an answer that are used, as loosely as the many servers that speak the protocol send them. */
export const CompletionSchema = z.object({
  id: z.string().catch(''),
  model: z.string().catch(''),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string().catch(''),
                function: z.object({ name: z.string(), arguments: z.string().catch('') }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: UsageSchema.nullish(),
});

export type Completion = z.output<typeof CompletionSchema>;
export type Choice = Completion['choices'][number];

/** A whole answer in the words of the port. @throws LlmError BAD_ANSWER when it is not one, or is empty. */
export function toResult(
  answer: unknown,
  request: Pick<GenerateRequest, 'system' | 'messages'> & { modelId: string },
  origin: Origin,
  exchange: Exchange,
): GenerateResult {
  const parsed = CompletionSchema.safeParse(answer);
  if (!parsed.success) {
    throw badAnswer(origin, `What ${origin.name} answered is no completion.`, {
      hint: 'Check that the address is that of an API that speaks the protocol of OpenAI.',
    });
  }
  const { id, model, choices, usage: counted } = parsed.data;
  const choice = choices[0] as Choice;
  const { content, refusal, tool_calls: calls } = choice.message;
  const text = content || refusal || '';
  const usage = counted ? toUsage(counted) : estimateUsage(request, text);
  const parts: Part[] = text ? [{ type: 'text', text }] : [];
  for (const [index, call] of (calls ?? []).entries()) {
    parts.push({
      type: 'tool_use',
      id: call.id || `call_${id}_${index}`,
      name: call.function.name,
      input: toolInput(call.function.arguments, call.function.name, origin, usage),
    });
  }
  const stop = refusal ? 'refusal' : stopOf(choice.finish_reason, parts);
  if (parts.length === 0 && stop === 'end') {
    throw badAnswer(origin, `${origin.name} gave an empty answer.`, { usage });
  }
  const requestId = exchange.headers?.get('x-request-id') ?? undefined;
  return {
    text,
    content: parts,
    stop,
    usage,
    model: model || request.modelId,
    provider: origin.id,
    ...(requestId !== undefined && { requestId }),
  };
}

/** Servers differ in what they say beside a call of a tool: the call itself decides. */
function stopOf(reason: string | null | undefined, parts: readonly Part[]): StopReason {
  if (reason === 'length') return 'length';
  if (reason === 'content_filter') return 'refusal';
  return parts.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end';
}

/** OpenAI counts what was read from and written to its cache as part of the prompt; the port does not. */
export function toUsage({
  prompt_tokens,
  completion_tokens,
  prompt_tokens_details: details,
}: z.output<typeof UsageSchema>): Usage {
  const cacheReadTokens = details?.cached_tokens ?? 0;
  const cacheWriteTokens = details?.cache_write_tokens ?? 0;
  return {
    inputTokens: Math.max(0, prompt_tokens - cacheReadTokens - cacheWriteTokens),
    outputTokens: completion_tokens,
    cacheReadTokens,
    cacheWriteTokens,
  };
}
