import type { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../shared/log.ts';
import { connectInMemory, ERAS } from '../../shared/mcp/harness.ts';
import { type HttpService, serveHttp } from '../../shared/mcp/serve/http.ts';
import { createSampleServer } from '../shared/mcp/sample-server.ts';
import { createTestMeta } from './support/meta.ts';

const log = createLogger('silent');
const TOKEN = 'downstream-token-0123456789';

describe.each(ERAS)('a downstream server over HTTP, for a client of the %s era', (era) => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function serve(port = 0): Promise<{ service: HttpService; done: string[]; emit: () => void }> {
    const done: string[] = [];
    const server = createSampleServer({ done });
    const service = await serveHttp(server, { port, maxBodyBytes: 100_000, token: TOKEN, log });
    return { service, done, emit: () => server.emit({ kind: 'resource', uri: 'sample://motd' }) };
  }

  async function connect(entry: object): Promise<Client> {
    const meta = await createTestMeta({ remote: { prefix: '', ...entry } });
    open.push(meta);
    const connected = await connectInMemory(meta.surface, {
      era,
      log,
      capabilities: { elicitation: { form: {} } },
      prepare: (client) =>
        client.setRequestHandler('elicitation/create', async () => ({
          action: 'accept',
          content: { confirm: true },
        })),
    });
    open.push(connected);
    return connected.client;
  }

  const headers = { authorization: `Bearer ${TOKEN}` };

  test('is reached with its headers: tools, questions, resources, prompts, completions', async () => {
    const { service, done } = await serve();
    open.push(service);
    const client = await connect({ url: service.url, headers });
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('add_numbers');
    const sum = await client.callTool({ name: 'add_numbers', arguments: { a: 1, b: 2 } });
    expect(sum.structuredContent).toEqual({ sum: 3 });
    await client.callTool({ name: 'drop_all' });
    expect(done).toEqual(['dropped']);
    expect((await client.readResource({ uri: 'sample://line/4' })).contents).toMatchObject([
      { text: 'line 4' },
    ]);
    expect((await client.getPrompt({ name: 'greet', arguments: { name: 'Ada' } })).messages).toMatchObject([
      { content: { text: 'Greet Ada in english.' } },
    ]);
    const completed = await client.complete({
      ref: { type: 'ref/prompt', name: 'greet' },
      argument: { name: 'language', value: 'f' },
    });
    expect(completed.completion.values).toEqual(['french']);
    await expect(client.readResource({ uri: 'nowhere://at/all' })).rejects.toMatchObject({ code: -32602 });
  });

  test('its `_meta` and its name for the tool use pass through', async () => {
    const { service, done } = await serve();
    open.push(service);
    const client = await connect({ url: service.url, headers });
    await client.callTool({
      name: 'set_colour',
      arguments: { colour: 'red' },
      _meta: { 'claudecode/toolUseId': 'toolu_9' },
    });
    expect(done).toEqual(['red toolu_9']);
  });

  test('a resource that is followed is heard of through the gateway', async () => {
    const { service, emit } = await serve();
    open.push(service);
    const client = await connect({ url: service.url, headers });
    const heard: string[] = [];
    client.setNotificationHandler(
      'notifications/resources/updated',
      ({ params }) => void heard.push(params.uri),
    );
    await client.listResources();
    if (era === 'modern') await client.listen({ resourceSubscriptions: ['sample://motd'] });
    else await client.subscribeResource({ uri: 'sample://motd' });
    // The subscription travels on to the server behind; until it is there, what the server says is not heard.
    await expect
      .poll(() => {
        emit();
        return heard[0];
      })
      .toBe('sample://motd');
  });

  test('a token that is refused is said to be the reason, and is not shown', async () => {
    const { service } = await serve();
    open.push(service);
    const client = await connect({
      url: service.url,
      headers: { authorization: 'Bearer wrong-token-123456' },
    });
    const listed = await client.callTool({ name: 'manage_servers' });
    const text = JSON.stringify(listed.structuredContent);
    expect(text).toContain('remote could not be started.');
    expect(text).not.toContain('wrong-token-123456');
  });

  test('a server that was started anew, and knows no session any more, is simply connected to again', async () => {
    const first = await serve();
    const client = await connect({ url: first.service.url, headers });
    await client.callTool({ name: 'add_numbers', arguments: { a: 1, b: 1 } });
    const port = Number(new URL(first.service.url).port);
    await first.service.close();
    const second = await serve(port);
    open.push(second.service);
    const sum = async () =>
      (await client.callTool({ name: 'add_numbers', arguments: { a: 20, b: 1 } })).structuredContent;
    await expect.poll(sum, { timeout: 10_000 }).toEqual({ sum: 21 });
  });
});
