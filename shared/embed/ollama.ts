import * as z from 'zod';
import { badAnswer } from '../llm/http/attempt.ts';
import type { Embedder } from './embedder.ts';
import { fingerprintOf, withPrefix } from './fingerprint.ts';
import { postJson } from './post-json.ts';
import type { RemoteOptions } from './remote-options.ts';
import { vectorsOf } from './vectors-of.ts';

const OLLAMA_URL = 'http://127.0.0.1:11434';

const Answer = z.object({ embeddings: z.array(z.unknown()) });

/**
 * Ollama by its own API (https://docs.ollama.com/api/embed), which cuts texts that are too long where its OpenAI-like
 * one refuses them. The model has to be pulled before.
 */
export function createOllamaEmbedder(options: Omit<RemoteOptions, 'keyName'>): Embedder {
  const { model, dimensions, prefixes, baseURL = OLLAMA_URL } = options;
  const origin = { id: 'ollama', name: 'Ollama', address: baseURL };
  return {
    id: origin.id,
    fingerprint: fingerprintOf({ provider: origin.id, model, dimensions, prefixes, more: options.baseURL }),
    ...(dimensions !== undefined && { dimensions }),
    embed: (texts, kind, signal) =>
      postJson(
        { ...options, origin, url: `${baseURL}/api/embed`, signal },
        {
          model,
          input: withPrefix(texts, kind, prefixes),
          truncate: true,
          ...(dimensions !== undefined && { dimensions }),
        },
        (answer) => {
          const parsed = Answer.safeParse(answer);
          if (!parsed.success) throw badAnswer(origin, 'What Ollama answered is no list of vectors.');
          return vectorsOf(parsed.data.embeddings, origin);
        },
      ),
  };
}
