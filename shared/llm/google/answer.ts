import * as z from 'zod';
import type { JsonObject } from '../../mcp/surface.ts';
import { badAnswer } from '../http/attempt.ts';
import { estimateUsage } from '../http/estimate.ts';
import type { Origin } from '../http/origin.ts';
import type { GenerateRequest, GenerateResult, Part, StopReason, Usage } from '../port.ts';
import { signaturePart } from './contents.ts';

const tokens = z.number().optional().catch(undefined);

/** The parts of an answer, or of a chunk of a stream, that are used. */
const AnswerSchema = z.object({
  candidates: z
    .array(
      z.object({
        content: z
          .object({
            parts: z
              .array(
                z.object({
                  text: z.string().optional(),
                  thought: z.boolean().optional(),
                  thoughtSignature: z.string().optional(),
                  functionCall: z
                    .object({
                      id: z.string().optional(),
                      name: z.string(),
                      args: z.record(z.string(), z.json()).optional(),
                    })
                    .optional(),
                }),
              )
              .optional(),
          })
          .optional(),
        finishReason: z.string().optional(),
      }),
    )
    .optional(),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  modelVersion: z.string().optional(),
  responseId: z.string().optional(),
  usageMetadata: z
    .object({
      promptTokenCount: tokens,
      cachedContentTokenCount: tokens,
      candidatesTokenCount: tokens,
      thoughtsTokenCount: tokens,
      toolUsePromptTokenCount: tokens,
    })
    .optional(),
});

/** Reasons for which Gemini will not say more, as against those for which it could not. */
const REFUSALS = new Set([
  'SAFETY',
  'RECITATION',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'LANGUAGE',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
]);

/** An answer as it grows out of one response, or out of the chunks of a stream. */
export interface Growing {
  /** Takes a response in; returns the text that is new in it. */
  add(response: unknown): string;
  readonly text: string;
  /** What has been used so far, as far as Google has said. */
  readonly usage: Usage | undefined;
  /** @throws LlmError BAD_ANSWER when the answer is not whole, or is empty. */
  finish(): GenerateResult;
}

export function growAnswer(
  request: Pick<GenerateRequest, 'system' | 'messages'> & { modelId: string },
  origin: Origin,
): Growing {
  const content: Part[] = [];
  let text = '';
  let reason: string | undefined;
  let blocked = false;
  let model = request.modelId;
  let requestId: string | undefined;
  let usage: Usage | undefined;

  const addText = (added: string) => {
    text += added;
    const last = content.at(-1);
    if (last?.type === 'text') last.text += added;
    else if (added) content.push({ type: 'text', text: added });
  };

  return {
    add(response) {
      const parsed = AnswerSchema.safeParse(response);
      if (!parsed.success)
        throw badAnswer(origin, `What ${origin.name} answered could not be read.`, usage && { usage });
      const { candidates, promptFeedback, modelVersion, responseId, usageMetadata } = parsed.data;
      const before = text.length;
      model = modelVersion ?? model;
      requestId = responseId ?? requestId;
      if (usageMetadata) usage = toUsage(usageMetadata);
      if (promptFeedback?.blockReason) blocked = true;
      const [candidate] = candidates ?? [];
      for (const { text: added, thought, thoughtSignature, functionCall } of candidate?.content?.parts ??
        []) {
        if (thoughtSignature) content.push(signaturePart(origin.id, thoughtSignature));
        if (added && !thought) addText(added);
        if (!functionCall) continue;
        const {
          name,
          args = {},
          id = `call_${responseId ?? requestId ?? 'google'}_${content.length}`,
        } = functionCall;
        content.push({ type: 'tool_use', id, name, input: args as JsonObject });
      }
      reason = candidate?.finishReason ?? reason;
      return text.slice(before);
    },
    get text() {
      return text;
    },
    get usage() {
      return usage;
    },
    finish() {
      const spent = usage ?? estimateUsage(request, text);
      const stop = blocked ? 'refusal' : stopOf(reason, content);
      if (stop === undefined) {
        const what = reason === undefined ? 'broke off' : 'could not be finished by the model';
        throw badAnswer(origin, `The answer of ${origin.name} ${what}.`, { usage: spent });
      }
      if (stop === 'end' && text === '')
        throw badAnswer(origin, `${origin.name} gave an empty answer.`, { usage: spent });
      return {
        text,
        content,
        stop,
        usage: spent,
        model,
        provider: origin.id,
        ...(requestId && { requestId }),
      };
    },
  };
}

function stopOf(reason: string | undefined, content: readonly Part[]): StopReason | undefined {
  if (reason === 'MAX_TOKENS') return 'length';
  if (reason === 'STOP') return content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end';
  return reason !== undefined && REFUSALS.has(reason) ? 'refusal' : undefined;
}

/** Google counts what it read from its cache as part of the prompt, and thoughts beside the answer; the port does not. */
function toUsage(counted: NonNullable<z.output<typeof AnswerSchema>['usageMetadata']>): Usage {
  const cacheReadTokens = counted.cachedContentTokenCount ?? 0;
  const prompt = (counted.promptTokenCount ?? 0) + (counted.toolUsePromptTokenCount ?? 0);
  return {
    inputTokens: Math.max(0, prompt - cacheReadTokens),
    outputTokens: (counted.candidatesTokenCount ?? 0) + (counted.thoughtsTokenCount ?? 0),
    cacheReadTokens,
    cacheWriteTokens: 0,
  };
}
