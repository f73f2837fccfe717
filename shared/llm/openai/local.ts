import type { Provider } from '../port.ts';
import type { OpenAiOptions } from './options.ts';
import { createOpenAiProvider } from './provider.ts';

/** Where local servers listen unless they are told otherwise, each by its documentation. */
export const LOCAL_SERVERS = {
  ollama: { name: 'Ollama', baseURL: 'http://127.0.0.1:11434/v1' },
  'lm-studio': { name: 'LM Studio', baseURL: 'http://127.0.0.1:1234/v1' },
  vllm: { name: 'vLLM', baseURL: 'http://127.0.0.1:8000/v1' },
} as const;

export type LocalServer = keyof typeof LOCAL_SERVERS;

/**
 * A server on this machine or in this network that speaks the protocol of OpenAI. It needs no key, and its models are
 * chosen by their whole name.
 */
export function createLocalProvider(server: LocalServer, options: Omit<OpenAiOptions, 'dialect'>): Provider {
  return createOpenAiProvider({ id: server, ...LOCAL_SERVERS[server], ...options, dialect: 'compatible' });
}
