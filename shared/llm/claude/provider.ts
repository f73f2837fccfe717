import type Anthropic from '@anthropic-ai/sdk';
import * as z from 'zod';
import { answered, LlmError } from '../errors.ts';
import type {
  GenerateRequest,
  GenerateResult,
  Provider,
  ProviderBatches,
  Resolved,
  StreamEvent,
} from '../port.ts';
import { createAccumulator } from './accumulate.ts';
import { parseAnswer, toResult } from './answer.ts';
import { createClaudeBatches } from './batches.ts';
import {
  type Attempt,
  CLAUDE,
  type ClaudeConnection,
  type ClaudeOptions,
  connectClaude,
  type Seen,
} from './connection.ts';
import { listModels } from './models.ts';
import { type Extras, toCountParams, toParams } from './request.ts';
import { objectExtras, unfenced } from './structured.ts';

/**
 * Answers longer than this come as a stream, whoever asked: one that takes more than ten minutes would be cut off by
 * some network in between (the SDK draws the line at the same place).
 */
const MAX_TOKENS_IN_ONE_PIECE = 21_333;

const STREAM_TYPE = /^text\/event-stream\b/;
const countSchema = z.object({ input_tokens: z.int().min(0) });

type Request = Resolved<GenerateRequest>;

interface Question {
  request: Request;
  params: Anthropic.MessageCreateParamsNonStreaming;
  mayBeEmpty: boolean;
}

/** Claude, through the Anthropic SDK. The SDK is loaded with the first call. */
export function createClaudeProvider(options: ClaudeOptions): Provider & { batches: ProviderBatches } {
  const connection = connectClaude(options);
  const question = (request: Request, extras: Extras = {}, mayBeEmpty = false): Question => ({
    request,
    params: toParams(request, extras),
    mayBeEmpty,
  });

  return {
    id: CLAUDE,
    capabilities: {
      structured: true,
      tools: true,
      streaming: true,
      caching: true,
      countTokens: true,
      batches: true,
    },
    generate: (request) => ask(connection, question(request)),
    async generateJson(request) {
      const extras = await objectExtras(request);
      const result = await ask(connection, question(request, extras));
      return 'format' in extras ? result : { ...result, text: unfenced(result.text) };
    },
    stream: (request) => stream(connection, question(request)),
    generateWithTools: (request) =>
      ask(connection, question(request, { tools: request.tools }, answersTools(request))),
    countTokens: (request) =>
      connection.attempt(attemptOf(request), async ({ client, send }) => {
        const answer = await client.messages.countTokens(toCountParams(request), send);
        return parseAnswer(countSchema, answer).input_tokens;
      }),
    models: (signal) =>
      connection.attempt(signal ? { signal } : {}, ({ client, send }) => listModels(client, send)),
    batches: createClaudeBatches(connection),
  };
}

async function ask(connection: ClaudeConnection, question: Question): Promise<GenerateResult> {
  const { request, params } = question;
  if (params.max_tokens > MAX_TOKENS_IN_ONE_PIECE) {
    for await (const event of stream(connection, question)) if (event.type === 'done') return event.result;
  }
  let met: Seen | undefined;
  try {
    return await connection.attempt(attemptOf(request), async ({ client, send, seen }) => {
      met = seen;
      return finish(connection, question, await client.messages.create(params, send), seen);
    });
  } catch (error) {
    throw marked(error, met);
  }
}

/** Text as it comes, then the result. Where it breaks off, the error carries what it cost until then. */
async function* stream(connection: ClaudeConnection, question: Question): AsyncGenerator<StreamEvent> {
  const { request, params } = question;
  const accumulator = createAccumulator();
  const attempt = { ...attemptOf(request), expects: STREAM_TYPE, spent: accumulator.spent };
  let met: Seen | undefined;
  const events = connection.stream<StreamEvent>(attempt, async function* ({ client, send, seen }) {
    met = seen;
    for await (const event of await client.messages.create({ ...params, stream: true }, send)) {
      const text = accumulator.add(event);
      if (text !== '') yield { type: 'text', text };
    }
    // The SDK ends an aborted stream without a word.
    request.signal?.throwIfAborted();
    yield { type: 'done', result: finish(connection, question, accumulator.message(), seen) };
  });
  try {
    yield* events;
  } catch (error) {
    throw marked(error, met);
  }
}

function marked(error: unknown, seen: Seen | undefined): unknown {
  return error instanceof LlmError && seen?.response?.ok ? answered(error) : error;
}

function finish(
  { log }: ClaudeConnection,
  { request: { modelId }, mayBeEmpty }: Question,
  answer: unknown,
  { requestId }: Seen,
): GenerateResult {
  const result = toResult(answer, { mayBeEmpty, ...(requestId !== undefined && { requestId }) });
  // A name without a date may answer with one; anything else is another model, at another price.
  if (!result.model.startsWith(modelId)) {
    log.warn({ asked: modelId, answered: result.model }, 'claude: another model answered than was asked');
  }
  return result;
}

function attemptOf({ signal, modelId, timeoutMs }: Request): Attempt {
  return { modelId, ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
}

function answersTools({ messages }: Request): boolean {
  const content = messages.at(-1)?.content ?? [];
  return typeof content !== 'string' && content.some(({ type }) => type === 'tool_result');
}
