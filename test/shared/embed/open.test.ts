import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EMBEDDING_FILE } from '../../../shared/embed/assemble.ts';
import { EMBEDDING_CONFIG } from '../../../shared/embed/config.ts';
import { openEmbedding } from '../../../shared/embed/open.ts';
import { readEmbeddingConfig } from '../../../shared/embed/read-config.ts';
import type { Ledger } from '../../../shared/llm/ledger/ledger.ts';
import { createLogger } from '../../../shared/log.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import { testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { ledgerUnderTest } from '../llm/core-under-test.ts';
import { failure } from '../llm/expect-llm-error.ts';
import { loopback } from '../llm/loopback.ts';

const account = { caller: 'memory' };

interface Surroundings {
  home?: string;
  forgetful?: boolean;
  ledger?: Ledger;
}

async function open(config: JsonObject, { home, ledger, forgetful = false }: Surroundings = {}) {
  const clock = testClock();
  const opened = await openEmbedding({
    config: EMBEDDING_CONFIG.parse(config),
    env: { OPENAI_API_KEY: ' sk-1234 ', VOYAGE_API_KEY: 'pa-1234' },
    home: home ?? (await temporaryFolder()),
    durability: 'normal',
    clock,
    log: createLogger('silent'),
    forgetful,
    ledger: ledger ?? (await ledgerUnderTest({}, { clock })),
  });
  onTestFinished(() => opened.close());
  return opened;
}

/** Answers every text with its length, and says that each took five tokens. */
const echo = () =>
  loopback(({ body }) => {
    const texts = body.input as string[];
    return {
      body: {
        data: texts.map((text, index) => ({ index, embedding: [text.length, 0] })),
        usage: { total_tokens: 5 * texts.length },
      },
    };
  });

test('nothing is set: none, and no file', async () => {
  const home = await temporaryFolder();
  const { id, dimensions, for: embedderFor } = await open({}, { home });
  expect([id, dimensions, embedderFor(account).id]).toEqual(['none', 0, 'none']);
  expect(existsSync(join(home, EMBEDDING_FILE))).toBe(false);
});

test('vectors are checked, asked for in batches, and with the key of the environment', async () => {
  const { url, seen } = await echo();
  const baseURL = `${url}/v1/`;
  const config = { provider: 'openai', model: 'm', apiKeyEnv: 'OPENAI_API_KEY', baseURL, batchTexts: 2 };
  const embedder = (await open(config)).for(account);
  expect(await embedder.embed(['a', 'bb', 'ccc'], 'document')).toEqual(
    Array(3).fill(Float32Array.from([1, 0])),
  );
  expect(seen.map(({ body }) => body.input)).toEqual([['a', 'bb'], ['ccc']]);
  expect(seen[0]?.headers.authorization).toBe('Bearer sk-1234');
});

test('nothing is asked for twice, by whichever account or process', async () => {
  const { url, seen } = await echo();
  const config = { provider: 'openai', model: 'm', baseURL: `${url}/v1` };
  const home = await temporaryFolder();
  const first = await open(config, { home });
  await first.for(account).embed(['a'], 'document');
  await first.for({ caller: 'other' }).embed(['a', 'bb'], 'document');
  const second = await open(config, { home });
  await second.for(account).embed(['bb', 'ccc'], 'document');
  expect(seen.map(({ body }) => body.input)).toEqual([['a'], ['bb'], ['ccc']]);
  expect(existsSync(join(home, EMBEDDING_FILE))).toBe(true);
});

test('a forgetful one keeps queries in memory, documents nowhere, and nothing on the disk', async () => {
  const { url, seen } = await echo();
  const home = await temporaryFolder();
  const config = { provider: 'openai', model: 'm', baseURL: `${url}/v1`, batchTexts: 2 };
  const embedder = (await open(config, { home, forgetful: true })).for(account);
  await embedder.embed(['a', 'bb', 'ccc'], 'document');
  await embedder.embed(['a'], 'document');
  await embedder.embed(['q'], 'query');
  await embedder.embed(['q'], 'query');
  expect(seen.map(({ body }) => body.input)).toEqual([['a', 'bb'], ['ccc'], ['a'], ['q']]);
  expect(existsSync(join(home, EMBEDDING_FILE))).toBe(false);
});

test('Voyage is paid for by the tokens it tells; what the cache has costs nothing', async () => {
  const { url } = await echo();
  const ledger = await ledgerUnderTest({}, { clock: testClock() });
  const config = { provider: 'voyage', model: 'voyage-4', apiKeyEnv: 'VOYAGE_API_KEY', baseURL: url };
  const embedding = await open(config, { ledger });
  const embedder = embedding.for(account);
  await embedder.embed(['a', 'b'], 'document');
  await embedder.embed(['a', 'b'], 'document');
  // Ten tokens at $0.06 a million.
  expect(await ledger.spend('caller')).toMatchObject([{ name: 'memory', calls: 1, costNanoUsd: 600 }]);
  expect(await ledger.spend('provider')).toMatchObject([{ name: 'voyage', estimated: 0 }]);
  expect(embedding.price).toMatchObject({ estimated: false });
});

test('a server of one’s own costs nothing', async () => {
  const { url } = await echo();
  const ledger = await ledgerUnderTest({ dayUsd: 0 }, { clock: testClock() });
  const embedding = await open({ provider: 'openai', model: 'm', baseURL: url }, { ledger });
  await embedding.for(account).embed(['a'], 'query');
  expect(embedding.price).toBeUndefined();
  expect(await ledger.spend('caller')).toEqual([]);
});

describe('a key', () => {
  test('that is not there is told before anything is sent', async () => {
    const error = await failure(open({ provider: 'voyage', model: 'm', apiKeyEnv: 'NO_SUCH_KEY' }));
    expect(error.message).toBe('The key for voyage is missing: NO_SUCH_KEY is not set.');
  });

  test.skipIf(process.platform === 'win32')('may be in a file, if nobody else can read it', async () => {
    const { url, seen } = await echo();
    const apiKeyFile = join(await temporaryFolder(), 'key');
    await writeFile(apiKeyFile, 'pa-5678\n', { mode: 0o600 });
    const config = { provider: 'voyage', model: 'm', apiKeyFile, baseURL: url };
    await (await open(config)).for(account).embed(['a'], 'query');
    expect(seen[0]?.headers.authorization).toBe('Bearer pa-5678');
    await chmod(apiKeyFile, 0o644);
    expect((await failure(open(config))).details.hint).toBe(
      `Run chmod 600 ${apiKeyFile} (embedding.apiKeyFile).`,
    );
  });
});

describe('settings that do not fit', () => {
  test.each<[JsonObject, string, string]>([
    [{ provider: 'ollama' }, 'model', 'ollama needs it: the name of a model'],
    [{ provider: 'onnx' }, 'folder', 'onnx needs it: where the model is'],
    [
      { provider: 'voyage', model: 'm' },
      'apiKeyEnv',
      'voyage needs it: the name of the variable with the key',
    ],
    [
      { provider: 'openai', model: 'm' },
      'apiKeyEnv',
      'openai needs it: the name of the variable with the key',
    ],
    [
      { provider: 'voyage', model: 'm', apiKeyEnv: 'pa-1234' },
      'apiKeyEnv',
      'has to be the name of an environment variable',
    ],
  ])('%j', (config, path, message) => {
    const { error } = EMBEDDING_CONFIG.safeParse(config);
    expect(error?.issues).toMatchObject([{ path: [path], message }]);
  });

  test('are told with their keys', () => {
    const embedding = { provider: 'voyages', batchText: 3 };
    expect(() => readEmbeddingConfig({ embedding, file: 'settings.json' })).toThrow(
      [
        'The settings have 2 mistakes.',
        'settings.json: embedding.provider: has to be one of "none", "voyage", "openai", "ollama", "onnx".',
        'settings.json: embedding.batchText: no such setting, did you mean batchTexts?',
      ].join('\n'),
    );
  });
});
