import * as z from 'zod';
import { badAnswer } from '../llm/http/attempt.ts';
import type { BareEmbedder } from './embedder.ts';
import { fingerprintOf, withPrefix } from './fingerprint.ts';
import { postJson } from './post-json.ts';
import type { RemoteOptions } from './remote-options.ts';
import { inOrder, USAGE, vectorsOf } from './vectors-of.ts';

const VOYAGE_URL = 'https://api.voyageai.com/v1';

const Answer = z.object({
  usage: USAGE,
  data: z.array(z.object({ index: z.number().int().min(0), embedding: z.unknown() })),
});

/** Voyage AI (https://docs.voyageai.com/reference/embeddings-api): it tells documents and queries apart by itself. */
export function createVoyageEmbedder(options: RemoteOptions & { apiKey: string }): BareEmbedder {
  const { model, dimensions, prefixes, baseURL = VOYAGE_URL, keyName } = options;
  const origin = {
    id: 'voyage',
    name: 'Voyage',
    address: baseURL,
    ...(keyName !== undefined && { keyName }),
  };
  return {
    id: origin.id,
    fingerprint: fingerprintOf({ provider: origin.id, model, dimensions, prefixes, more: options.baseURL }),
    ...(dimensions !== undefined && { dimensions }),
    embed: (texts, kind, signal, tell) =>
      postJson(
        { ...options, origin, url: `${baseURL}/embeddings`, signal },
        {
          input: withPrefix(texts, kind, prefixes),
          model,
          input_type: kind,
          truncation: true,
          ...(dimensions !== undefined && { output_dimension: dimensions }),
        },
        (answer) => {
          const parsed = Answer.safeParse(answer);
          if (!parsed.success) throw badAnswer(origin, 'What Voyage answered is no list of vectors.');
          if (parsed.data.usage) tell?.(parsed.data.usage.total_tokens);
          return vectorsOf(inOrder(parsed.data.data, origin), origin);
        },
      ),
  };
}
