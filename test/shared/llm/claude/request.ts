import pino from 'pino';
import type { ClaudeOptions } from '../../../../shared/llm/claude/connection.ts';
import type { GenerateRequest, Resolved } from '../../../../shared/llm/port.ts';
import type { Logger } from '../../../../shared/log.ts';
import { testClock } from '../../../clock.ts';
import type { MessagesApi } from '../../../support/messages-api/server.ts';

export const SONNET = 'claude-sonnet-5-5';

/** A request of 6 tokens: 2 for the word, 4 for its message. */
export function hello(more: Partial<Resolved<GenerateRequest>> = {}): Resolved<GenerateRequest> {
  return {
    modelId: SONNET,
    account: { caller: 'test' },
    messages: [{ role: 'user', content: 'Hello' }],
    maxTokens: 100,
    ...more,
  };
}

/** A log that keeps its lines. */
export function keptLog(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  const log = pino({ level: 'trace', base: null }, { write: (line: string) => lines.push(line) });
  return { log, lines };
}

/** What a provider needs to talk to a server of the bench. */
export function optionsFor(api: MessagesApi, more: Partial<ClaudeOptions> = {}): ClaudeOptions {
  return { apiKey: api.key, baseURL: api.url, clock: testClock(), log: keptLog().log, ...more };
}
