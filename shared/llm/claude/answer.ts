import * as z from 'zod';
import type { JsonObject } from '../../mcp/surface.ts';
import type { GenerateResult, Part, StopReason, Usage } from '../port.ts';
import { brokeOff, notTheProtocol, toError } from './errors.ts';

const tokens = z.int().min(0);

const usageSchema = z.object({
  input_tokens: tokens,
  output_tokens: tokens,
  cache_read_input_tokens: tokens.nullish(),
  cache_creation_input_tokens: tokens.nullish(),
});

const object = z.record(z.string(), z.json());

/** Blocks of other types are carried along as they are: reasoning, and whatever next year brings. */
const blockSchema = z.looseObject({ type: z.string() });
const textBlock = z.object({ type: z.literal('text'), text: z.string() });
const toolUseBlock = z.object({
  type: z.literal('tool_use'),
  id: z.string(),
  name: z.string(),
  input: object,
});

const messageSchema = z.object({
  model: z.string().min(1),
  content: z.array(blockSchema),
  stop_reason: z.string(),
  usage: usageSchema,
});

/** Parses an answer of the API by the parts of it that are used here; the rest may be anything. */
export function parseAnswer<S extends z.ZodType>(schema: S, answer: unknown): z.output<S> {
  // The SDK's word for a body of no bytes.
  if (answer === undefined) throw toError(brokeOff());
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw toError(notTheProtocol(), usageOf(answer));
  return parsed.data;
}

/** https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons */
const STOPS: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  stop_sequence: 'end',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_use',
  refusal: 'refusal',
};

export interface Expectation {
  requestId?: string;
  /** After the results of tools, Claude may have nothing left to say; elsewhere an empty answer is a fault. */
  mayBeEmpty?: boolean;
}

/** The result that a message of the API is. What is not one was paid for all the same: the error says how much. */
export function toResult(answer: unknown, { requestId, mayBeEmpty = false }: Expectation): GenerateResult {
  const message = parseAnswer(messageSchema, answer);
  const usage = toUsage(message.usage);
  const stop = STOPS[message.stop_reason];
  if (!stop) {
    throw toError(
      {
        code: 'BAD_ANSWER',
        message: 'Claude stopped for a reason that this version does not know.',
        retryable: false,
        hint: 'Update Iza; until then use another model.',
      },
      usage,
    );
  }
  const content = message.content.map(toPart);
  if (stop === 'end' && !mayBeEmpty && content.every(isEmpty)) {
    throw toError({ code: 'BAD_ANSWER', message: 'The answer of Claude is empty.', retryable: true }, usage);
  }
  return {
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    content,
    stop,
    usage,
    model: message.model,
    provider: 'claude',
    ...(requestId !== undefined && { requestId }),
  };
}

function toPart(block: z.output<typeof blockSchema>): Part {
  if (block.type === 'text') return parseAnswer(textBlock, block);
  if (block.type === 'tool_use') return parseAnswer(toolUseBlock, block);
  return { type: 'opaque', provider: 'claude', value: block as JsonObject };
}

function isEmpty(part: Part): boolean {
  return part.type === 'opaque' || (part.type === 'text' && part.text === '');
}

function toUsage(usage: z.output<typeof usageSchema>): Usage {
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens: usage.cache_read_input_tokens ?? 0,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
  };
}

function usageOf(answer: unknown): Usage | undefined {
  const { data } = z.object({ usage: usageSchema }).safeParse(answer);
  return data && toUsage(data.usage);
}
