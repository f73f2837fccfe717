import type OpenAI from 'openai';
import type { Origin } from '../http/origin.ts';
import type { OpenAiOptions } from './options.ts';

const OPENAI_URL = 'https://api.openai.com/v1';

/**
 * Headers that may leave: the SDK also adds whatever OPENAI_CUSTOM_HEADERS holds, which is meant for OpenAI and not
 * for every server that speaks its protocol, and a description of this machine.
 */
export const REQUEST_HEADERS = ['accept', 'authorization', 'content-type', 'user-agent'];

/** Longer than any attempt: the attempt's own signal decides. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * A client of the SDK for one attempt, with everything switched off that the layers above do or that it would read
 * from the environment: retries, logging (its default prints to the console, bodies included), organisation, address.
 */
export async function openClient(
  { apiKey, baseURL = OPENAI_URL }: Pick<OpenAiOptions, 'apiKey' | 'baseURL'>,
  fetch: OpenAI['fetch'],
): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL,
    fetch,
    maxRetries: 0,
    timeout: NEVER_MS,
    logLevel: 'off',
    ...(apiKey === undefined && { defaultHeaders: { authorization: null } }),
  });
}

/** How errors speak of the provider. */
export function originOf({
  id = 'openai',
  name = 'OpenAI',
  keyName,
  baseURL = OPENAI_URL,
}: OpenAiOptions): Origin {
  const { origin, pathname } = new URL(baseURL);
  return { id, name, address: origin + pathname, ...(keyName !== undefined && { keyName }) };
}
