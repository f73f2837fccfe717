import { systemClock } from '../shared/clock.ts';
import { loadSettings, type Settings } from '../shared/config.ts';
import { systemIds } from '../shared/ids.ts';
import type { LlmErrorCode } from '../shared/llm/errors.ts';
import { type OpenLlm, openLlm } from '../shared/llm/open.ts';
import { readModelConfig } from '../shared/llm/read-config.ts';
import { createLogger } from '../shared/log.ts';
import { type ErrorCode, IzaError } from '../shared/mcp/errors.ts';
import type { CliContext } from './context.ts';

export interface ModelOptions {
  home?: string;
  logLevel?: string;
}

export interface OpenModels extends OpenLlm {
  settings: Settings;
}

/** Opens the LLM core for a command, with what the settings and the environment say. */
export async function openModels(context: CliContext, { home, logLevel }: ModelOptions): Promise<OpenModels> {
  const overrides = { ...(home && { home }), ...(logLevel && { logLevel }) };
  const settings = loadSettings({ env: context.env, overrides });
  const opened = await openLlm({
    config: readModelConfig(settings),
    env: context.env,
    home: settings.home,
    durability: settings.durability,
    clock: systemClock,
    ids: systemIds,
    log: createLogger(settings.logLevel, 'iza-llm'),
  }).catch(asIzaError);
  return { ...opened, settings };
}

/** Those that mean the same in both; a provider that cannot be had is UNAVAILABLE whatever the reason. */
const CODES: Partial<Record<LlmErrorCode, ErrorCode>> = {
  TIMEOUT: 'TIMEOUT',
  CANCELLED: 'CANCELLED',
  TOO_LARGE: 'TOO_LARGE',
};

/** An error of a model call as the command line tells errors. */
export async function asIzaError(error: unknown): Promise<never> {
  const { LlmError } = await import('../shared/llm/errors.ts');
  if (!(error instanceof LlmError)) throw error;
  const { hint } = error.details;
  throw new IzaError(CODES[error.code] ?? 'UNAVAILABLE', error.message, {
    ...(hint && { hint }),
    cause: error,
  });
}
