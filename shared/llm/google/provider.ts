import type { GenerateContentConfig, GenerateContentParameters, ThinkingLevel } from '@google/genai';
import { answered } from '../errors.ts';
import { beginAttempt } from '../http/attempt.ts';
import { estimateUsage } from '../http/estimate.ts';
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
import { growAnswer } from './answer.ts';
import { openClient, originOf } from './client.ts';
import { toContents } from './contents.ts';
import { saidOf } from './errors.ts';
import { toModelInfo } from './models.ts';
import type { GoogleOptions } from './options.ts';
import { toGeminiSchema } from './schema.ts';

/** Gemini's levels of thinking, by their names: the enumeration itself would load the SDK. */
const THINKING: Record<Effort, `${ThinkingLevel}`> = {
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  max: 'HIGH',
};

/** Google's Gemini API. The SDK is loaded at the first call. */
export function createGoogleProvider(options: GoogleOptions): Provider {
  const origin = originOf(options);

  const begin = (request: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined }) =>
    beginAttempt(
      {
        origin,
        clock: options.clock,
        secret: options.apiKey,
        said: saidOf,
        ...(options.fetch && { fetch: options.fetch }),
      },
      request,
    );

  const generate = async (
    request: Resolved<GenerateRequest>,
    more: GenerateContentConfig = {},
  ): Promise<GenerateResult> => {
    const attempt = begin(request);
    try {
      const client = await openClient(options, attempt.fetch);
      const answer = growAnswer(request, origin);
      answer.add(await client.models.generateContent(paramsOf(request, origin.id, attempt.signal, more)));
      return answer.finish();
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
      caching: true,
      countTokens: true,
      batches: false,
    },
    generate: (request) => generate(request),
    generateJson: ({ schema, name: _, ...request }) =>
      generate(request, { responseMimeType: 'application/json', responseJsonSchema: toGeminiSchema(schema) }),
    generateWithTools: ({ tools, ...request }) =>
      generate(request, {
        tools: [
          {
            functionDeclarations: tools.map(({ name, description, schema }) => ({
              name,
              description,
              parametersJsonSchema: toGeminiSchema(schema),
            })),
          },
        ],
      }),
    async *stream(request): AsyncGenerator<StreamEvent> {
      const attempt = begin(request);
      const answer = growAnswer(request, origin);
      try {
        const client = await openClient(options, attempt.fetch);
        const chunks = await client.models.generateContentStream(
          paramsOf(request, origin.id, attempt.signal),
        );
        for await (const chunk of chunks) {
          const text = answer.add(chunk);
          if (text) yield { type: 'text', text };
        }
        yield { type: 'done', result: answer.finish() };
      } catch (error) {
        // Nothing is paid for a stream that never began.
        if (!hasBegun(attempt.exchange)) throw attempt.explain(error);
        throw answered(attempt.explain(error, answer.usage ?? estimateUsage(request, answer.text)));
      }
    },
    async countTokens({ modelId, system, messages, ...request }) {
      const attempt = begin(request);
      try {
        const client = await openClient(options, attempt.fetch);
        // The Gemini API counts no instructions of the system: they are counted as one more message.
        const instructions = system ? [{ role: 'user', parts: [{ text: system }] }] : [];
        const { totalTokens } = await client.models.countTokens({
          model: modelId,
          contents: [...instructions, ...toContents(messages, origin.id)],
          config: { abortSignal: attempt.signal },
        });
        if (totalTokens === undefined) throw new Error('no totalTokens');
        return totalTokens;
      } catch (error) {
        throw attempt.explain(error);
      }
    },
    async models(signal) {
      const attempt = begin({ signal });
      try {
        const client = await openClient(options, attempt.fetch);
        const found: ModelInfo[] = [];
        for await (const entry of await client.models.list({
          config: { abortSignal: attempt.signal, pageSize: 1000 },
        })) {
          const model = toModelInfo(entry);
          if (model) found.push(model);
        }
        return found;
      } catch (error) {
        throw attempt.explain(error);
      }
    },
  };
}

function paramsOf(
  { modelId, system, messages, maxTokens, effort }: Resolved<GenerateRequest>,
  provider: string,
  abortSignal: AbortSignal,
  more: GenerateContentConfig = {},
): GenerateContentParameters {
  return {
    model: modelId,
    contents: toContents(messages, provider),
    config: {
      abortSignal,
      maxOutputTokens: maxTokens,
      // Left on, the SDK would send further requests of its own: running tools, and resuming what broke off.
      automaticFunctionCalling: { disable: true },
      automaticContinuation: false,
      ...(system && { systemInstruction: system }),
      ...(effort && { thinkingConfig: { thinkingLevel: THINKING[effort] as ThinkingLevel } }),
      ...more,
    },
  };
}
