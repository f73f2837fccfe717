import { gzipSync } from 'node:zlib';
import type Anthropic from '@anthropic-ai/sdk';
import { type Answer, bytesOf, type ErrorOptions, errorAnswer, type Step } from './answer.ts';

/**
 * What goes wrong with an answer. Faults of the message change what is said before it is put into JSON or events;
 * faults of the answer change how it is sent. A rule may hold several: they are done in order.
 */
export interface Fault {
  /** As the journal names it. */
  name: string;
  message?(message: Anthropic.Message): Anthropic.Message;
  answer?(answer: Answer): Answer;
}

export interface StatusOptions extends ErrorOptions {
  /** The `retry-after` header as it is: seconds, a date, or nonsense. */
  retryAfter?: string;
  /** The `retry-after-ms` header as it is. */
  retryAfterMs?: string;
  /** The `x-should-retry` header. */
  shouldRetry?: boolean;
  /** In place of the error's JSON: what a proxy in between would say. */
  body?: string;
}

/** An error of the API: 400, 401, 403, 404, 413, 429, 500, 529… with its body. */
export function status(code: number, options: StatusOptions = {}): Fault {
  const { retryAfter, retryAfterMs, shouldRetry, body, ...error } = options;
  const headers = {
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    ...(retryAfterMs !== undefined && { 'retry-after-ms': retryAfterMs }),
    ...(shouldRetry !== undefined && { 'x-should-retry': String(shouldRetry) }),
    ...(body !== undefined && { 'content-type': 'text/html' }),
    ...options.headers,
  };
  return {
    name: `status ${code}`,
    answer: () => {
      const answer = errorAnswer(code, { ...error, headers });
      return body === undefined ? answer : { ...answer, steps: [write(body)] };
    },
  };
}

export function emptyBody(): Fault {
  return {
    name: 'empty body',
    answer: ({ status: code, headers }) => ({
      status: code,
      headers: { ...headers, 'content-length': '0' },
      steps: [{ type: 'head' }],
    }),
  };
}

/** Answers in good order with something else: a login page, half a JSON, another API's answer. */
export function body(content: string, contentType = 'application/json', code = 200): Fault {
  return {
    name: 'another body',
    answer: () => ({ status: code, headers: { 'content-type': contentType }, steps: [write(content)] }),
  };
}

/** Sets headers; an empty value takes one away. */
export function headers(changed: Record<string, string>): Fault {
  return {
    name: `headers ${Object.keys(changed).join(', ')}`,
    answer: (answer) => ({ ...answer, headers: { ...answer.headers, ...changed } }),
  };
}

/** An answer of so many bytes: a text as long, said as JSON or as one delta of a stream. */
export function huge(bytes: number): Fault {
  const CHUNK = Buffer.alloc(64 * 1024, 'x');
  return {
    name: `${bytes} bytes`,
    answer: (answer) => ({
      ...answer,
      steps: answer.steps.flatMap((step): Step[] => {
        const at = step.type === 'write' ? step.bytes.indexOf('"text":"') + 8 : 7;
        if (step.type !== 'write' || at === 7) return [step];
        return [
          { type: 'write', bytes: step.bytes.subarray(0, at) },
          { type: 'repeat', bytes: CHUNK, times: Math.ceil(bytes / CHUNK.length) },
          { type: 'write', bytes: step.bytes.subarray(at) },
        ];
      }),
    }),
  };
}

/** The same answer, compressed; a client that counts bytes must count them afterwards. */
export function gzip(): Fault {
  return {
    name: 'gzip',
    answer: (answer) => ({
      ...answer,
      headers: { ...answer.headers, 'content-encoding': 'gzip' },
      steps: [{ type: 'write', bytes: gzipSync(bytesOf(answer)) }],
    }),
  };
}

/** So many zeros and next to nothing on the wire, in the place of the answer's text. */
export function gzipBomb(bytes: number): Fault {
  return {
    name: `gzip bomb of ${bytes} bytes`,
    answer: (answer) => ({
      ...answer,
      headers: { ...answer.headers, 'content-encoding': 'gzip' },
      steps: [{ type: 'write', bytes: gzipSync(Buffer.alloc(bytes, '0')) }],
    }),
  };
}

/** Repeats the events of a type in a stream. */
export function duplicate(eventType: string): Fault {
  return {
    name: `${eventType} twice`,
    answer: (answer) => ({
      ...answer,
      steps: answer.steps.flatMap((step) => (isEvent(step, eventType) ? [step, step] : [step])),
    }),
  };
}

/** Leaves the events of a type out of a stream. */
export function leaveOut(eventType: string): Fault {
  return {
    name: `no ${eventType}`,
    answer: (answer) => ({ ...answer, steps: answer.steps.filter((step) => !isEvent(step, eventType)) }),
  };
}

/** Puts a frame of its own into a stream, as it is: an unknown event, a comment, junk. */
export function insert(frame: string, afterEvents = 3): Fault {
  return {
    name: 'another frame',
    answer: (answer) => ({
      ...answer,
      steps: [...answer.steps.slice(0, afterEvents), write(frame), ...answer.steps.slice(afterEvents)],
    }),
  };
}

/** Changes what the message says: another model, no content, a stop reason of next year. */
export function say(changed: Record<string, unknown>): Fault {
  return {
    name: `says ${Object.keys(changed).join(', ')}`,
    message: (message) => ({ ...message, ...changed }),
  };
}

/** Leaves fields of the message out. */
export function without(...fields: readonly (keyof Anthropic.Message)[]): Fault {
  return {
    name: `without ${fields.join(', ')}`,
    message: (message) =>
      Object.fromEntries(
        Object.entries(message).filter(([name]) => !(fields as readonly string[]).includes(name)),
      ) as unknown as Anthropic.Message,
  };
}

function isEvent(step: Step, type: string): boolean {
  return step.type === 'write' && step.bytes.toString('utf8').startsWith(`event: ${type}\n`);
}

function write(content: string): Step {
  return { type: 'write', bytes: Buffer.from(content) };
}
