import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/server';
import { serveStdio as serveSdkStdio } from '@modelcontextprotocol/server/stdio';
import type { Logger } from '../../log.ts';
import { createLineTransport, type LineDefect } from '../line-transport.ts';
import type { Surface } from '../surface.ts';
import { watchListens } from './listen-watch.ts';
import { createSdkServer } from './sdk-server.ts';

/** A message that Claude can send fits well; a runaway one does not fill the memory. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

export interface StdioService {
  /** Resolves when the client has closed its end, or `close` was called. */
  closed: Promise<void>;
  close(): Promise<void>;
}

/** Serves a surface to the one client at the other end of stdin and stdout, in whichever era it opens with. */
export function serveStdio(
  surface: Surface,
  {
    log,
    stdin = process.stdin,
    stdout = process.stdout,
  }: { log: Logger; stdin?: Readable; stdout?: Writable },
): StdioService {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const answerDefect = ({ code, message, id }: LineDefect): void => {
    log.warn({ code }, message);
    stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error: { code, message } })}\n`);
  };
  const transport = createLineTransport({
    input: stdin,
    output: stdout,
    maxLineBytes: MAX_MESSAGE_BYTES,
    onDefect: answerDefect,
    onClose: resolve,
  });
  const handle = serveSdkStdio(({ era }) => createSdkServer(surface, { era, log, carriesEvents: true }), {
    transport,
    onerror: (error) => log.debug({ err: error }, 'stdio'),
  });
  followListens(surface, transport, closed);
  return { closed, close: () => handle.close() };
}

/** Watches what a modern client listens to, and when it stops: by cancelling the listen, or by leaving. */
function followListens(surface: Surface, transport: Transport, closed: Promise<void>): void {
  const listens = watchListens(surface);
  const open = new Map<unknown, AbortController>();
  const deliver = transport.onmessage;
  transport.onmessage = (message, extra) => {
    if ('method' in message && message.method === 'notifications/cancelled') {
      open.get(message.params?.requestId)?.abort();
      open.delete(message.params?.requestId);
    }
    listens.observe(message, () => {
      const ended = new AbortController();
      if ('id' in message) open.set(message.id, ended);
      return ended.signal;
    });
    deliver?.(message, extra);
  };
  void closed.then(() => {
    for (const ended of open.values()) ended.abort();
  });
}
