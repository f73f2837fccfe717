import { onTestFinished } from 'vitest';
import type { ClaudeOptions } from '../../../../shared/llm/claude/connection.ts';
import { createClaudeProvider } from '../../../../shared/llm/claude/provider.ts';
import { testClock } from '../../../clock.ts';
import { type MessagesApiOptions, startMessagesApi } from '../../../support/messages-api/server.ts';
import { optionsFor } from './request.ts';

/** A server and the Claude provider that talks to it, for one test. */
export async function bench(options: MessagesApiOptions = {}, more: Partial<ClaudeOptions> = {}) {
  const api = await startMessagesApi({ clock: testClock(), ...options });
  onTestFinished(api.close);
  return { api, claude: createClaudeProvider(optionsFor(api, more)) };
}
