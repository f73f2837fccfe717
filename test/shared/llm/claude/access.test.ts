import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Availability, availabilityOf } from '../../../../shared/llm/availability.ts';
import { createClaudeProvider } from '../../../../shared/llm/claude/provider.ts';
import type { Provider } from '../../../../shared/llm/port.ts';
import { testClock } from '../../../clock.ts';
import { closedPort } from '../../../support/messages-api/closed-port.ts';
import { body, headers, status } from '../../../support/messages-api/faults.ts';
import { model } from '../../../support/messages-api/models.ts';
import { text } from '../../../support/messages-api/replies.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { bench } from './bench.ts';
import { hello, keptLog, optionsFor } from './request.ts';

afterEach(() => vi.unstubAllEnvs());

async function check({ models }: Provider): Promise<Availability> {
  const { state, words } = await availabilityOf(models());
  return { state, words };
}

describe('whether Claude can be used', () => {
  test('a key that works', async () => {
    const { claude } = await bench();
    expect(await check(claude)).toEqual({
      state: 'ready',
      words: 'answers, with 4 models.',
    });
  });

  test.each([
    ['no key', undefined, 'There is no key for Claude.'],
    ['an empty key', ' \n', 'There is no key for Claude.'],
    ['a key with a line break', 'sk-test\nkey', 'The key of Claude holds characters that no key has.'],
  ])('%s: nothing is sent', async (_, apiKey, words) => {
    const { api, claude } = await bench({}, { apiKey });
    const { state, words: said } = await check(claude);
    expect(state).toBe('no_key');
    expect(said).toContain(words);
    expect(api.journal.entries).toEqual([]);
  });

  test.each(['claude.example', 'ftp://claude.example', ''])(
    'a base URL that is none: %j',
    async (baseURL) => {
      const { claude } = await bench({}, { baseURL });
      await expect(claude.generate(hello())).rejects.toMatchObject({
        code: 'NO_ACCESS',
        message: 'The base URL of Claude is not an address.',
      });
    },
  );

  test('a request that cannot be put into JSON is not sent', async () => {
    const { api, claude } = await bench();
    const failed = claude.generate(hello({ maxTokens: 1n as unknown as number }));
    await expect(failed).rejects.toMatchObject({ code: 'BAD_REQUEST', details: { retryable: false } });
    expect(api.journal.entries).toEqual([]);
  });

  test('a key with a space behind it works: it was copied', async () => {
    const { claude } = await bench({}, { apiKey: 'sk-test-key \n' });
    expect((await check(claude)).state).toBe('ready');
  });

  test.each([
    ['a wrong key', status(401), 'wrong_key', 'Claude does not accept the key.'],
    ['a key that may not', status(403), 'wrong_key', 'The key may not do this.'],
    ['no credit', status(402), 'wrong_key', 'no credit left'],
    ['a limit', status(429), 'ready', 'answers. The rate limit of Claude is reached.'],
    ['trouble', status(529), 'unreachable', 'Claude is overloaded.'],
    ['a login page', body('<html>', 'text/html'), 'unreachable', 'does not speak the Messages API'],
  ])('%s', async (_, fault, state, words) => {
    const { claude } = await bench({ rules: [{ when: { endpoint: 'models' }, fault }] });
    const checked = await check(claude);
    expect(checked.state).toBe(state);
    expect(checked.words).toContain(words);
  });

  test('nobody there', async () => {
    const { claude } = await bench({}, { baseURL: await closedPort() });
    expect(await check(claude)).toEqual({
      state: 'unreachable',
      words: 'Claude cannot be reached. Check the network, the proxy and the base URL.',
    });
  });
});

describe('where credentials come from', () => {
  test('the environment is not read unless asked for', async () => {
    const { api } = await bench({ rules: [{ reply: text('ok') }] });
    vi.stubEnv('ANTHROPIC_API_KEY', api.key);
    vi.stubEnv('ANTHROPIC_BASE_URL', api.url);
    const { log } = keptLog();
    const silent = createClaudeProvider({ log, clock: testClock() });
    await expect(silent.models()).rejects.toMatchObject({ code: 'NO_ACCESS' });
    const asked = createClaudeProvider({ log, clock: testClock(), config: 'env' });
    expect(await asked.generate(hello())).toMatchObject({ text: 'ok' });
    // With a key of our own, the address of the environment is not taken either.
    const seen: string[] = [];
    const fetch = async (input: string | URL | Request) => {
      seen.push(String(input));
      throw new TypeError('fetch failed');
    };
    const own = createClaudeProvider({ log, clock: testClock(), apiKey: 'sk-own', fetch });
    await expect(own.models()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(seen).toEqual(['https://api.anthropic.com/v1/models?limit=1000']);
  });

  test('asked for, and not there: no access, and nothing is sent', async () => {
    const { api } = await bench();
    const empty = await temporaryFolder();
    for (const name of ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_PROFILE']) {
      vi.stubEnv(name, undefined);
    }
    for (const name of ['HOME', 'XDG_CONFIG_HOME', 'ANTHROPIC_CONFIG_DIR']) vi.stubEnv(name, empty);
    const claude = createClaudeProvider(optionsFor(api, { apiKey: undefined, config: 'env' }));
    await expect(claude.models()).rejects.toMatchObject({
      code: 'NO_ACCESS',
      message: 'No usable credentials for Claude were found.',
      details: { retryable: false },
    });
    expect(api.journal.entries).toEqual([]);
  });
});

describe('the key stays here', () => {
  test('it is in no error and no line of the log, though the other side repeats it', async () => {
    const { log, lines } = keptLog();
    const { api, claude } = await bench(
      {
        key: 'sk-ant-very-secret',
        rules: [{ fault: status(400, { message: 'your key is sk-ant-very-secret' }) }],
      },
      { log },
    );
    const failed = await claude.generate(hello()).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'BAD_REQUEST', details: { status: 400, requestId: 'req_1' } });
    expect(inspect(failed, { depth: 10, showHidden: true })).not.toContain('very-secret');
    expect(lines.join('')).not.toContain('very-secret');
    expect(lines.join('')).toContain('your key is [key]');
    expect(api.journal.entries).toHaveLength(1);
  });

  test('what is asked and answered is not logged', async () => {
    const { log, lines } = keptLog();
    const { claude } = await bench({ rules: [{ reply: text('a private answer') }] }, { log });
    await claude.generate(hello({ messages: [{ role: 'user', content: 'a private question' }] }));
    for await (const _ of claude.stream(hello()));
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.join('')).not.toContain('private');
  });

  test('a redirect is not followed', async () => {
    const { api: elsewhere } = await bench();
    const { claude } = await bench({
      rules: [
        {
          when: { endpoint: 'models' },
          fault: [body('', 'text/html', 307), headers({ location: `${elsewhere.url}/v1/models` })],
        },
      ],
    });
    await expect(claude.models()).rejects.toMatchObject({ code: 'BAD_REQUEST', details: { status: 307 } });
    expect(elsewhere.journal.entries).toEqual([]);
  });

  test('a list of models that never ends is given up', async () => {
    const { api, claude } = await bench({
      rules: [
        {
          when: { endpoint: 'models' },
          fault: body(JSON.stringify({ data: [model('a')], has_more: true, last_id: 'a' })),
        },
      ],
    });
    await expect(claude.models()).rejects.toMatchObject({ code: 'BAD_ANSWER' });
    expect(api.journal.entries).toHaveLength(20);
  });
});
