import { isUtf8 } from 'node:buffer';
import type { Readable, Writable } from 'node:stream';
import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/server';
import { END_BYTES, idOfOversized } from './oversized-request.ts';

const NEWLINE = 0x0a;
/** Messages read and not handled yet, past which reading waits. */
const MAX_WAITING = 1_000;

/** A line that is no message. JSON-RPC 2.0: -32700 cannot be parsed, -32600 is not a valid request. */
export interface LineDefect {
  code: -32700 | -32600;
  message: string;
  /** Of the request that was too large, where it could be told. */
  id?: string | number;
}

export interface LineTransportOptions {
  input: Readable;
  output: Writable;
  /** A longer line is dropped as it comes, and never held in memory. */
  maxLineBytes: number;
  onDefect(defect: LineDefect): void;
  /** Called when a line has grown past the limit; its defect comes when it ends, which may be never. */
  onTooLarge?(): void;
  /** Ends whatever is at the other side; called once, whoever closes. */
  onClose?(): Promise<void> | void;
}

/**
 * JSON-RPC over two streams, a message a line: stdin and stdout, or those of a child process. One bad line costs
 * one report and not the connection: the SDK's own stdio transports decode bad bytes into other text, pass over
 * lines that are not JSON without a word, and close at a line that is too long.
 */
export function createLineTransport(options: LineTransportOptions): Transport {
  const { input, output } = options;
  let closed = false;

  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    input.off('data', read);
    input.pause();
    turn.flush();
    await options.onClose?.();
    transport.onclose?.();
  };

  const read = splitLines(options, (line) => {
    const message = parseLine(line, options.onDefect);
    if (message) turn.deliver(message);
  });

  const turn = inTurn(input, (message) => transport.onmessage?.(message));

  const transport: Transport = {
    async start() {
      input.on('data', read);
      input.once('end', () => void close());
      input.once('close', () => void close());
      input.on('error', (error) => transport.onerror?.(error));
      output.on('error', (error) => {
        transport.onerror?.(error);
        void close();
      });
    },
    send(message) {
      if (closed) return Promise.reject(new Error('the connection is closed'));
      if (output.write(`${JSON.stringify(message)}\n`)) return Promise.resolve();
      return new Promise((resolve) => {
        const go = (): void => {
          output.off('drain', go);
          output.off('close', go);
          resolve();
        };
        output.once('drain', go);
        output.once('close', go);
      });
    },
    close,
  };
  return transport;
}

/**
 * Hands messages on in order, and lets progress be handled before what comes after it. The SDK's client looks at
 * responses at once and at notifications a moment later: progress that comes in one read with its result would
 * find the call already over.
 */
function inTurn(
  input: Readable,
  take: (message: JSONRPCMessage) => void,
): {
  deliver(message: JSONRPCMessage): void;
  /** Hands on all that waits, at once. */
  flush(): void;
} {
  const waiting: JSONRPCMessage[] = [];
  let paused = false;
  const go = (): void => {
    paused = false;
    while (!paused) {
      const message = waiting.shift();
      if (!message) return;
      take(message);
      paused = 'method' in message && message.method === 'notifications/progress';
    }
    if (waiting.length < MAX_WAITING) input.resume();
    setImmediate(go);
  };
  return {
    deliver(message) {
      waiting.push(message);
      if (!paused) go();
      else if (waiting.length >= MAX_WAITING) input.pause();
    },
    flush() {
      for (const message of waiting.splice(0)) take(message);
    },
  };
}

function parseLine(line: Buffer, onDefect: (defect: LineDefect) => void): JSONRPCMessage | undefined {
  if (!isUtf8(line)) {
    onDefect({ code: -32700, message: 'The message is not valid UTF-8.' });
    return undefined;
  }
  const text = line.toString('utf8').trim();
  if (text === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    onDefect({ code: -32700, message: 'The message is not valid JSON.' });
    return undefined;
  }
  try {
    return parseJSONRPCMessage(value);
  } catch {
    onDefect({ code: -32600, message: 'The message is not a JSON-RPC 2.0 message.' });
    return undefined;
  }
}

/** Calls `take` with each whole line, without its end. */
function splitLines(
  { maxLineBytes, onDefect, onTooLarge }: LineTransportOptions,
  take: (line: Buffer) => void,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  /** The two ends of a line that is too long. */
  let ends: { first: Buffer; last: Buffer } | undefined;

  const add = (piece: Buffer): void => {
    if (ends) {
      ends.last = Buffer.concat([ends.last, piece.subarray(-END_BYTES)]).subarray(-END_BYTES);
      return;
    }
    parts.push(piece);
    length += piece.length;
    if (length <= maxLineBytes) return;
    const line = Buffer.concat(parts);
    parts = [];
    ends = { first: Buffer.from(line.subarray(0, END_BYTES)), last: Buffer.from(line.subarray(-END_BYTES)) };
    onTooLarge?.();
  };

  const finish = (): void => {
    if (ends) {
      const id = idOfOversized(ends.first, ends.last);
      onDefect({
        code: -32600,
        message: `The message is larger than ${maxLineBytes} bytes. Send less at once, or name a file instead.`,
        ...(id !== undefined && { id }),
      });
    } else if (parts[0]) take(parts.length === 1 ? parts[0] : Buffer.concat(parts));
    parts = [];
    length = 0;
    ends = undefined;
  };

  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      finish();
      start = end + 1;
    }
    if (start < chunk.length) add(chunk.subarray(start));
  };
}
