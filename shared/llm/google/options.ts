import type { Clock } from '../../clock.ts';

export interface GoogleOptions {
  /** How the provider is named in settings and results; `google` unless said. */
  id?: string;
  /** A key of the Gemini API. */
  apiKey: string;
  /** The environment variable that the key came from, for the hint of an error. */
  keyName?: string;
  /** Without the version. Google's own unless said. */
  baseURL?: string;
  clock: Clock;
  fetch?: typeof fetch;
}
