import { SettingsError } from '../../../shared/config/settings-error.ts';
import { type OpenLlm, openLlm } from '../../../shared/llm/open.ts';
import { openPrompts } from '../../../shared/llm/prompts/open.ts';
import { PromptError } from '../../../shared/llm/prompts/prompt-error.ts';
import { readModelConfig } from '../../../shared/llm/read-config.ts';
import { type PrivacyConfig, policyOf, scanOptions } from '../../../shared/privacy/config.ts';
import type { OpenWriter } from '../jobs/consolidate.ts';
import type { MemoryServerOptions } from '../options.ts';
import type { DigestWriter } from './digests.ts';
import { modelDigest } from './model-digest.ts';

/** Opens the models that the settings name, to write digests. Where there is none, the digests say so. */
export async function openDigestWriter(
  options: MemoryServerOptions,
  privacy: PrivacyConfig,
): Promise<OpenWriter> {
  const { home, durability, clock, ids, log, settings, env = {} } = options;
  let opened: OpenLlm | undefined;
  const close = async (): Promise<void> => opened?.close();
  try {
    const config = readModelConfig({ modelConfig: settings?.modelConfig, file: settings?.file ?? '' });
    opened = await openLlm({ config, env, home, durability, clock, ids, log });
    const { llm, providers } = opened;
    if (providers.length === 0) return { write: never('no model is configured'), close };
    const prompt = (await openPrompts(home)).prompt('digest-conversation');
    return {
      write: modelDigest({ llm, prompt, policy: policyOf(privacy), scan: scanOptions(privacy) }),
      close,
    };
  } catch (error) {
    if (error instanceof SettingsError) return { write: never('the settings about models are wrong'), close };
    if (error instanceof PromptError) {
      return { write: never(`a prompt of your own is wrong: ${error.message}`), close };
    }
    throw error;
  }
}

function never(reason: string): DigestWriter {
  return async () => ({ reason, givesUp: true });
}
