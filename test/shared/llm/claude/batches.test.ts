import { describe, expect, test } from 'vitest';
import { status } from '../../../support/messages-api/faults.ts';
import { text } from '../../../support/messages-api/replies.ts';
import type { MessagesApiOptions } from '../../../support/messages-api/server.ts';
import { bench } from './bench.ts';
import { hello } from './request.ts';

const ask = (id: string, content: string) => ({
  id,
  request: hello({ messages: [{ role: 'user', content }] }),
});

async function batchBench(options: MessagesApiOptions = {}) {
  const { api, claude } = await bench(options);
  return { api, batches: claude.batches };
}

describe('batches', () => {
  test('are made, end, and give their results by id', async () => {
    const { api, batches } = await batchBench({
      batchPolls: 1,
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
    expect((await batches.get(made.id)).state).toBe('in_progress');
    const ended = await batches.get(made.id);
    expect(ended.state).toBe('ended');
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
      error: { code: 'BAD_ANSWER', details: { answered: true, usage: { inputTokens: 6, outputTokens: 1 } } },
    });
    expect(api.journal.bodies('batches.create')).toHaveLength(1);
  });

  test('an object is asked for as structured output, or in text where the schema would lose something', async () => {
    const { api, batches } = await batchBench();
    const closed = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false };
    const open = { type: 'object', additionalProperties: { type: 'number' } };
    await batches.create([
      { ...ask('a', 'x'), json: { schema: closed, name: 'sheet' } },
      { ...ask('b', 'x'), json: { schema: open, name: 'sheet' } },
    ]);
    expect(api.journal.bodies()[0]).toMatchObject({
      requests: [
        { params: { output_config: { format: { schema: closed } } } },
        { params: { system: expect.stringContaining(JSON.stringify(open)) } },
      ],
    });
  });

  test('what is cancelled before it began is not answered', async () => {
    const { batches } = await batchBench({ batchPolls: 0 });
    const { id } = await batches.create([ask('a', 'x')]);
    expect((await batches.cancel(id)).state).toBe('canceling');
    expect((await batches.get(id)).counts.canceled).toBe(1);
    expect(await batches.results(id)).toEqual(new Map([['a', { state: 'canceled' }]]));
  });

  test('results of a batch that still runs are not there yet', async () => {
    const { batches } = await batchBench({ batchPolls: 9 });
    const { id } = await batches.create([ask('a', 'x')]);
    await expect(batches.results(id)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'The batch has not ended yet.',
      details: { retryable: true },
    });
  });
});
