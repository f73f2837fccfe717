import type { ModelFolder } from './model-folder.ts';

/** The tokens of some texts, as a model takes them: one row a text, filled up to the longest. */
export interface Tokens {
  rows: number;
  columns: number;
  /** Row after row. */
  ids: BigInt64Array;
  /** 1 where there is a token, 0 where a row was filled up. */
  mask: BigInt64Array;
}

export type Tokenize = (texts: readonly string[]) => Tokens;

/** Loads the tokenizer of a model. Texts that are too long are cut, the special tokens at both ends kept. */
export async function openTokenizer(folder: ModelFolder): Promise<Tokenize> {
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const tokenizer = new Tokenizer(folder.tokenizer, folder.tokenizerConfig);
  const idsOf = (text: string): number[] => {
    const { ids } = tokenizer.encode(text);
    if (ids.length <= folder.maxTokens) return ids;
    const { ids: bare } = tokenizer.encode(text, { add_special_tokens: false });
    return cut(ids, bare, folder.maxTokens);
  };
  return (texts) => toRows(texts.map(idsOf), folder.padId);
}

/** The first tokens of a text between the special ones that stand before and after it. */
function cut(ids: readonly number[], bare: readonly number[], most: number): number[] {
  const special = ids.length - bare.length;
  const before =
    range(special + 1).find((at) => bare.every((id, index) => ids[at + index] === id)) ?? special;
  const kept = Math.max(0, most - special);
  return [...ids.slice(0, before), ...bare.slice(0, kept), ...ids.slice(before + bare.length)];
}

function toRows(texts: readonly number[][], padId: number): Tokens {
  const columns = Math.max(...texts.map((ids) => ids.length));
  const size = texts.length * columns;
  const tokens = { rows: texts.length, columns, ids: new BigInt64Array(size), mask: new BigInt64Array(size) };
  tokens.ids.fill(BigInt(padId));
  for (const [row, ids] of texts.entries()) {
    for (const [column, id] of ids.entries()) {
      tokens.ids[row * columns + column] = BigInt(id);
      tokens.mask[row * columns + column] = 1n;
    }
  }
  return tokens;
}

function range(size: number): number[] {
  return Array.from({ length: size }, (_, index) => index);
}
