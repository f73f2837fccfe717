import { describe, expect, test } from 'vitest';
import { createQuestions } from '../../../shared/mcp/client/questions.ts';
import { internalCall } from '../../../shared/mcp/internal-call.ts';
import type { Call } from '../../../shared/mcp/surface.ts';

interface Round {
  resultType?: string;
  inputRequests?: Record<string, { method: string; params: unknown }>;
  requestState?: string;
  done?: unknown;
}

const modern = (more: Partial<Call> = {}): Call =>
  internalCall({ capabilities: { elicitation: {} }, ...more });
const ASK = { message: 'What is your name?' };

describe('a legacy server that asks in the middle of a call of a modern client', () => {
  test('the question is returned, the call is held, and the retry brings the answer', async () => {
    const questions = createQuestions();
    const send = async () => {
      const answer = await questions.answer('elicitation/create', ASK);
      return { done: answer };
    };
    const first = (await questions.during(modern(), 'legacy', send)) as Round;
    expect(first.resultType).toBe('input_required');
    const [id = ''] = Object.keys(first.inputRequests ?? {});
    expect(first.inputRequests?.[id]).toEqual({ method: 'elicitation/create', params: ASK });

    const retry = modern({
      requestState: first.requestState ?? '',
      inputResponses: { [id]: { action: 'accept', content: { name: 'Ada' } } },
    });
    const second = (await questions.during(retry, 'legacy', () =>
      Promise.reject(new Error('sent twice')),
    )) as Round;
    expect(second).toEqual({ done: { action: 'accept', content: { name: 'Ada' } } });
  });

  test('several questions at once are asked together; one that stays open is asked again', async () => {
    const questions = createQuestions();
    const send = async () => {
      const [a, b] = await Promise.all([
        questions.answer('elicitation/create', { message: 'a' }),
        questions.answer('elicitation/create', { message: 'b' }),
      ]);
      return { done: [a, b] };
    };
    const first = (await questions.during(modern(), 'legacy', send)) as Round;
    // The second question may come a moment after the first was sent off.
    const asked = Object.entries(first.inputRequests ?? {});
    const [id = ''] = asked[0] ?? [];
    const second = (await questions.during(
      modern({ requestState: first.requestState ?? '', inputResponses: { [id]: { action: 'decline' } } }),
      'legacy',
      send,
    )) as Round;
    const [[other = '', request] = []] = Object.entries(second.inputRequests ?? {});
    expect(request?.params).toEqual({ message: 'b' });
    const third = (await questions.during(
      modern({ requestState: second.requestState ?? '', inputResponses: { [other]: { action: 'cancel' } } }),
      'legacy',
      send,
    )) as Round;
    expect(third.done).toEqual([{ action: 'decline' }, { action: 'cancel' }]);
  });

  test('a state is good for one retry, and a made-up one for none', async () => {
    const questions = createQuestions();
    const send = async () => ({ done: await questions.answer('elicitation/create', ASK) });
    const { requestState = '', inputRequests = {} } = (await questions.during(
      modern(),
      'legacy',
      send,
    )) as Round;
    const [id = ''] = Object.keys(inputRequests);
    const retry = modern({ requestState, inputResponses: { [id]: { action: 'decline' } } });
    await questions.during(retry, 'legacy', send);
    for (const state of [requestState, 'made-up']) {
      await expect(questions.during(modern({ requestState: state }), 'legacy', send)).rejects.toMatchObject({
        code: -32602,
        data: { reason: 'invalid_request_state' },
      });
    }
  });

  test('the answer is that of the server when it ends while it was held', async () => {
    const questions = createQuestions();
    const dying = Promise.withResolvers<Record<string, unknown>>();
    const send = async () => {
      void questions.answer('elicitation/create', ASK);
      return dying.promise;
    };
    const { requestState = '' } = (await questions.during(modern(), 'legacy', send)) as Round;
    dying.reject(new Error('the server died'));
    await expect(questions.during(modern({ requestState }), 'legacy', send)).rejects.toThrow(
      'the server died',
    );
  });

  test('a question that belongs to none of several calls is refused, and none is asked', async () => {
    const questions = createQuestions();
    const never = () => new Promise<Record<string, unknown>>(() => {});
    void questions.during(modern(), 'legacy', never);
    void questions.during(modern(), 'legacy', never);
    await expect(questions.answer('elicitation/create', ASK)).rejects.toMatchObject({
      code: -32601,
      message:
        'elicitation/create cannot be answered: several calls are under way and it belongs to none in particular.',
    });
  });
});

describe('a legacy client', () => {
  test('is asked while its call waits', async () => {
    const questions = createQuestions();
    const call = internalCall({ era: 'legacy', ask: async (method, params) => ({ method, params }) });
    const send = async () => ({ done: await questions.answer('roots/list', {}) });
    expect(await questions.during(call, 'legacy', send)).toEqual({
      done: { method: 'roots/list', params: {} },
    });
  });

  test('is asked by its session when no call is under way', async () => {
    const questions = createQuestions(async () => ({ roots: [] }));
    expect(await questions.answer('roots/list', {})).toEqual({ roots: [] });
  });

  test('cancels the call of the server', async () => {
    const questions = createQuestions();
    const cancel = new AbortController();
    const call = internalCall({ era: 'legacy', signal: cancel.signal });
    const running = questions.during(
      call,
      'legacy',
      (_caller, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    cancel.abort(new Error('no longer wanted'));
    await expect(running).rejects.toThrow('no longer wanted');
  });
});
