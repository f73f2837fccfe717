import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Batch } from '../../../shared/llm/port.ts';
import { NOON } from '../../clock.ts';
import * as breaks from '../../support/messages-api/breaks.ts';
import { closedPort } from '../../support/messages-api/closed-port.ts';
import { body, status } from '../../support/messages-api/faults.ts';
import { json, refusal, text } from '../../support/messages-api/replies.ts';
import { batchesUnderTest, MOST_OF_ONE, SUBMISSION } from './batches-under-test.ts';
import { scriptedProvider } from './scripted-provider.ts';

const HOUR = 60 * 60_000;
const REPLY = { reply: ({ text: asked }: { text: string }) => text(`You said ${asked}`) };
/** Half of 5 tokens in and 3 out. */
const ONE = 17_500;

describe('a batch', () => {
  test('holds the most it can cost from before it is sent until it is collected, and then costs what it used', async () => {
    const { batches, run, money, sent } = await batchesUnderTest({ batchPolls: 0, rules: [REPLY] });
    const ticket = await run(batches.submit(SUBMISSION));
    expect(ticket).toEqual({
      version: 1,
      provider: 'claude',
      batch: 'msgbatch_1',
      model: 'claude-sonnet-5-5',
      reservation: expect.stringMatching(/^[0-9A-Z]{26}$/),
      account: { caller: 'test', plan: 'p1' },
      endsBy: '2026-11-21T12:00:00.000Z',
      requests: [
        { id: 'id-one', mostNanoUsd: MOST_OF_ONE },
        { id: 'id-two', mostNanoUsd: MOST_OF_ONE },
      ],
    });
    expect(JSON.parse(JSON.stringify(ticket))).toEqual(ticket);
    expect(await money()).toEqual({ calls: 0, spent: 0, held: 2 * MOST_OF_ONE });

    await run(batches.wait(ticket));
    for (let times = 0; times < 2; times++) {
      const { outcomes, usage, cost } = await run(batches.collect(ticket));
      expect([...outcomes.keys()]).toEqual(['id-one', 'id-two']);
      expect(outcomes.get('id-two')).toMatchObject({
        state: 'succeeded',
        result: { text: 'You said two', stop: 'end', cost: { nanoUsd: ONE, estimated: false } },
      });
      expect({ usage, cost }).toEqual({
        usage: { inputTokens: 10, outputTokens: 6, cacheReadTokens: 0, cacheWriteTokens: 0 },
        cost: { nanoUsd: 2 * ONE, estimated: false },
      });
      expect(await money()).toEqual({ calls: 2, spent: 2 * ONE, held: 0 });
    }
    expect(sent('batches.create')).toBe(1);
  });

  test('costs nothing where a request was not answered, and what it used where the answer is no good', async () => {
    const { batches, run, money } = await batchesUnderTest({
      batchPolls: 0,
      rules: [
        { when: { text: 'late' }, inBatch: 'expired' },
        { when: { text: 'busy' }, fault: status(529) },
        { when: { text: 'empty' }, reply: { content: [], usage: { input_tokens: 6, output_tokens: 1 } } },
        REPLY,
      ],
    });
    const requests = ['late', 'busy', 'empty', 'one'].map((content) => ({
      id: content,
      messages: [{ role: 'user' as const, content }],
      maxTokens: 100,
    }));
    const ticket = await run(batches.submit({ ...SUBMISSION, requests }));
    await run(batches.wait(ticket));
    const { outcomes } = await run(batches.collect(ticket));
    expect(outcomes.get('late')).toEqual({ state: 'expired' });
    expect(outcomes.get('busy')).toMatchObject({
      state: 'failed',
      error: { code: 'OVERLOADED' },
      cost: { nanoUsd: 0 },
    });
    expect(outcomes.get('empty')).toMatchObject({
      state: 'failed',
      error: { code: 'BAD_ANSWER' },
      cost: { nanoUsd: 8_000 },
    });
    expect(await money()).toEqual({ calls: 2, spent: ONE + 8_000, held: 0 });
  });

  test('that is cancelled before it began costs nothing', async () => {
    const { batches, run, money } = await batchesUnderTest({ batchPolls: 0 });
    const ticket = await run(batches.submit(SUBMISSION));
    expect((await run(batches.cancel(ticket))).state).toBe('canceling');
    await run(batches.wait(ticket));
    const { outcomes } = await run(batches.collect(ticket));
    expect([...outcomes.values()]).toEqual([{ state: 'canceled' }, { state: 'canceled' }]);
    expect(await money()).toEqual({ calls: 0, spent: 0, held: 0 });
  });

  test('that is collected late counted as spent, and is corrected', async () => {
    const { batches, run, money, time, ledger } = await batchesUnderTest({ batchPolls: 0, rules: [REPLY] });
    const ticket = await run(batches.submit(SUBMISSION));
    time.set(NOON + 48 * HOUR);
    const nothing = { nanoUsd: 0, estimated: false };
    const intent = { account: { caller: 'y' }, provider: 'claude', model: 'm', cost: nothing, lifetimeMs: 1 };
    await (await ledger.reserve(intent)).release();
    expect(await money()).toMatchObject({ calls: 0, spent: 2 * MOST_OF_ONE });
    await run(batches.wait(ticket));
    await run(batches.collect(ticket));
    expect(await money()).toMatchObject({ calls: 2, spent: 2 * ONE });
  });

  test('of which a part of the results is missing is asked for again', async () => {
    const half = '{"custom_id":"id-one","result":{"type":"expired"}}\n';
    const { batches, run } = await batchesUnderTest({
      batchPolls: 0,
      rules: [
        { when: { endpoint: 'batches.results' }, times: 1, fault: body(half, 'application/x-jsonl') },
        REPLY,
      ],
    });
    const ticket = await run(batches.submit(SUBMISSION));
    await run(batches.wait(ticket));
    const { outcomes } = await run(batches.collect(ticket));
    expect(outcomes.get('id-one')?.state).toBe('succeeded');
  });

  test('that has not ended cannot be collected, and stays held', async () => {
    const { batches, run, money, sent } = await batchesUnderTest({ batchPolls: 9 });
    const ticket = await run(batches.submit(SUBMISSION));
    await expect(run(batches.collect(ticket))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'The batch has not ended yet.',
    });
    expect(sent('batches.retrieve')).toBe(1);
    expect(await money()).toMatchObject({ held: 2 * MOST_OF_ONE });
  });

  test('goes to the first choice that takes batches', async () => {
    const { batches, run } = await batchesUnderTest({}, { others: [scriptedProvider('openai')] });
    expect((await run(batches.submit(SUBMISSION))).provider).toBe('claude');
  });
});

describe('objects', () => {
  const object = { schema: z.object({ n: z.int().min(1) }), name: 'number' };

  test('are parsed by the schema in full; one that does not fit fails, and is paid for', async () => {
    const { batches, run, money } = await batchesUnderTest({
      batchPolls: 0,
      rules: [
        { when: { text: 'one' }, reply: json({ n: 1 }) },
        { when: { text: 'two' }, reply: json({ n: 0 }) },
        { when: { text: 'three' }, reply: refusal() },
      ],
    });
    const requests = ['one', 'two', 'three'].map((content) => ({
      id: content,
      messages: [{ role: 'user' as const, content }],
      maxTokens: 100,
    }));
    const ticket = await run(batches.submit({ ...SUBMISSION, requests, object }));
    await run(batches.wait(ticket));
    const { outcomes, cost } = await run(batches.collectObjects(ticket, object.schema));
    expect(outcomes.get('one')).toMatchObject({ state: 'succeeded', result: { object: { n: 1 } } });
    expect(outcomes.get('two')).toMatchObject({
      state: 'failed',
      error: {
        code: 'SCHEMA_VIOLATION',
        message: expect.stringContaining('/n: Too small'),
        details: { hint: expect.stringContaining('Asked for by itself, it can be mended.') },
      },
    });
    expect(outcomes.get('three')).toMatchObject({ state: 'failed', error: { code: 'REFUSED' } });
    expect(await money()).toEqual({ calls: 3, spent: cost.nanoUsd, held: 0 });
  });
});

describe('what is refused before anything is sent', () => {
  test('more than a budget has left', async () => {
    const { batches, run, money, sent } = await batchesUnderTest({}, { budgets: { planUsd: 0.001 } });
    await expect(run(batches.submit(SUBMISSION))).rejects.toMatchObject({
      code: 'BUDGET_EXHAUSTED',
      message:
        'The budget of the plan "p1" has $0.001 of $0.001 left, and these 2 requests may cost up to $0.001005.',
    });
    expect(sent('batches.create')).toBe(0);
    expect(await money()).toEqual({ calls: 0, spent: 0, held: 0 });
  });

  test('one request past what a call may cost; all together may', async () => {
    const { batches, run, sent } = await batchesUnderTest({}, { budgets: { callUsd: 0.0006 } });
    await run(batches.submit(SUBMISSION));
    const [first, second] = SUBMISSION.requests;
    const requests = [first, { ...second, maxTokens: 199 }] as typeof SUBMISSION.requests;
    await expect(run(batches.submit({ ...SUBMISSION, requests }))).rejects.toMatchObject({
      code: 'BUDGET_EXHAUSTED',
      message: 'One call may cost $0.0006 at most, and one of these may cost up to $0.0009975.',
    });
    expect(sent('batches.create')).toBe(1);
  });

  test.each([
    ['no request', [], 'A batch has 1 to 100000 requests, and this one 0.'],
    ['a strange id', [{ id: 'a b' }], 'The id "a b" is not 1 to 64 letters, digits, _ and -.'],
    ['an id twice', [{ id: 'a' }, { id: 'a' }], 'The id a is there twice.'],
    ['no message', [{ id: 'a', messages: [] }], 'Request a needs a message and room for an answer.'],
    ['no room', [{ id: 'a', maxTokens: 0 }], 'Request a needs a message and room for an answer.'],
  ])('%s', async (_, requests, message) => {
    const { batches, sent } = await batchesUnderTest();
    const full = requests.map((one) => ({
      messages: [{ role: 'user' as const, content: 'x' }],
      maxTokens: 1,
      ...one,
    }));
    await expect(batches.submit({ ...SUBMISSION, requests: full })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message,
    });
    expect(sent('batches.create')).toBe(0);
  });

  test('a request that is longer than the model takes, which is named', async () => {
    const { batches, run, money } = await batchesUnderTest();
    const long = {
      id: 'long',
      messages: [{ role: 'user' as const, content: 'x'.repeat(9_000) }],
      maxTokens: 1,
    };
    const requests = [...SUBMISSION.requests, long];
    await expect(run(batches.submit({ ...SUBMISSION, requests }))).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: 'Request long: claude-sonnet-5-5 takes 1000 tokens, and the request has about 3004.',
    });
    expect(await money()).toMatchObject({ held: 0 });
  });

  test('any batch where no choice takes them', async () => {
    const others = [scriptedProvider('openai')];
    const aliases = { worker: [{ provider: 'openai', line: 'sonnet' }] };
    const { batches, run } = await batchesUnderTest({}, { others, aliases });
    await expect(run(batches.submit(SUBMISSION))).rejects.toMatchObject({
      code: 'NO_MODEL',
      message: 'openai takes no batches.',
    });
  });

  test.each(['record', 'replay'] as const)('any batch in the mode %s', async (mode) => {
    const { batches, sent } = await batchesUnderTest({}, { recording: { mode } });
    await expect(batches.submit(SUBMISSION)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'A batch can be neither recorded nor replayed.',
      details: {
        hint: `modelConfig.recording.mode is ${mode}: set it to off, or send the requests one by one.`,
      },
    });
    expect(sent('batches.create')).toBe(0);
  });

  test('what is no ticket, and one of a provider that is not there', async () => {
    const { batches, run } = await batchesUnderTest();
    const ticket = await run(batches.submit(SUBMISSION));
    await expect(batches.collect({ ...ticket, requests: [] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'That is not the ticket of a batch.',
    });
    await expect(batches.collect({ ...ticket, provider: 'gone' })).rejects.toMatchObject({
      code: 'NO_ACCESS',
    });
  });
});

describe('a batch that could not be sent', () => {
  const create = { endpoint: 'batches.create' } as const;

  test.each([
    ['is refused as wrong', 400, 'BAD_REQUEST', 1],
    ['is refused for its key', 401, 'NO_ACCESS', 1],
    ['is turned away by an overloaded provider, four times', 529, 'OVERLOADED', 4],
  ])('because it %s costs nothing', async (_, code, error, attempts) => {
    const { batches, run, money, sent } = await batchesUnderTest({
      rules: [{ when: create, fault: status(code) }],
    });
    await expect(run(batches.submit(SUBMISSION))).rejects.toMatchObject({ code: error });
    expect(sent('batches.create')).toBe(attempts);
    expect(await money()).toEqual({ calls: 0, spent: 0, held: 0 });
  });

  test('for a moment is sent again, and made once', async () => {
    const rules = [{ when: create, times: 1, fault: status(429, { retryAfter: '7' }) }, REPLY];
    const { batches, run, money, time } = await batchesUnderTest({ rules });
    const ticket = await run(batches.submit(SUBMISSION));
    expect(ticket.batch).toBe('msgbatch_2');
    // What it asks, and half of the half second more.
    expect(time.clock.monotonic()).toBe(7_250);
    expect(await money()).toMatchObject({ held: 2 * MOST_OF_ONE });
  });

  test('because nobody is there costs nothing', async () => {
    const { batches, run, money } = await batchesUnderTest({}, { baseURL: await closedPort() });
    await expect(run(batches.submit(SUBMISSION))).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(await money()).toEqual({ calls: 0, spent: 0, held: 0 });
  });

  test.each([
    ['the connection was cut before the answer', breaks.breakBeforeHeaders(), 'UNREACHABLE'],
    ['the answer broke off', breaks.breakInBody(), 'BAD_ANSWER'],
    ['the provider failed', status(500), 'OVERLOADED'],
  ])('as far as is known, since %s, stays held and is not sent again', async (_, fault, code) => {
    const { batches, run, money, sent } = await batchesUnderTest({ rules: [{ when: create, fault }] });
    await expect(run(batches.submit(SUBMISSION))).rejects.toMatchObject({
      code,
      details: { retryable: false, hint: expect.stringContaining('not known whether the batch was made') },
    });
    expect(sent('batches.create')).toBe(1);
    expect(await money()).toMatchObject({ held: 2 * MOST_OF_ONE });
  });

  test('by a caller who gave up before costs nothing', async () => {
    const { batches, money, sent } = await batchesUnderTest();
    const submission = { ...SUBMISSION, signal: AbortSignal.abort() };
    await expect(batches.submit(submission)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(sent('batches.create')).toBe(0);
    expect(await money()).toEqual({ calls: 0, spent: 0, held: 0 });
  });
});

describe('waiting', () => {
  test('looks ever more seldom, and tells of each look', async () => {
    const { batches, run, time } = await batchesUnderTest({ batchPolls: 3, rules: [REPLY] });
    const ticket = await run(batches.submit(SUBMISSION));
    const seen: [number, Batch['state']][] = [];
    const onProgress = ({ state }: Batch) => seen.push([time.clock.monotonic() / 1000, state]);
    expect((await run(batches.wait(ticket, { onProgress }))).counts.succeeded).toBe(2);
    expect(seen).toEqual([
      [0, 'in_progress'],
      [5, 'in_progress'],
      [15, 'in_progress'],
      [35, 'ended'],
    ]);
  });

  const looks = { endpoint: 'batches.retrieve' } as const;

  test('outlasts trouble, as long as the trouble asks, and gives up on what will not pass', async () => {
    const { batches, run, time } = await batchesUnderTest({
      batchPolls: 0,
      rules: [
        { when: looks, times: 1, fault: status(529) },
        { when: looks, times: 1, fault: status(429, { retryAfter: '30' }) },
        { when: looks, times: 1, fault: status(429, { retryAfter: '3600' }) },
        REPLY,
      ],
    });
    const ticket = await run(batches.submit(SUBMISSION));
    await run(batches.wait(ticket));
    expect(time.clock.monotonic()).toBe(5_000 + 30_000 + 60_000);
    await expect(run(batches.wait({ ...ticket, batch: 'none' }))).rejects.toMatchObject({ code: 'NO_MODEL' });
  });

  test('ends after ten failures in a row', async () => {
    const { batches, run, sent } = await batchesUnderTest({ rules: [{ when: looks, fault: status(500) }] });
    const ticket = await run(batches.submit(SUBMISSION));
    await expect(run(batches.wait(ticket))).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(sent('batches.retrieve')).toBe(10);
  });

  test('has a deadline, and ends when it is cancelled', async () => {
    const { batches, run, time } = await batchesUnderTest({ batchPolls: 99 });
    const ticket = await run(batches.submit(SUBMISSION));
    await expect(run(batches.wait(ticket, { timeoutMs: HOUR }))).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'Waiting for the batch took longer than 3600 s.',
    });
    expect(time.clock.monotonic()).toBe(HOUR);
    await expect(batches.wait(ticket, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });
});
