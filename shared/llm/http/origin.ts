/** Who a request goes to, in the words that an error uses. Holds no key. */
export interface Origin {
  /** The id of the provider: `openai`. */
  id: string;
  /** What a person calls it: `OpenAI`. */
  name: string;
  /** Where its key comes from (`OPENAI_API_KEY`); left out where it needs none. */
  keyName?: string;
  /** Its address as a person would check it, without query or password. */
  address?: string;
}
