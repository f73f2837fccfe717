import type OpenAI from 'openai';
import { answered } from '../errors.ts';
import { beginAttempt } from '../http/attempt.ts';
import { estimateInputTokens, estimateUsage } from '../http/estimate.ts';
import { hasBegun } from '../http/exchange.ts';
import type {
  Effort,
  GenerateRequest,
  GenerateResult,
  ModelInfo,
  Provider,
  Resolved,
  StreamEvent,
} from '../port.ts';
import { openClient, originOf, REQUEST_HEADERS } from './client.ts';
import { toResult } from './completion.ts';
import { saidOf } from './errors.ts';
import { toChatMessages } from './messages.ts';
import { toModelInfo } from './models.ts';
import type { OpenAiOptions } from './options.ts';
import { rateLimitsOf } from './rate-limits.ts';
import { growCompletion } from './stream.ts';
import { isStrictSchema, withoutDialect } from './strict-schema.ts';

const EFFORTS: readonly Effort[] = ['low', 'medium', 'high'];

/**
 * OpenAI, and every server that speaks its Chat Completions, which is what the local ones have in common. The SDK is
 * loaded at the first call. Tokens are not counted by it: `countTokens` estimates.
 */
export function createOpenAiProvider(options: OpenAiOptions): Provider {
  const { clock, dialect = 'openai', onRateLimits } = options;
  const efforts = options.efforts ?? (dialect === 'openai' ? EFFORTS : []);
  const origin = originOf(options);

  const begin = (request: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined }) =>
    beginAttempt(
      {
        origin,
        clock,
        said: saidOf,
        requestHeaders: REQUEST_HEADERS,
        ...(options.apiKey !== undefined && { secret: options.apiKey }),
        ...(options.fetch && { fetch: options.fetch }),
        onHeaders(headers) {
          const limits = onRateLimits && rateLimitsOf(headers, clock.now());
          if (limits) onRateLimits(limits);
        },
      },
      request,
    );

  const body = ({ modelId, system, messages, maxTokens, effort }: Resolved<GenerateRequest>) => {
    const reasoning = effort && nearest(effort, efforts);
    return {
      model: modelId,
      messages: toChatMessages(system, messages),
      // Local servers know only the older name, OpenAI's reasoning models only the newer one.
      ...(dialect === 'openai' ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
      ...(reasoning && { reasoning_effort: reasoning }),
    };
  };

  const complete = async (
    request: Resolved<GenerateRequest>,
    more: Pick<OpenAI.ChatCompletionCreateParamsNonStreaming, 'response_format' | 'tools'> = {},
  ): Promise<GenerateResult> => {
    const attempt = begin(request);
    try {
      const client = await openClient(options, attempt.fetch);
      const answer = await client.chat.completions.create(
        { ...body(request), ...more },
        { signal: attempt.signal },
      );
      return toResult(answer, request, origin, attempt.exchange);
    } catch (error) {
      const failed = attempt.explain(error);
      throw hasBegun(attempt.exchange) ? answered(failed) : failed;
    }
  };

  return {
    id: origin.id,
    capabilities: {
      structured: true,
      tools: true,
      streaming: true,
      caching: dialect === 'openai',
      countTokens: false,
      batches: false,
    },
    generate: (request) => complete(request),
    generateJson: ({ schema, name, ...request }) =>
      complete(request, {
        response_format: {
          type: 'json_schema',
          json_schema: { name, schema: withoutDialect(schema), strict: isStrictSchema(schema) },
        },
      }),
    generateWithTools: ({ tools, ...request }) =>
      complete(request, {
        tools: tools.map(({ name, description, schema }) => ({
          type: 'function',
          function: { name, description, parameters: withoutDialect(schema) },
        })),
      }),
    async *stream(request): AsyncGenerator<StreamEvent> {
      const attempt = begin(request);
      const growing = growCompletion(origin);
      try {
        const client = await openClient(options, attempt.fetch);
        const chunks = await client.chat.completions.create(
          { ...body(request), stream: true, stream_options: { include_usage: true } },
          { signal: attempt.signal },
        );
        for await (const chunk of chunks) {
          const text = growing.add(chunk);
          if (text) yield { type: 'text', text };
        }
        attempt.signal.throwIfAborted();
        yield { type: 'done', result: toResult(growing.finish(), request, origin, attempt.exchange) };
      } catch (error) {
        // Nothing is paid for a stream that never began.
        if (!hasBegun(attempt.exchange)) throw attempt.explain(error);
        throw answered(attempt.explain(error, estimateUsage(request, growing.text)));
      }
    },
    countTokens: async (request) => estimateInputTokens(request),
    async models(signal) {
      const attempt = begin({ signal });
      try {
        const client = await openClient(options, attempt.fetch);
        const found: ModelInfo[] = [];
        for await (const entry of client.models.list({ signal: attempt.signal })) {
          const model = toModelInfo(entry, { dialect, efforts });
          if (model) found.push(model);
        }
        return found;
      } catch (error) {
        throw attempt.explain(error);
      }
    },
  };
}

/** The highest effort that is not above the one asked for, the lowest there is otherwise. */
function nearest(asked: Effort, efforts: readonly Effort[]): Effort | undefined {
  const order: readonly Effort[] = ['low', 'medium', 'high', 'max'];
  return efforts.findLast((one) => order.indexOf(one) <= order.indexOf(asked)) ?? efforts[0];
}
