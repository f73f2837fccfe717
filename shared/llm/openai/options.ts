import type { Clock } from '../../clock.ts';
import type { Effort, RateLimits } from '../port.ts';

export interface OpenAiOptions {
  /** How the provider is named in settings and results; `openai` unless said. */
  id?: string;
  /** What a person calls it; `OpenAI` unless said. */
  name?: string;
  /** Sent as a bearer token; nothing is sent where there is none. */
  apiKey?: string;
  /** The environment variable that the key came from, for the hint of an error. */
  keyName?: string;
  /** With the version: `http://127.0.0.1:11434/v1`. OpenAI's own unless said. */
  baseURL?: string;
  /**
   * `openai`: the API as OpenAI has it. `compatible`: what local servers speak of it, with `max_tokens`, models named
   * by their whole name, and no prompt cache to speak of.
   */
  dialect?: 'openai' | 'compatible';
  /** Efforts that its models take, lowest first; a model without reasoning refuses any. */
  efforts?: readonly Effort[];
  clock: Clock;
  fetch?: typeof fetch;
  /** Called with what the headers of each answer say about limits. */
  onRateLimits?(limits: RateLimits): void;
}
