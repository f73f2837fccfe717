import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { serveStdio } from '../../../shared/mcp/serve/stdio.ts';
import { createSampleServer, silentLog } from './sample-server.ts';

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};

interface Message {
  id: number | null;
  result?: { serverInfo?: { name: string }; structuredContent?: unknown };
  error?: { code: number; message: string };
}

describe('the stdio door, line by line', () => {
  let end: (() => Promise<void>) | undefined;
  afterEach(async () => end?.());

  function open() {
    const input = new PassThrough();
    const output = new PassThrough();
    const messages: Message[] = [];
    let rest = '';
    output.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      messages.push(...lines.map((line) => JSON.parse(line) as Message));
    });
    const service = serveStdio(createSampleServer(), { log: silentLog, stdin: input, stdout: output });
    end = service.close;
    return { input, messages, service };
  }

  const add = (id: number): string =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'add_numbers', arguments: { a: id, b: 1 } } })}\n`;

  test('bad lines are each answered, and the lines around them are served', async () => {
    const { input, messages } = open();
    input.write(`${JSON.stringify(INITIALIZE)}\n`);
    await expect.poll(() => messages[0]?.result?.serverInfo?.name).toBe('sample');
    input.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
    input.write('this is not JSON\n');
    input.write(add(2));
    input.write(
      Buffer.concat([
        Buffer.from('{"jsonrpc":"2.0","id":9,"method":"'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('"}\n'),
      ]),
    );
    input.write(add(3));
    await expect.poll(() => messages.length).toBe(5);
    const answered = (id: number) => messages.find((message) => message.id === id)?.result?.structuredContent;
    expect(answered(2)).toEqual({ sum: 3 });
    expect(answered(3)).toEqual({ sum: 4 });
    expect(messages.filter(({ id }) => id === null).map(({ error }) => error)).toEqual(
      [
        { code: -32700, message: 'The message is not valid UTF-8.' },
        { code: -32700, message: 'The message is not valid JSON.' },
      ].toSorted(
        (a, b) =>
          messages.findIndex((m) => m.error?.message === a.message) -
          messages.findIndex((m) => m.error?.message === b.message),
      ),
    );
  });

  test('a message of 17 MB is refused without being kept, and the next one is served', async () => {
    const { input, messages } = open();
    input.write(`${JSON.stringify(INITIALIZE)}\n`);
    await expect.poll(() => messages.length).toBe(1);
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 17; i += 1) input.write(chunk);
    input.write('\n');
    input.write(add(2));
    await expect.poll(() => messages.length).toBe(3);
    expect(messages[1]?.error).toEqual({
      code: -32600,
      message: 'The message is larger than 16777216 bytes. Send less at once, or name a file instead.',
    });
    expect(messages[2]?.result?.structuredContent).toEqual({ sum: 3 });
  });

  test('a request of 17 MB is answered under its own id', async () => {
    const { input, messages } = open();
    input.write(`${JSON.stringify(INITIALIZE)}\n`);
    await expect.poll(() => messages.length).toBe(1);
    const params = { name: 'add', arguments: { a: 'x'.repeat(17 * 1024 * 1024), b: 1 } };
    input.write(`${JSON.stringify({ method: 'tools/call', params, jsonrpc: '2.0', id: 2 })}\n`);
    await expect.poll(() => messages[1]).toMatchObject({ id: 2, error: { code: -32600 } });
  });

  test('characters that are split between reads stay whole', async () => {
    const { input, messages } = open();
    input.write(`${JSON.stringify(INITIALIZE)}\n`);
    await expect.poll(() => messages.length).toBe(1);
    const call = Buffer.from(
      `${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'prompts/get', params: { name: 'greet', arguments: { name: 'Zoë 🦊' } } })}\n`,
    );
    for (const byte of call) input.write(Buffer.from([byte]));
    await expect.poll(() => JSON.stringify(messages[1]?.result)).toContain('Greet Zoë 🦊 in english.');
  });

  test('the end of input closes the service', async () => {
    const { input, service } = open();
    input.end();
    await service.closed;
  });
});
