import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport, serveStdio as serveSdkStdio } from '@modelcontextprotocol/server/stdio';
import type { Logger } from '../../log.ts';
import type { Surface } from '../surface.ts';
import { watchListens } from './listen-watch.ts';
import { createSdkServer } from './sdk-server.ts';
import { createLineFilter, type LineDefect } from './stdio-lines.ts';

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
  const answerDefect = ({ code, message }: LineDefect): void => {
    log.warn({ code }, message);
    stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } })}\n`);
  };
  const lines = stdin.pipe(createLineFilter(MAX_MESSAGE_BYTES, answerDefect));
  const transport = new StdioServerTransport(lines, stdout, { maxBufferSize: MAX_MESSAGE_BYTES * 2 });

  const { promise: closed, resolve } = Promise.withResolvers<void>();
  lines.once('end', resolve);
  lines.once('close', resolve);
  stdout.once('error', () => resolve());

  const handle = serveSdkStdio(({ era }) => createSdkServer(surface, { era, log, carriesEvents: true }), {
    transport,
    onerror(error) {
      if (error instanceof SyntaxError)
        answerDefect({ code: -32700, message: 'The message is not valid JSON.' });
      else log.debug({ err: error }, 'stdio');
    },
  });
  followListens(surface, transport, closed);
  const close = async (): Promise<void> => {
    await handle.close();
    resolve();
  };
  return { closed, close };
}

/** Watches what a modern client listens to, and when it stops: by cancelling the listen, or by leaving. */
function followListens(surface: Surface, transport: StdioServerTransport, closed: Promise<void>): void {
  const listens = watchListens(surface);
  const open = new Map<unknown, AbortController>();
  const deliver = transport.onmessage;
  transport.onmessage = (message) => {
    if ('method' in message && message.method === 'notifications/cancelled') {
      open.get(message.params?.requestId)?.abort();
      open.delete(message.params?.requestId);
    }
    listens.observe(message, () => {
      const ended = new AbortController();
      if ('id' in message) open.set(message.id, ended);
      return ended.signal;
    });
    deliver?.(message);
  };
  void closed.then(() => {
    for (const ended of open.values()) ended.abort();
  });
}
