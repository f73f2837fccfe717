import type Anthropic from '@anthropic-ai/sdk';
import type { JsonObject } from '../../mcp/surface.ts';
import type { GenerateRequest, Message, Part, Resolved } from '../port.ts';

export interface Extras {
  tools?: readonly { name: string; description: string; schema: JsonObject }[];
  format?: Anthropic.JSONOutputFormat;
  /** Appended to the system prompt. */
  instructions?: string;
}

type Params = Anthropic.MessageCreateParamsNonStreaming;

const CACHED: Anthropic.CacheControlEphemeral = { type: 'ephemeral' };

/** A request in the terms of the Messages API. What Claude decides for itself (thinking, sampling) is left to it. */
export function toParams(
  request: Resolved<GenerateRequest>,
  { tools = [], format, instructions }: Extras = {},
): Params {
  const system = [request.system, instructions]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');
  const { effort, cache = false } = request;
  return {
    model: request.modelId,
    max_tokens: request.maxTokens,
    messages: request.messages.map(toMessage).filter(({ content }) => content.length > 0),
    ...(system !== '' && {
      system: cache ? [{ type: 'text', text: system, cache_control: CACHED }] : system,
    }),
    ...(tools.length > 0 && {
      tools: tools.map((tool, index) => toTool(tool, cache && index === tools.length - 1)),
    }),
    ...((effort || format) && { output_config: { ...(effort && { effort }), ...(format && { format }) } }),
  };
}

/** The part of a request's parameters that is counted. */
export function toCountParams(request: Resolved<GenerateRequest>): Anthropic.MessageCountTokensParams {
  const { max_tokens: _, model, messages, system } = toParams(request);
  return { model, messages, ...(system !== undefined && { system }) };
}

function toMessage({ role, content }: Message): Anthropic.MessageParam {
  return { role, content: typeof content === 'string' ? content : content.flatMap(toBlock) };
}

/** Empty texts are left out: the API refuses them. So is what other providers want back. */
function toBlock(part: Part): Anthropic.ContentBlockParam[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'tool_use':
      return [{ type: 'tool_use', id: part.id, name: part.name, input: part.input }];
    case 'tool_result':
      return [
        {
          type: 'tool_result',
          tool_use_id: part.id,
          content: part.text,
          ...(part.isError && { is_error: true }),
        },
      ];
    case 'opaque':
      return part.provider === 'claude' ? [part.value as unknown as Anthropic.ContentBlockParam] : [];
  }
}

function toTool(
  { name, description, schema }: { name: string; description: string; schema: JsonObject },
  cached: boolean,
): Anthropic.Tool {
  return {
    name,
    description,
    input_schema: { ...schema, type: 'object' },
    ...(cached && { cache_control: CACHED }),
  };
}
