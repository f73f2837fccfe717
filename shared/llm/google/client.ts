import type { GoogleGenAI } from '@google/genai';
import type { Origin } from '../http/origin.ts';
import type { GoogleOptions } from './options.ts';

const GEMINI_URL = 'https://generativelanguage.googleapis.com';

/**
 * A client of the SDK for one attempt. What it would read from the environment is said here: a wrong variable would
 * send the request to another service, version or address, and print about it. It retries only when told to.
 */
export async function openClient(
  { apiKey, baseURL = GEMINI_URL }: Pick<GoogleOptions, 'apiKey' | 'baseURL'>,
  fetch: typeof globalThis.fetch,
): Promise<GoogleGenAI> {
  const { GoogleGenAI } = await import('@google/genai');
  return new GoogleGenAI({
    apiKey,
    enterprise: false,
    vertexai: false,
    apiVersion: 'v1beta',
    httpOptions: { baseUrl: baseURL, fetch },
  });
}

/** How errors speak of the provider. */
export function originOf({ id = 'google', keyName, baseURL = GEMINI_URL }: GoogleOptions): Origin {
  const { origin, pathname } = new URL(baseURL);
  const address = origin + (pathname === '/' ? '' : pathname);
  return { id, name: 'Google', address, ...(keyName !== undefined && { keyName }) };
}
