import type Anthropic from '@anthropic-ai/sdk';
import * as z from 'zod';
import type { GenerateRequest, GenerateResult, Provider, Resolved, StreamEvent } from '../port.ts';
import { createAccumulator } from './accumulate.ts';
import { type Expectation, parseAnswer, toResult } from './answer.ts';
import {
  type Attempt,
  CLAUDE,
  type ClaudeConnection,
  type ClaudeOptions,
  connectClaude,
} from './connection.ts';
import { listModels } from './models.ts';
import { type Extras, toCountParams, toParams } from './request.ts';
import { instructionsFor, outputFormat, unfenced } from './structured.ts';

/**
 * Answers longer than this come as a stream, whoever asked: one that takes more than ten minutes would be cut off by
 * some network in between (the SDK draws the line at the same place).
 */
const MAX_TOKENS_IN_ONE_PIECE = 21_333;

const STREAM_TYPE = /^text\/event-stream\b/;
const countSchema = z.object({ input_tokens: z.int().min(0) });

type Request = Resolved<GenerateRequest>;
type Params = Anthropic.MessageCreateParamsNonStreaming;

/** Claude, through the Anthropic SDK. The SDK is loaded with the first call. */
export function createClaudeProvider(options: ClaudeOptions): Provider {
  const connection = connectClaude(options);
  const ask = (request: Request, extras: Extras = {}, expectation: Expectation = {}) =>
    askOnce(connection, request, toParams(request, extras), expectation);

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
    generate: (request) => ask(request),
    async generateJson(request) {
      const format = await outputFormat(request.schema);
      if (format) return ask(request, { format });
      const result = await ask(request, { instructions: instructionsFor(request.name, request.schema) });
      return { ...result, text: unfenced(result.text) };
    },
    stream: (request) => stream(connection, request, toParams(request), {}),
    generateWithTools: (request) =>
      ask(request, { tools: request.tools }, { mayBeEmpty: answersTools(request) }),
    countTokens: (request) =>
      connection.attempt(attemptOf(request), async ({ client, send }) => {
        const answer = await client.messages.countTokens(toCountParams(request), send);
        return parseAnswer(countSchema, answer).input_tokens;
      }),
    models: (signal) =>
      connection.attempt(signal ? { signal } : {}, ({ client, send }) => listModels(client, send)),
  };
}

async function askOnce(
  connection: ClaudeConnection,
  request: Request,
  params: Params,
  expectation: Expectation,
): Promise<GenerateResult> {
  if (params.max_tokens > MAX_TOKENS_IN_ONE_PIECE) return streamed(connection, request, params, expectation);
  return connection.attempt(attemptOf(request), async ({ client, send, seen }) => {
    const answer = await client.messages.create(params, send);
    return toResult(answer, {
      ...expectation,
      ...(seen.requestId !== undefined && { requestId: seen.requestId }),
    });
  });
}

async function streamed(...args: Parameters<typeof stream>): Promise<GenerateResult> {
  for await (const event of stream(...args)) if (event.type === 'done') return event.result;
  throw new Error('a stream of Claude ended without a result');
}

/** Text as it comes, then the result. Where it breaks off, the error carries what it cost until then. */
function stream(
  connection: ClaudeConnection,
  request: Request,
  params: Params,
  expectation: Expectation,
): AsyncGenerator<StreamEvent> {
  const accumulator = createAccumulator();
  const attempt = { ...attemptOf(request), expects: STREAM_TYPE, spent: accumulator.spent };
  return connection.stream<StreamEvent>(attempt, async function* ({ client, send, seen }) {
    const events = await client.messages.create({ ...params, stream: true }, send);
    for await (const event of events) {
      const text = accumulator.add(event);
      if (text !== '') yield { type: 'text', text };
    }
    // The SDK ends an aborted stream without a word: then the end is missing, and that throws.
    const message = accumulator.message();
    const { requestId } = seen;
    yield {
      type: 'done',
      result: toResult(message, { ...expectation, ...(requestId !== undefined && { requestId }) }),
    };
  });
}

function attemptOf({ signal, modelId, timeoutMs }: Request): Attempt {
  return { modelId, ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
}

function answersTools({ messages }: Request): boolean {
  const content = messages.at(-1)?.content ?? [];
  return typeof content !== 'string' && content.some(({ type }) => type === 'tool_result');
}
