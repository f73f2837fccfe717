import { LlmError } from '../llm/errors.ts';
import type { Embedder } from './embedder.ts';
import { flawOf, normalised } from './vector.ts';

/**
 * Lets nothing through that would spoil an index: as many vectors as texts, all of one size, finite, not zero, and of
 * length 1. Without a size of its own it holds the embedder to that of its first vector.
 */
export function checked(embedder: Embedder): Embedder {
  let size = embedder.dimensions;
  const wrong = (what: string, hint: string) =>
    new LlmError('BAD_ANSWER', what, { provider: embedder.id, retryable: false, hint });

  return {
    ...embedder,
    async embed(texts, kind, signal) {
      if (texts.length === 0) return [];
      const empty = texts.findIndex((text) => text.trim() === '');
      if (empty >= 0) {
        throw new LlmError(
          'BAD_REQUEST',
          `Text ${empty + 1} of ${texts.length} is empty: it has no meaning to embed.`,
          {
            provider: embedder.id,
            retryable: false,
            hint: 'Leave empty texts out.',
          },
        );
      }
      const vectors = await embedder.embed(
        texts.map((text) => text.toWellFormed()),
        kind,
        signal,
      );
      if (vectors.length !== texts.length) {
        throw wrong(
          `${embedder.id} gave ${vectors.length} vectors for ${texts.length} texts.`,
          'Check that the address is that of an embedding API.',
        );
      }
      return vectors.map((vector, index) => {
        size ??= vector.length;
        if (vector.length !== size) {
          throw wrong(
            `${embedder.id} gave a vector of ${vector.length} numbers where ${size} were expected.`,
            'Set `dimensions` to what the model gives; vectors of another size need a new index.',
          );
        }
        const flaw = flawOf(vector);
        if (flaw) {
          throw wrong(
            `The vector of ${embedder.id} for text ${index + 1} of ${texts.length} ${flaw}.`,
            'The model may be damaged or badly converted: try another one.',
          );
        }
        return normalised(vector);
      });
    },
  };
}
