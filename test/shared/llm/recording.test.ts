import { once } from 'node:events';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { createLlm } from '../../../shared/llm/core.ts';
import { MODEL_CONFIG } from '../../../shared/llm/model-config.ts';
import type { Provider, ProviderSource } from '../../../shared/llm/port.ts';
import { recordTo } from '../../../shared/llm/recording/record.ts';
import { replayFrom } from '../../../shared/llm/recording/replay.ts';
import { systemSleep } from '../../../shared/llm/sleep.ts';
import { createLogger } from '../../../shared/log.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { ASK, ledgerUnderTest, PRICE } from './core-under-test.ts';
import { failure, scriptedProvider, USAGE } from './scripted-provider.ts';
import { virtualTime } from './virtual-time.ts';

const KEY = 'sk-ant-"secret"-123456';
const log = createLogger('silent');
const options = { log, secrets: [KEY] };
const request = { modelId: 'm', account: { caller: 'test' }, messages: ASK.messages, maxTokens: 100 };
const sourceOf = (provider: Provider): ProviderSource => ({ id: provider.id, open: async () => provider });
const ignore = () => undefined;
const tape = async () => join(await temporaryFolder(), 'recordings', 'claude.jsonl');

async function both(provider: Provider, use: (provider: Provider) => Promise<unknown>): Promise<unknown[]> {
  const file = await tape();
  const first = await use(await recordTo(file, sourceOf(provider), options).open(ignore));
  return [first, await use(await replayFrom(file, 'claude').open(ignore))];
}

async function outcomes(provider: Provider, calls: readonly ((provider: Provider) => Promise<unknown>)[]) {
  const results: unknown[] = [];
  for (const call of calls) {
    results.push(await call(provider).catch(({ code, message, details }) => ({ code, message, details })));
  }
  return results;
}

async function read(provider: Provider, most = Number.POSITIVE_INFINITY) {
  const events: unknown[] = [];
  for await (const event of provider.stream(request)) {
    events.push(event);
    if (events.length >= most) break;
  }
  return events;
}

describe('a recording', () => {
  test('answers every kind of request as the provider did, in the same order', async () => {
    const provider = scriptedProvider('claude', {
      steps: [
        { text: 'one' },
        { text: 'two' },
        { text: '{}' },
        { stop: 'tool_use', content: [{ type: 'tool_use', id: '1', name: 't', input: {} }] },
        failure('RATE_LIMITED', { retryAfterMs: 1_000, usage: USAGE, cause: new Error('inside') }),
        { text: 'a|b' },
      ],
    });
    const [recorded, replayed] = await both(provider, (one) =>
      outcomes(one, [
        () => one.generate(request),
        () => one.generate(request),
        () => one.generateJson({ ...request, name: 'x', schema: { type: 'object' } }),
        () => one.generateWithTools({ ...request, tools: [] }),
        () => one.generate({ ...request, maxTokens: 5 }),
        () => read(one),
        () => one.countTokens(request),
        () => one.models(),
        () => one.models(),
      ]),
    );
    const { cause: _, ...details } = (recorded as { details: { cause: unknown } }[])[4]?.details ?? {
      cause: 0,
    };
    (recorded as object[])[4] = { ...(recorded as object[])[4], details };
    expect(replayed).toEqual(recorded);
    expect((recorded as object[]).slice(0, 2)).toMatchObject([{ text: 'one' }, { text: 'two' }]);
  });

  test('does not care for the account, the time limit, or the order of keys', async () => {
    const { signal } = new AbortController();
    const file = await tape();
    const recorder = await recordTo(
      file,
      sourceOf(scriptedProvider('claude', { steps: [{ text: 'x' }] })),
      options,
    ).open(ignore);
    await recorder.generate(request);
    const replayed = await replayFrom(file, 'claude').open(ignore);
    const { maxTokens, messages, modelId } = request;
    const same = {
      maxTokens,
      signal,
      timeoutMs: 5,
      account: { caller: 'other', plan: 'p' },
      messages,
      modelId,
    };
    expect((await replayed.generate(same)).text).toBe('x');
  });

  test('has no answer to what was not asked then, or not so often', async () => {
    const file = await tape();
    const recorder = await recordTo(file, sourceOf(scriptedProvider('claude')), options).open(ignore);
    await recorder.generate(request);
    const replayed = await replayFrom(file, 'claude').open(ignore);
    await expect(replayed.generate({ ...request, maxTokens: 101 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'The recording has no answer to this request.',
      details: { retryable: false, hint: expect.stringContaining(`not in ${file}. Record the run anew`) },
    });
    await replayed.generate(request);
    await expect(replayed.generate(request)).rejects.toMatchObject({
      message: 'The recording has no further answer to this request.',
    });
  });

  test('never holds a key, wherever it turns up, and is its owner’s alone', async () => {
    const file = await tape();
    const steps = [{ text: `the key is ${KEY}` }, failure('NO_ACCESS', { hint: KEY, cause: new Error(KEY) })];
    const recorder = await recordTo(file, sourceOf(scriptedProvider('claude', { steps })), options).open(
      ignore,
    );
    const leaking = { ...request, messages: [{ role: 'user' as const, content: `key ${KEY}` }] };
    await recorder.generate(leaking);
    await recorder.generate(request).catch(ignore);
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain('123456');
    expect(text.match(/\[secret\]/g)).toHaveLength(4);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const replayed = await replayFrom(file, 'claude', [KEY]).open(ignore);
    expect((await replayed.generate(leaking)).text).toBe('the key is [secret]');
  });

  test('of a stream that broke off breaks off at the same place', async () => {
    const breaking: Provider = {
      ...scriptedProvider('claude'),
      async *stream() {
        yield { type: 'text', text: 'half' };
        throw failure('BAD_ANSWER', { usage: USAGE });
      },
    };
    const seen: unknown[] = [];
    await both(breaking, async (one) => {
      try {
        for await (const event of one.stream(request)) seen.push(event);
      } catch (error) {
        seen.push((error as { code: string }).code);
      }
    });
    expect(seen).toEqual([
      { type: 'text', text: 'half' },
      'BAD_ANSWER',
      { type: 'text', text: 'half' },
      'BAD_ANSWER',
    ]);
  });

  test('of a stream that was not read to its end says so there', async () => {
    const file = await tape();
    const provider = scriptedProvider('claude', { steps: [{ text: 'a|b|c' }] });
    await read(await recordTo(file, sourceOf(provider), options).open(ignore), 2);
    const replayed = await replayFrom(file, 'claude').open(ignore);
    await expect(read(replayed)).rejects.toMatchObject({
      message: 'The recording ends here: the answer was not read further then.',
    });
  });

  test('survives a line that was not written to its end, and no other damage', async () => {
    const file = await tape();
    const recorder = await recordTo(file, sourceOf(scriptedProvider('claude')), options).open(ignore);
    await recorder.generate(request);
    await appendFile(file, '{"key":"abc","nth"');
    expect((await (await replayFrom(file, 'claude').open(ignore)).generate(request)).text).toBe('ok');
    await appendFile(file, '\n{"key":"abc","nth":0,"method":"models","result":[]}\n');
    await expect(replayFrom(file, 'claude').open(ignore)).rejects.toMatchObject({
      code: 'NO_ACCESS',
      message: `The recording ${file} cannot be replayed: line 3 is not a record.`,
    });
  });

  test('that is not there, or is something else, is refused with the way out', async () => {
    const file = join(await temporaryFolder(), 'claude.jsonl');
    const hint = 'Set the recording to `record` and run once, or name the folder that has it.';
    await expect(replayFrom(file, 'claude').open(ignore)).rejects.toMatchObject({
      message: `The recording ${file} cannot be replayed: there is no such file, or it cannot be read.`,
      details: { hint },
    });
    await writeFile(file, '{"version":2}\n');
    await expect(replayFrom(file, 'claude').open(ignore)).rejects.toMatchObject({
      message: `The recording ${file} cannot be replayed: it does not begin as a recording of this version.`,
    });
  });

  test('that cannot be written costs nobody an answer', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const recorder = await recordTo(
      join(folder, 'file', 'x.jsonl'),
      sourceOf(scriptedProvider('claude')),
      options,
    ).open(ignore);
    expect((await recorder.generate(request)).text).toBe('ok');
  });
});

test('a run through the whole core replays byte for byte after the network is gone', async () => {
  let served = 0;
  const server = createServer((_, response) => {
    served += 1;
    response.end(JSON.stringify({ answer: served, title: `Plan ${served}` }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const overNetwork = async () => ({ text: await (await fetch(`http://127.0.0.1:${port}/`)).text() });
  const network = scriptedProvider('claude', {
    steps: [overNetwork, overNetwork, failure('OVERLOADED'), overNetwork],
  });

  const run = async (source: ProviderSource): Promise<string> => {
    // The clock stands still, so that both runs see the same; pauses are real, and of no length.
    const { clock } = virtualTime();
    const config = MODEL_CONFIG.parse({
      aliases: { worker: [{ provider: 'claude', line: 'sonnet' }] },
      prices: [{ ...PRICE, provider: 'claude', model: '*' }],
    });
    const ledger = await ledgerUnderTest({}, { clock });
    const llm = createLlm({
      providers: [source],
      config,
      ledger,
      clock,
      sleep: systemSleep,
      random: () => 0,
      log,
    });
    const streamed: unknown[] = [];
    const generated = await llm.generate(ASK);
    const schema = z.object({ title: z.string(), answer: z.number() });
    const object = await llm.generateObject({ ...ASK, schema, name: 'plan' });
    for await (const event of llm.stream(ASK)) streamed.push(event);
    return JSON.stringify({ generated, object, streamed, spend: await ledger.spend('model') });
  };

  const file = await tape();
  const first = await run(recordTo(file, sourceOf(network), options));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await expect(overNetwork()).rejects.toThrow('fetch failed');
  const again = await run(replayFrom(file, 'claude'));
  expect(again).toBe(first);
  expect(served).toBe(3);
  expect(JSON.parse(first).object.object).toEqual({ title: 'Plan 2', answer: 2 });
});
