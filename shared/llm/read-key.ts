import { readFile, stat } from 'node:fs/promises';
import type { Environment } from '../config.ts';
import { LlmError } from './errors.ts';

export interface KeySource {
  /** Name of the environment variable with the key. */
  apiKeyEnv?: string | undefined;
  /** File with the key, where the variable is not set. */
  apiKeyFile?: string | undefined;
}

/**
 * The key of a provider, undefined where there is none. `setting` is where its file is named, for the hint.
 * @throws LlmError NO_ACCESS when the file cannot be read, or by others as well.
 */
export async function readKey(
  provider: string,
  { apiKeyEnv, apiKeyFile }: KeySource,
  env: Environment,
  setting: string,
): Promise<string | undefined> {
  const fromEnvironment = apiKeyEnv ? env[apiKeyEnv]?.trim() : undefined;
  if (fromEnvironment) return fromEnvironment;
  if (!apiKeyFile) return undefined;
  const refuse = (message: string, hint: string, cause?: unknown): LlmError =>
    new LlmError('NO_ACCESS', message, { provider, retryable: false, hint, cause });
  try {
    const { mode } = await stat(apiKeyFile);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw refuse(
        `The key file of ${provider} can be read by others.`,
        `Run chmod 600 ${apiKeyFile} (${setting}).`,
      );
    }
    return (await readFile(apiKeyFile, 'utf8')).trim() || undefined;
  } catch (error) {
    if (error instanceof LlmError) throw error;
    throw refuse(`The key file of ${provider} cannot be read.`, `Look at ${setting}: ${apiKeyFile}.`, error);
  }
}
