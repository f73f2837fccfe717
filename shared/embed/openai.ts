import * as z from 'zod';
import { answered } from '../llm/errors.ts';
import { badAnswer, beginAttempt } from '../llm/http/attempt.ts';
import { hasBegun } from '../llm/http/exchange.ts';
import { openClient, originOf, REQUEST_HEADERS } from '../llm/openai/client.ts';
import { saidOf } from '../llm/openai/errors.ts';
import type { BareEmbedder } from './embedder.ts';
import { fingerprintOf, withPrefix } from './fingerprint.ts';
import type { RemoteOptions } from './remote-options.ts';
import { inOrder, USAGE, vectorsOf } from './vectors-of.ts';

const Answer = z.object({
  usage: USAGE,
  data: z.array(z.object({ index: z.number().int().min(0), embedding: z.unknown() })),
});

/** OpenAI, or any server that speaks its embeddings API, through its SDK, which is loaded at the first call. */
export function createOpenAiEmbedder(options: RemoteOptions & { name?: string }): BareEmbedder {
  const { model, dimensions, prefixes, clock, apiKey, fetch, timeoutMs } = options;
  const origin = originOf(options);
  return {
    id: origin.id,
    fingerprint: fingerprintOf({ provider: origin.id, model, dimensions, prefixes, more: options.baseURL }),
    ...(dimensions !== undefined && { dimensions }),
    async embed(texts, kind, signal, tell) {
      const attempt = beginAttempt(
        {
          origin,
          clock,
          said: saidOf,
          requestHeaders: REQUEST_HEADERS,
          ...(apiKey !== undefined && { secret: apiKey }),
          ...(fetch && { fetch }),
        },
        { signal, timeoutMs },
      );
      try {
        const client = await openClient(options, attempt.fetch);
        const answer = await client.embeddings.create(
          {
            model,
            input: withPrefix(texts, kind, prefixes),
            // The SDK would ask for base64, which not every server knows.
            encoding_format: 'float',
            ...(dimensions !== undefined && { dimensions }),
          },
          { signal: attempt.signal },
        );
        const parsed = Answer.safeParse(answer);
        if (!parsed.success) throw badAnswer(origin, `What ${origin.name} answered is no list of vectors.`);
        if (parsed.data.usage) tell?.(parsed.data.usage.total_tokens);
        return vectorsOf(inOrder(parsed.data.data, origin), origin);
      } catch (error) {
        const failed = attempt.explain(error);
        throw hasBegun(attempt.exchange) ? answered(failed) : failed;
      }
    },
  };
}
