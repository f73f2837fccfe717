/** What a text is embedded for: many models treat what is stored and what is asked differently. */
export type EmbeddingKind = 'document' | 'query';

/**
 * Turns texts into vectors. Waiting and retrying are the caller's: errors are LlmError, and say whether another try
 * may help. Texts longer than the model takes are cut by the model.
 */
export interface Embedder {
  /** What makes the vectors: `voyage`, `openai`, `ollama`, `onnx`, `none`. */
  readonly id: string;
  /**
   * Names the space that the vectors live in: provider, model, dimensions, prefixes. Vectors are comparable when, and
   * only when, their fingerprints are equal; a store keeps it beside them.
   */
  readonly fingerprint: string;
  /** Numbers in a vector, where that is known before the first one; 0 when there are no vectors at all. */
  readonly dimensions?: number;
  /** One vector a text, in the order of the texts. */
  embed(texts: readonly string[], kind: EmbeddingKind, signal?: AbortSignal): Promise<Float32Array[]>;
}

/** An embedder as it is: one request a call, which tells how many tokens it took where the provider says so. */
export interface BareEmbedder extends Embedder {
  embed(
    texts: readonly string[],
    kind: EmbeddingKind,
    signal?: AbortSignal,
    tell?: (tokens: number) => void,
  ): Promise<Float32Array[]>;
}

/** Put before every text, for models that were trained with them: `search_query: `. */
export interface Prefixes {
  document?: string;
  query?: string;
}
