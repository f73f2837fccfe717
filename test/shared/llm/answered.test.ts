import { describe, expect, test } from 'vitest';
import { createClaudeProvider } from '../../../shared/llm/claude/provider.ts';
import { LlmError } from '../../../shared/llm/errors.ts';
import { createGoogleProvider } from '../../../shared/llm/google/provider.ts';
import { createOpenAiProvider } from '../../../shared/llm/openai/provider.ts';
import type { Provider } from '../../../shared/llm/port.ts';
import { createLogger } from '../../../shared/log.ts';
import { testClock } from '../../clock.ts';

const clock = testClock();
const log = createLogger('silent');
const PROVIDERS: Record<string, (fetch: typeof globalThis.fetch) => Provider> = {
  claude: (fetch) =>
    createClaudeProvider({ apiKey: 'key', baseURL: 'https://claude.test', fetch, log, clock }),
  openai: (fetch) => createOpenAiProvider({ apiKey: 'key', fetch, clock }),
  google: (fetch) => createGoogleProvider({ apiKey: 'key', fetch, clock }),
};
const ASK = {
  modelId: 'm',
  account: { caller: 'test' },
  messages: [{ role: 'user' as const, content: 'Hi' }],
  maxTokens: 10,
};

async function failing(provider: Provider): Promise<LlmError> {
  const error = await provider.generate(ASK).catch((thrown: unknown) => thrown);
  if (error instanceof LlmError) return error;
  throw new TypeError('It should have failed with an LlmError.');
}

const answering = (status: number, body: () => ReadableStream | string) => async () =>
  new Response(body(), { status, headers: { 'content-type': 'application/json' } });
const cut = () =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"id":'));
    },
    pull(controller) {
      controller.error(new TypeError('terminated'));
    },
  });

describe.each(Object.entries(PROVIDERS))('%s marks as answered', (_, create) => {
  test('a body that breaks off', async () => {
    expect((await failing(create(answering(200, cut)))).details.answered).toBe(true);
  });
  test('an empty body', async () => {
    expect((await failing(create(answering(200, () => '')))).details.answered).toBe(true);
  });
  test('not what was turned away', async () => {
    expect((await failing(create(answering(400, () => '{}')))).details.answered ?? false).toBe(false);
  });
  test('not what never arrived', async () => {
    const refused = async () => {
      throw new TypeError('fetch failed');
    };
    expect((await failing(create(refused))).details.answered ?? false).toBe(false);
  });
});
