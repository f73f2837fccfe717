import type { Clock } from '../clock.ts';
import type { Prefixes } from './embedder.ts';

/** What the embedders behind an address have in common. */
export interface RemoteOptions {
  /** As its API names it. */
  model: string;
  /** How many numbers a vector is to have, for models that let one choose. */
  dimensions?: number;
  prefixes?: Prefixes;
  apiKey?: string;
  /** The environment variable that the key came from, for the hint of an error. */
  keyName?: string;
  baseURL?: string;
  clock: Clock;
  fetch?: typeof fetch;
  /** Milliseconds for one request; 120,000 unless said. */
  timeoutMs?: number;
}
