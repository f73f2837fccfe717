import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineTransport, type LineDefect } from '../../../shared/mcp/line-transport.ts';

async function open(maxLineBytes = 1_000) {
  const input = new PassThrough();
  const output = new PassThrough();
  const defects: LineDefect[] = [];
  const messages: unknown[] = [];
  const transport = createLineTransport({
    input,
    output,
    maxLineBytes,
    onDefect: (defect) => defects.push(defect),
  });
  transport.onmessage = (message) => messages.push(message);
  await transport.start();
  return { input, output, defects, messages, transport };
}

const request = (id: number, text = '') => ({ jsonrpc: '2.0', id, method: 'm', params: { text } });

test('messages arrive whole and in order however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      async (texts, sizes) => {
        const { input, messages, defects } = await open();
        const bytes = Buffer.from(texts.map((text, i) => `${JSON.stringify(request(i, text))}\n`).join(''));
        for (let at = 0, i = 0; at < bytes.length; i += 1) {
          const size = sizes[i % sizes.length] ?? 1;
          input.write(bytes.subarray(at, at + size));
          at += size;
        }
        await new Promise((resolve) => input.end(resolve));
        await expect.poll(() => messages.length).toBe(texts.length);
        expect(messages).toEqual(texts.map((text, i) => request(i, text)));
        expect(defects).toEqual([]);
      },
    ),
    { numRuns: 50 },
  );
});

test('a notification is handled before the response that came with it', async () => {
  const { input, transport } = await open();
  const order: string[] = [];
  transport.onmessage = (message) => {
    if ('id' in message) order.push('response');
    else queueMicrotask(() => order.push('notification handled'));
  };
  input.write(
    `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress' })}\n${JSON.stringify({ jsonrpc: '2.0', id: 1, result: {} })}\n`,
  );
  await expect.poll(() => order).toEqual(['notification handled', 'response']);
});

test('what came before the end is handed on before the end', async () => {
  const { input, transport } = await open();
  const order: string[] = [];
  transport.onmessage = () => void order.push('message');
  transport.onclose = () => void order.push('closed');
  input.end(
    `${JSON.stringify({ jsonrpc: '2.0', method: 'n' })}\n${JSON.stringify({ jsonrpc: '2.0', method: 'n' })}\n`,
  );
  await expect.poll(() => order).toEqual(['message', 'message', 'closed']);
});

test.each([
  ['[]', -32600],
  ['{"jsonrpc":"1.0","id":1,"method":"m"}', -32600],
  ['nonsense', -32700],
  [`"${'x'.repeat(2_000)}"`, -32600],
])('%.20s is reported once and the next line is read', async (line, code) => {
  const { input, messages, defects } = await open();
  input.write(`${line}\n${JSON.stringify(request(1))}\n`);
  await expect.poll(() => messages).toEqual([request(1)]);
  expect(defects.map((defect) => defect.code)).toEqual([code]);
});

const LONG = 'x'.repeat(1_500);
test.each([
  ['first', { jsonrpc: '2.0', id: 7, method: 'm', params: { LONG } }, 7],
  ['last', { method: 'm', params: { LONG }, jsonrpc: '2.0', id: 8 }, 8],
  ['a string', { method: 'm', params: { LONG }, jsonrpc: '2.0', id: 'a-8' }, 'a-8'],
  ['only among the parameters', { jsonrpc: '2.0', method: 'm', params: { LONG, id: 9 } }, undefined],
  ['also among the parameters', { id: 1, method: 'm', params: { LONG, jsonrpc: '2.0', id: 9 } }, 1],
  ['inside a text', { id: 1, method: 'm', params: { LONG, a: ',"method":"m","id":5}' } }, 1],
  ['of a response', { jsonrpc: '2.0', id: 3, result: { LONG } }, undefined],
  ['of no object', LONG, undefined],
])('a request that is too large is named by its id: %s', async (_, message, id) => {
  const { input, defects, messages } = await open();
  const line = Buffer.from(`${JSON.stringify(message)}\n${JSON.stringify(request(1))}\n`);
  for (let at = 0; at < line.length; at += 100) input.write(line.subarray(at, at + 100));
  await expect.poll(() => messages).toEqual([request(1)]);
  expect(defects.map((defect) => defect.id)).toEqual([id]);
});

test('a line without end is told of before it ends', async () => {
  let tooLarge = 0;
  const input = new PassThrough();
  const transport = createLineTransport({
    input,
    output: new PassThrough(),
    maxLineBytes: 1_000,
    onDefect: () => expect.unreachable(),
    onTooLarge: () => {
      tooLarge += 1;
    },
  });
  await transport.start();
  input.write(LONG);
  input.write(LONG);
  await expect.poll(() => input.readableLength).toBe(0);
  expect(tooLarge).toBe(1);
});

test('empty lines and carriage returns are nothing', async () => {
  const { input, messages, defects } = await open();
  input.write(`\n\r\n${JSON.stringify(request(1))}\r\n`);
  await expect.poll(() => messages).toEqual([request(1)]);
  expect(defects).toEqual([]);
});

test('sending after the end is refused', async () => {
  const { transport } = await open();
  await transport.close();
  await expect(transport.send(request(1) as never)).rejects.toThrow('the connection is closed');
});
