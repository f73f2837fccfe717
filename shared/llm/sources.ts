import type { Clock } from '../clock.ts';
import type { Environment } from '../config.ts';
import type { Logger } from '../log.ts';
import { MODEL_CONFIG_KEY, type ModelConfig, type ProviderConfig } from './model-config.ts';
import type { ProviderSource } from './port.ts';
import { readKey } from './read-key.ts';

/** Credentials of Claude's that the SDK finds by itself, where no key is named. */
const CLAUDE_CREDENTIALS = ['ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_PROFILE'];

export interface SourceOptions {
  config: ModelConfig;
  env: Environment;
  clock: Clock;
  log: Logger;
}

export interface ConfiguredSources {
  sources: ProviderSource[];
  /** The keys, so that recordings can leave them out. */
  secrets: string[];
}

/** The providers that are enabled and have what they need to be asked: a key, or for a local server its address. */
export async function configuredSources({
  config,
  env,
  clock,
  log,
}: SourceOptions): Promise<ConfiguredSources> {
  const { claude, openai, google, local } = config.providers;
  const sources: ProviderSource[] = [];
  const secrets: string[] = [];
  /** A key that cannot be read costs its provider, which then says so, and no other. */
  const keyOf = async (id: string, provider: ProviderConfig): Promise<string | undefined> => {
    try {
      const key = await readKey(id, provider, env, `${MODEL_CONFIG_KEY}.providers.${id}.apiKeyFile`);
      if (key) secrets.push(key);
      return key;
    } catch (error) {
      sources.push({ id, open: () => Promise.reject(error) });
      return undefined;
    }
  };
  const isTaken = (id: string): boolean => sources.some((source) => source.id === id);

  const claudeKey = claude.enabled ? await keyOf('claude', claude) : undefined;
  const hasCredentials = CLAUDE_CREDENTIALS.some((name) => env[name]);
  if (claude.enabled && (claudeKey || hasCredentials) && !isTaken('claude')) {
    const baseURL = claude.baseURL ?? env.ANTHROPIC_BASE_URL;
    sources.push({
      id: 'claude',
      open: async (report) => {
        const { createClaudeProvider } = await import('./claude/provider.ts');
        const credentials = claudeKey ? { apiKey: claudeKey } : ({ config: 'env' } as const);
        return createClaudeProvider({
          ...credentials,
          ...(baseURL && { baseURL }),
          clock,
          log,
          // Claude's limits are a line's own: what one model has left says nothing of another.
          onRateLimits: (limits, model) => report({ ...limits, ...(model && { model }) }),
        });
      },
    });
  }

  const openaiKey = openai.enabled ? await keyOf('openai', openai) : undefined;
  if (openaiKey) {
    sources.push({
      id: 'openai',
      open: async (report) => {
        const { createOpenAiProvider } = await import('./openai/provider.ts');
        return createOpenAiProvider({
          apiKey: openaiKey,
          ...(openai.apiKeyEnv && { keyName: openai.apiKeyEnv }),
          ...(openai.baseURL && { baseURL: openai.baseURL }),
          clock,
          onRateLimits: report,
        });
      },
    });
  }

  const googleKey = google.enabled ? await keyOf('google', google) : undefined;
  if (googleKey) {
    sources.push({
      id: 'google',
      open: async () => {
        const { createGoogleProvider } = await import('./google/provider.ts');
        return createGoogleProvider({
          apiKey: googleKey,
          ...(google.apiKeyEnv && { keyName: google.apiKeyEnv }),
          ...(google.baseURL && { baseURL: google.baseURL }),
          clock,
        });
      },
    });
  }

  const { baseURL } = local;
  if (local.enabled && baseURL) {
    const localKey = await keyOf('local', local);
    if (!isTaken('local'))
      sources.push({
        id: 'local',
        open: async (report) => {
          const { createOpenAiProvider } = await import('./openai/provider.ts');
          return createOpenAiProvider({
            id: 'local',
            name: 'the local server',
            dialect: 'compatible',
            baseURL,
            ...(localKey && { apiKey: localKey }),
            clock,
            onRateLimits: report,
          });
        },
      });
  }
  return { sources, secrets };
}
