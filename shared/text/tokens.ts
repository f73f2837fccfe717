/**
 * Bytes of UTF-8 to a token. English prose has about 4, code and JSON about 3: what an estimate feeds is a budget, so
 * it errs on the high side.
 */
export const BYTES_PER_TOKEN = 3;

/** About how many tokens a text is, where nobody counts them. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}
