import type { Embedder, EmbeddingKind } from '../../../shared/embed/embedder.ts';
import { LlmError } from '../../../shared/llm/errors.ts';
import { type ErrorCode, IzaError } from '../../../shared/mcp/errors.ts';

const CODES: Partial<Record<string, ErrorCode>> = {
  TIMEOUT: 'TIMEOUT',
  CANCELLED: 'CANCELLED',
  TOO_LARGE: 'TOO_LARGE',
};

/** Vectors as Chroma's client takes them, and the embedder's errors as those of this server. */
export async function vectorsFor(
  embedder: Embedder,
  texts: readonly string[],
  kind: EmbeddingKind,
  signal: AbortSignal | undefined,
): Promise<number[][]> {
  let vectors: Float32Array[];
  try {
    vectors = await embedder.embed(texts, kind, signal);
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    throw new IzaError(CODES[error.code] ?? 'UNAVAILABLE', error.message, {
      ...(error.details.hint && { hint: error.details.hint }),
      cause: error,
    });
  }
  const sound = vectors.length === texts.length && vectors.every((vector) => vector.length > 0);
  if (!sound) {
    throw new IzaError('UNAVAILABLE', 'Chroma needs vectors, and the embedder gives none.', {
      hint: 'Set an embedding provider in the settings, or leave Chroma out.',
    });
  }
  return vectors.map((vector) => Array.from(vector));
}
