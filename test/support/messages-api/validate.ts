import type Anthropic from '@anthropic-ai/sdk';
import * as z from 'zod';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import { type Answer, errorAnswer } from './answer.ts';
import type { ApiRequest } from './request.ts';

/**
 * What the API refuses with 400, as far as it is known from its documentation: a request that passes here by mistake
 * would fail only in front of a user. Fields that the API does not know are refused too.
 */
const cacheControl = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() });
const cached = { cache_control: cacheControl.nullish() };
const textBlock = z.strictObject({ type: z.literal('text'), text: z.string().min(1), ...cached });
const object = z.record(z.string(), z.json());

const block = z.discriminatedUnion('type', [
  textBlock,
  z.strictObject({
    type: z.literal('tool_use'),
    id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
    name: z.string(),
    input: object,
    caller: object.optional(),
    ...cached,
  }),
  z.strictObject({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(textBlock)]).optional(),
    is_error: z.boolean().optional(),
    ...cached,
  }),
  z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() }),
]);

const counted = {
  model: z.string().min(1),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['user', 'assistant']),
        content: z.union([z.string().min(1), z.array(block).min(1)]),
      }),
    )
    .min(1),
  system: z.union([z.string(), z.array(textBlock)]).optional(),
  tools: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
        description: z.string().optional(),
        input_schema: z.looseObject({ type: z.literal('object') }),
        type: z.literal('custom').nullish(),
        strict: z.boolean().optional(),
        ...cached,
      }),
    )
    .optional(),
  tool_choice: object.optional(),
  thinking: object.optional(),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(),
      format: z.strictObject({ type: z.literal('json_schema'), schema: object }).nullish(),
    })
    .optional(),
  ...cached,
};

const countRequest = z.strictObject(counted);
const messageRequest = z.strictObject({
  ...counted,
  max_tokens: z.int().min(0),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string()).optional(),
  metadata: object.optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
});

const MAX_BREAKPOINTS = 4;

/** The API's refusal of a request's body, or undefined where it would take it. */
export function refusalOf(
  { endpoint, body }: ApiRequest,
  models: readonly Anthropic.ModelInfo[],
): Answer | undefined {
  const schema = endpoint === 'count_tokens' ? countRequest : messageRequest;
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return invalid(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const model = models.find(({ id }) => id === parsed.data.model);
  if (!model || model.lifecycle === 'retired') {
    return errorAnswer(404, { message: `model: ${parsed.data.model}` });
  }
  const { max_tokens: asked } = body as { max_tokens?: number };
  if (asked !== undefined && model.max_tokens !== null && asked > model.max_tokens) {
    return invalid(`max_tokens: ${asked} > ${model.max_tokens}`);
  }
  const breakpoints = JSON.stringify(body).match(/"cache_control":\{/g)?.length ?? 0;
  if (breakpoints > MAX_BREAKPOINTS)
    return invalid(`a maximum of ${MAX_BREAKPOINTS} blocks with cache_control`);
  const open = openSchema(parsed.data.output_config?.format?.schema);
  if (open !== undefined) {
    return invalid(`output_config.format.schema: ${open}: 'additionalProperties' must be false`);
  }
  return strayResult(parsed.data.messages);
}

/** An object in an output schema that is not closed, by its JSON pointer. */
function openSchema(schema: unknown, at = '#'): string | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  if ('type' in schema && schema.type === 'object' && (schema as JsonObject).additionalProperties !== false) {
    return at;
  }
  for (const [name, value] of Object.entries(schema)) {
    const found = openSchema(value, `${at}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A result must answer a use of the message before it, and every use must be answered. */
function strayResult(messages: z.output<typeof messageRequest>['messages']): Answer | undefined {
  let open: string[] = [];
  for (const [index, { role, content }] of messages.entries()) {
    const blocks = typeof content === 'string' ? [] : content;
    const results = blocks.flatMap((one) => (one.type === 'tool_result' ? [one.tool_use_id] : []));
    const stray = results.find((id) => !open.includes(id));
    if (stray !== undefined) return invalid(`messages.${index}: no tool_use before the tool_result ${stray}`);
    const unanswered = open.find((id) => !results.includes(id));
    if (unanswered !== undefined) return invalid(`messages.${index}: no tool_result for ${unanswered}`);
    open = role === 'assistant' ? blocks.flatMap((one) => (one.type === 'tool_use' ? [one.id] : [])) : [];
  }
  return undefined;
}

function invalid(message: string): Answer {
  return errorAnswer(400, { message });
}
