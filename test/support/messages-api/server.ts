import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Anthropic from '@anthropic-ai/sdk';
import { type Clock, systemClock } from '../../../shared/clock.ts';
import { type Answer, bytesOf, errorAnswer, jsonAnswer, streamAnswer } from './answer.ts';
import { createBatches } from './batches.ts';
import { deliver } from './deliver.ts';
import type { Fault } from './faults.ts';
import { type Answered, createJournal, type Journal, type JournalEntry } from './journal.ts';
import { createLimiter, type Limits } from './limits.ts';
import { MODELS, modelsAnswer } from './models.ts';
import { type Reply, text, toMessage } from './replies.ts';
import { type ApiRequest, readRequest } from './request.ts';
import { createRules, type Rule, type Rules } from './rules.ts';
import { countInput, createPromptCache, type InputUsage } from './tokens.ts';
import { refusalOf } from './validate.ts';

export interface MessagesApiOptions {
  rules?: readonly Rule[];
  /** The key that is let in; `sk-test-key` unless given. */
  key?: string;
  models?: readonly Anthropic.ModelInfo[];
  /** Enforced and reported in headers where given. */
  limits?: Limits;
  /** For limits, the prompt cache, and dates; stalls take real time. */
  clock?: Clock;
  /** How often a batch is said to be in progress before it has ended; once unless given. */
  batchPolls?: number;
}

export interface MessagesApi {
  /** Without a slash at the end, as `baseURL` wants it. */
  readonly url: string;
  readonly key: string;
  readonly rules: Rules;
  readonly journal: Journal;
  /** Resolves when every answer has been sent, broken off, or given up by its client. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** What a rule says that has a fault and no reply: long enough to be broken anywhere, with a character of several bytes. */
export const DEFAULT_ANSWER = 'Everything is in good order, and the Käse is in the cellar.';

/** A Messages API on loopback that says what its rules say. See README.md beside this file. */
export async function startMessagesApi(options: MessagesApiOptions = {}): Promise<MessagesApi> {
  const { key = 'sk-test-key', models = MODELS, clock = systemClock, batchPolls = 1 } = options;
  const rules = createRules(options.rules ?? []);
  const journal = createJournal();
  const promptCache = createPromptCache(clock.now);
  const limiter = createLimiter(options.limits ?? {}, clock);
  const running = new Set<Promise<void>>();
  let requests = 0;

  const server = createServer((incoming, response) => {
    const answering = answer(incoming, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
    running.add(answering);
    answering.finally(() => running.delete(answering));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1;
    const { request, authorization } = await readRequest(incoming, requests);
    const entry: JournalEntry = { request, at: clock.now() };
    journal.add(entry);
    const requestId = `req_${request.number}`;
    const { answer: made, ...said } = await respond(request, authorization === `Bearer ${key}`);
    const headers = {
      'request-id': requestId,
      'anthropic-organization-id': 'org-test',
      date: new Date(clock.now()).toUTCString(),
      ...limiter.headers(),
      ...made.headers,
    };
    entry.answer = { status: made.status, requestId, ...said };
    entry.delivery = await deliver(response, { ...made, headers });
    entry.endedAt = clock.now();
  };

  const respond = async (request: ApiRequest, known: boolean): Promise<Made> => {
    if (!known) return own(errorAnswer(401, { message: 'invalid bearer token' }));
    if (request.headers['anthropic-version'] === undefined) {
      return own(errorAnswer(400, { message: 'anthropic-version: header is required' }));
    }
    if (request.endpoint === 'unknown') return own(errorAnswer(404, { message: 'Not Found' }));
    const counted = request.endpoint === 'messages' || request.endpoint === 'count_tokens';
    const refused = counted ? refusalOf(request, models) : undefined;
    if (refused) return own(refused);
    if (request.endpoint === 'messages') return perform(request);
    const chosen = rules.take(request);
    const faults = faultsOf(chosen?.rule);
    const made = await builtIn(request);
    return { answer: distort(made, faults), faults: names(faults), ...(chosen && { rule: chosen.name }) };
  };

  const perform = async (request: ApiRequest): Promise<Made> => {
    const input = promptCache(request.body ?? {});
    const limited = limiter.take(input.input_tokens + input.cache_creation_input_tokens);
    if (limited) return own(limited);
    const chosen = rules.take(request);
    if (!chosen) return own(errorAnswer(400, { message: 'no rule of the script answers this request' }));
    const faults = faultsOf(chosen.rule);
    const message = await say(chosen.rule, request, input);
    const whole = request.body?.stream === true ? streamAnswer(message) : jsonAnswer(message);
    const sent = distort(whole, faults);
    const told = { answer: sent, faults: names(faults), rule: chosen.name };
    // An error is not billed; an answer that breaks on its way is.
    if (sent.status >= 400) return told;
    limiter.charge(message.usage?.output_tokens ?? 0);
    return { ...told, message };
  };

  const builtIn = (request: ApiRequest): Answer | Promise<Answer> => {
    if (request.endpoint === 'models') return modelsAnswer(request, models);
    if (request.endpoint === 'count_tokens')
      return jsonAnswer({ input_tokens: countInput(request.body ?? {}) });
    return batches(request);
  };

  const batches = createBatches({
    clock,
    url,
    polls: batchPolls,
    perform: async (request) => {
      const refused = refusalOf(request, models);
      if (refused) return errored(refused);
      const chosen = rules.take(request);
      if (!chosen)
        return errored(errorAnswer(400, { message: 'no rule of the script answers this request' }));
      if (chosen.rule.inBatch) return { type: chosen.rule.inBatch };
      const message = await say(chosen.rule, request, promptCache(request.body ?? {}));
      const sent = distort(jsonAnswer(message), faultsOf(chosen.rule));
      return sent.status >= 400 ? errored(sent) : { type: 'succeeded', message };
    },
  });

  return {
    url,
    key,
    rules,
    journal,
    settled: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await Promise.all(running);
    },
  };
}

/** An answer that is ready to be sent, and what the journal keeps of it. */
interface Made extends Pick<Answered, 'rule' | 'faults' | 'message'> {
  answer: Answer;
}

function own(answer: Answer): Made {
  return { answer, faults: [] };
}

async function say(rule: Rule, request: ApiRequest, input: InputUsage): Promise<Anthropic.Message> {
  const reply: Reply =
    typeof rule.reply === 'function' ? await rule.reply(request) : (rule.reply ?? text(DEFAULT_ANSWER));
  return faultsOf(rule).reduce(
    (message, fault) => fault.message?.(message) ?? message,
    toMessage(reply, request, input),
  );
}

function distort(answer: Answer, faults: readonly Fault[]): Answer {
  return faults.reduce((made, fault) => fault.answer?.(made) ?? made, answer);
}

function errored(answer: Answer): Anthropic.Messages.MessageBatchErroredResult {
  return { type: 'errored', error: JSON.parse(bytesOf(answer).toString('utf8')) };
}

function faultsOf(rule: Rule | undefined): readonly Fault[] {
  return rule?.fault === undefined ? [] : [rule.fault].flat();
}

function names(faults: readonly Fault[]): string[] {
  return faults.map(({ name }) => name);
}
