import { describe, expect, onTestFinished, test } from 'vitest';
import { type Batch, createClaudeBatches } from '../../../../shared/llm/claude/batches.ts';
import { status } from '../../../support/messages-api/faults.ts';
import { text } from '../../../support/messages-api/replies.ts';
import { type MessagesApiOptions, startMessagesApi } from '../../../support/messages-api/server.ts';
import { hello, optionsFor } from './request.ts';

async function bench(options: MessagesApiOptions = {}) {
  const api = await startMessagesApi(options);
  onTestFinished(api.close);
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
  };
  return { api, slept, batches: createClaudeBatches({ ...optionsFor(api), sleep }) };
}

const ask = (id: string, content: string) => ({
  id,
  request: hello({ messages: [{ role: 'user', content }] }),
});

describe('batches', () => {
  test('are made, waited for, and give their results by id', async () => {
    const { api, slept, batches } = await bench({
      batchPolls: 3,
      rules: [
        { when: { text: 'late' }, inBatch: 'expired' },
        { when: { text: 'bad' }, fault: status(400) },
        { when: { text: 'busy' }, fault: status(529) },
        { when: { text: 'empty' }, reply: { content: [] } },
        { reply: ({ text: asked }) => text(`You said ${asked}`) },
      ],
    });
    const made = await batches.create([
      ask('a', 'one'),
      ask('b', 'bad'),
      ask('c', 'busy'),
      ask('d', 'late'),
      ask('e', 'empty'),
      ask('f', 'two'),
    ]);
    expect(made).toMatchObject({ id: 'msgbatch_1', state: 'in_progress', counts: { processing: 6 } });
    const seen: Batch[] = [];
    const ended = await batches.wait(made.id, { onProgress: (batch) => seen.push(batch) });
    expect(seen.map(({ state }) => state)).toEqual(['in_progress', 'in_progress', 'in_progress', 'ended']);
    expect(slept).toEqual([5_000, 10_000, 20_000]);
    expect(ended.counts).toEqual({ processing: 0, succeeded: 3, errored: 2, canceled: 0, expired: 1 });

    const results = await batches.results(made.id);
    expect([...results.keys()].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(results.get('a')).toMatchObject({
      state: 'succeeded',
      result: { text: 'You said one', usage: { inputTokens: 5, outputTokens: 3 } },
    });
    expect(results.get('f')).toMatchObject({ result: { text: 'You said two' } });
    expect(results.get('b')).toMatchObject({ state: 'failed', error: { code: 'BAD_REQUEST' } });
    expect(results.get('c')).toMatchObject({
      state: 'failed',
      error: { code: 'OVERLOADED', details: { retryable: true } },
    });
    expect(results.get('d')).toEqual({ state: 'expired' });
    expect(results.get('e')).toMatchObject({
      state: 'failed',
      error: { code: 'BAD_ANSWER', details: { usage: { inputTokens: 6, outputTokens: 1 } } },
    });
    expect(api.journal.bodies('batches.create')).toHaveLength(1);
  });

  test('an object is asked for as structured output; a schema that would lose something is refused', async () => {
    const { api, batches } = await bench();
    const closed = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false };
    await batches.create([{ ...ask('a', 'x'), schema: closed }]);
    expect(api.journal.bodies()[0]).toMatchObject({
      requests: [{ params: { output_config: { format: { schema: closed } } } }],
    });
    const open = { type: 'object', additionalProperties: { type: 'number' } };
    await expect(batches.create([{ ...ask('a', 'x'), schema: open }])).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'The schema of request a cannot be a structured output.',
    });
    expect(api.journal.entries).toHaveLength(1);
  });

  test('what is cancelled before it began is not answered', async () => {
    const { batches } = await bench({ batchPolls: 0 });
    const { id } = await batches.create([ask('a', 'x')]);
    expect((await batches.cancel(id)).state).toBe('canceling');
    expect((await batches.wait(id)).counts.canceled).toBe(1);
    expect(await batches.results(id)).toEqual(new Map([['a', { state: 'canceled' }]]));
  });

  test('results of a batch that still runs are not there yet', async () => {
    const { batches } = await bench({ batchPolls: 9 });
    const { id } = await batches.create([ask('a', 'x')]);
    await expect(batches.results(id)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'The batch has not ended yet.',
      details: { retryable: true },
    });
  });

  test('waiting outlasts trouble, as long as the trouble asks, and gives up on what will not pass', async () => {
    const looks = { endpoint: 'batches.retrieve' } as const;
    const { slept, batches } = await bench({
      batchPolls: 0,
      rules: [
        { when: looks, times: 1, fault: status(529) },
        { when: looks, times: 1, fault: status(429, { retryAfter: '30' }) },
        { when: looks, times: 1, fault: status(429, { retryAfter: '3600' }) },
        { reply: text('ok') },
      ],
    });
    const { id } = await batches.create([ask('a', 'x')]);
    expect((await batches.wait(id)).state).toBe('ended');
    expect(slept).toEqual([5_000, 30_000, 60_000]);
    await expect(batches.wait('msgbatch_none')).rejects.toMatchObject({ code: 'NO_MODEL' });
  });

  test('ten failures in a row are enough', async () => {
    const { api, slept, batches } = await bench({
      rules: [{ when: { endpoint: 'batches.retrieve' }, fault: status(500) }],
    });
    await expect(batches.wait('msgbatch_1')).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(api.journal.entries).toHaveLength(10);
    expect(slept).toEqual([5, 10, 20, 40, 60, 60, 60, 60, 60].map((seconds) => seconds * 1000));
  });
});
