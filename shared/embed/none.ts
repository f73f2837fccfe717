import { LlmError } from '../llm/errors.ts';
import type { Embedder } from './embedder.ts';

/** No vectors: what a fresh installation has. Callers look at `dimensions` and search by words alone. */
export const noEmbedder: Embedder = {
  id: 'none',
  fingerprint: 'none',
  dimensions: 0,
  embed: async (texts) => {
    if (texts.length === 0) return [];
    throw new LlmError('NO_ACCESS', 'No embedder is configured.', {
      provider: 'none',
      retryable: false,
      hint: 'Set `embedding.provider` in the settings to voyage, openai, ollama or onnx.',
    });
  },
};
