import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGoogleProvider } from '../../shared/llm/google/provider.ts';
import { createOpenAiProvider } from '../../shared/llm/openai/provider.ts';
import type { Provider } from '../../shared/llm/port.ts';

// A program that calls both providers through many faults, for a test that looks at what it prints.

const GOOD = {
  choices: [{ finish_reason: 'stop', message: { content: 'ok' } }],
  candidates: [{ content: { parts: [{ text: 'ok' }] }, finishReason: 'STOP' }],
};
const SSE = { 'content-type': 'text/event-stream' };
const ANSWERS: RequestListener[] = [
  (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(GOOD)),
  (_, response) => response.writeHead(401).end('{"error": {"message": "secret-key"}}'),
  (_, response) => response.writeHead(429, { 'retry-after': '1' }).end('{}'),
  (_, response) => response.writeHead(200).end('<html>'),
  (_, response) => response.destroy(),
];
const STREAMS: RequestListener[] = [
  (_, response) => response.writeHead(200, SSE).end('data: {oops}\n\n'),
  (_, response) =>
    response.writeHead(200, SSE).end('event: error\ndata: {"error": {"code": 500, "message": "x"}}\n\n'),
];

const counts = { failed: 0, answered: 0 };

async function call(listener: RequestListener, use: (provider: Provider) => Promise<unknown>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = { now: () => 0, monotonic: () => 0 };
  const providers = [
    createOpenAiProvider({ apiKey: 'secret-key', baseURL, clock }),
    createGoogleProvider({ apiKey: 'secret-key', baseURL, clock }),
  ];
  for (const provider of providers) {
    await use(provider).then(
      () => {
        counts.answered += 1;
      },
      () => {
        counts.failed += 1;
      },
    );
  }
  server.closeAllConnections();
  server.close();
}

const request = {
  modelId: 'a-model',
  account: { caller: 'test' },
  maxTokens: 10,
  messages: [{ role: 'user' as const, content: 'x' }],
};

for (const listener of ANSWERS) await call(listener, (provider) => provider.generate(request));
for (const listener of STREAMS) {
  await call(listener, async (provider) => {
    for await (const _ of provider.stream(request));
  });
}
process.stderr.write(`${counts.failed} calls failed, ${counts.answered} answered\n`);
