import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Step } from './answer.ts';

/** How an answer ended: whole, broken by the script, or given up by the client. */
export type Delivery = 'sent' | 'broken' | 'abandoned';

/** Sends an answer step by step, as fast as the client reads. */
export async function deliver(response: ServerResponse, answer: Answer): Promise<Delivery> {
  if (response.closed) return 'abandoned';
  const gone = new AbortController();
  let finished = false;
  response.once('close', () => {
    if (!finished) gone.abort();
  });
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== '') response.setHeader(name, value);
  try {
    for (const step of answer.steps) {
      if (step.type === 'close' || step.type === 'reset') {
        finished = true;
        await cut(response, step.type);
        return 'broken';
      }
      await take(step, response, gone.signal);
      if (gone.signal.aborted) return 'abandoned';
    }
    finished = true;
    response.end();
    await Promise.race([once(response, 'finish'), once(response, 'close')]);
    return response.writableFinished ? 'sent' : 'abandoned';
  } catch (error) {
    if (gone.signal.aborted || response.destroyed) return 'abandoned';
    throw error;
  }
}

async function take(step: Step, response: ServerResponse, signal: AbortSignal): Promise<void> {
  switch (step.type) {
    case 'head':
      response.flushHeaders();
      return;
    case 'write':
      return write(response, step.bytes, signal);
    case 'repeat':
      for (let sent = 0; sent < step.times && !signal.aborted; sent += 1) {
        await write(response, step.bytes, signal);
        if (step.everyMs !== undefined) await sleep(step.everyMs, undefined, { signal, ref: false });
      }
      return;
    case 'wait':
      await sleep(step.ms, undefined, { signal, ref: false });
      return;
    case 'hang':
      await once(signal, 'abort');
  }
}

/** Writes a chunk of its own, and waits until it has left: what a fault cuts off later has then been sent. */
async function write(response: ServerResponse, bytes: Buffer, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const left = () => resolve();
  signal.addEventListener('abort', left, { once: true });
  response.write(bytes, left);
  await promise;
  signal.removeEventListener('abort', left);
}

async function cut(response: ServerResponse, how: 'close' | 'reset'): Promise<void> {
  const { socket } = response;
  if (!socket) return;
  if (how === 'reset') socket.resetAndDestroy();
  else socket.destroySoon();
  if (!socket.destroyed) await once(socket, 'close');
}
