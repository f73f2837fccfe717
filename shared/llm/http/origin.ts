/** Who a request goes to, in the words that an error uses. Holds no key. */
export interface Origin {
  /** The id of the provider: `openai`. */
  id: string;
  /** What a person calls it in the middle of a sentence: `OpenAI`, `the local server`. */
  name: string;
  /** Where its key comes from (`OPENAI_API_KEY`); left out where it needs none. */
  keyName?: string;
  /** Its address as a person would check it, without query or password. */
  address?: string;
}

/** A message that may begin with a provider's name, as a sentence begins. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
