import type { OpenEmbedding, OpenEmbeddingOptions } from './assemble.ts';

export type { OpenEmbedding, OpenEmbeddingOptions } from './assemble.ts';

/**
 * Opens the embedder of the settings. This is the file that servers import: it loads nothing until it is called, and
 * then no SDK, no model and no database until a text is to be embedded.
 * @throws LlmError NO_ACCESS when its key is missing, NO_MODEL or BAD_REQUEST for the folder of a local model.
 */
export async function openEmbedding(options: OpenEmbeddingOptions): Promise<OpenEmbedding> {
  const { assembleEmbedding } = await import('./assemble.ts');
  return assembleEmbedding(options);
}
