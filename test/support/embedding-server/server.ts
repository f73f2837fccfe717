import { type Loopback, loopback, type Reply } from '../../shared/llm/loopback.ts';
import { vectorOf } from './vectors.ts';

/** How the server goes wrong. `nan` and `null`: in the vectors of texts that hold this word. */
export type Trouble =
  | { status: number }
  | { dimensions: number }
  | { nan: string }
  | 'hang'
  | 'reset'
  | 'junk'
  | undefined;

export interface EmbeddingServer extends Loopback {
  /** Every text that was ever sent here, in order. */
  texts(): string[];
  /** Makes it go wrong from now on; undefined lets it be well again. */
  trouble: Trouble;
}

/**
 * An embedder on loopback that speaks OpenAI's API (https://platform.openai.com/docs/api-reference/embeddings), with a
 * deterministic model of words. It goes away with the test.
 */
export async function startEmbedder(dimensions = 1024): Promise<EmbeddingServer> {
  const state: { trouble: Trouble } = { trouble: undefined };
  const answer = (texts: readonly string[]): Reply => {
    const { trouble } = state;
    if (trouble === 'hang' || trouble === 'reset') return { end: trouble };
    if (trouble === 'junk') return { body: '<html>' };
    if (trouble && 'status' in trouble) return { status: trouble.status, body: { error: { message: 'no' } } };
    const size = trouble && 'dimensions' in trouble ? trouble.dimensions : dimensions;
    const broken = trouble && 'nan' in trouble ? trouble.nan : undefined;
    const data = texts.map((text, index) => {
      const embedding: (number | null)[] = vectorOf(text, size);
      // JSON has no NaN: servers write null for it.
      if (broken !== undefined && text.includes(broken)) embedding[0] = null;
      return { object: 'embedding', index, embedding };
    });
    return { body: { object: 'list', model: 'words', data, usage: { prompt_tokens: 1, total_tokens: 1 } } };
  };
  const server = await loopback(({ body }) => answer(body.input as string[]));
  return {
    ...server,
    texts: () => server.seen.flatMap(({ body }) => body.input as string[]),
    get trouble() {
      return state.trouble;
    },
    set trouble(trouble: Trouble) {
      state.trouble = trouble;
    },
  };
}
