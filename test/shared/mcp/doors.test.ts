import { type Client, type Progress, ProtocolError } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Connected,
  connectInMemory,
  connectOverHttp,
  ERAS,
  type HarnessOptions,
} from '../../../shared/mcp/harness.ts';
import type { ServerSurface } from '../../../shared/mcp/server.ts';
import { createSampleServer, silentLog } from './sample-server.ts';

const doors = { memory: connectInMemory, http: connectOverHttp };
const cases = ERAS.flatMap((era) => (['memory', 'http'] as const).map((door) => ({ era, door })));

describe.each(cases)('$door, $era', ({ era, door }) => {
  const open: Connected[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ close }) => close()));
  });

  async function connect(
    options: Partial<HarnessOptions> = {},
  ): Promise<{ client: Client; done: string[]; server: ServerSurface }> {
    const done: string[] = [];
    const server = createSampleServer({ done });
    const connected = await doors[door](server, { era, log: silentLog, ...options });
    open.push(connected);
    return { client: connected.client, done, server };
  }

  const text = (result: { content?: unknown }): string =>
    (result.content as { text: string }[])[0]?.text ?? '';

  test('lists its tools in order, with flat schemas and all four annotations', async () => {
    const { client } = await connect();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'add_numbers',
      'set_colour',
      'drop_all',
      'list_lines',
      'count_slowly',
      'fail_as',
    ]);
    expect(tools[0]?.inputSchema).toMatchObject({
      type: 'object',
      required: ['a', 'b'],
      additionalProperties: false,
    });
    expect(Object.keys(tools[1]?.inputSchema.properties ?? {})).toEqual(['colour', 'idempotency_key']);
    expect(Object.keys(tools[2]?.inputSchema.properties ?? {})).toEqual(['confirm', 'idempotency_key']);
    expect(tools[2]?.annotations).toEqual({
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: false,
    });
    expect(client.getInstructions()).toBe('A server for tests. It has one of everything.');
    expect(client.getServerVersion()).toMatchObject({ name: 'sample', title: 'Sample', version: '1.2.3' });
  });

  test('a result is its output schema and no more, with the text that says the same', async () => {
    const { client } = await connect();
    const result = await client.callTool({ name: 'add_numbers', arguments: { a: 2, b: 40 } });
    expect(result.structuredContent).toEqual({ sum: 42 });
    expect(result.content).toEqual([{ type: 'text', text: 'The sum is 42.' }]);
  });

  test('wrong arguments are named one by one, with the way to mend them', async () => {
    const { client, done } = await connect();
    const result = await client.callTool({ name: 'set_colour', arguments: { color: 'red' } });
    expect(result.isError).toBe(true);
    expect(text(result)).toBe(
      [
        'INVALID_INPUT: set_colour cannot run with these arguments.',
        'Why: /colour: must be one of "red", "green"; /color: no such argument, did you mean colour?',
        'What to do: Nothing was changed. Mend the arguments and call set_colour again.',
      ].join('\n'),
    );
    expect(done).toEqual([]);
  });

  test('an unknown tool is an error of the protocol that names the near one', async () => {
    const { client } = await connect();
    const error = await client.callTool({ name: 'add_number' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({
      code: -32602,
      message: 'Unknown tool add_number. Did you mean add_numbers?',
    });
  });

  test('an error that was written for the model arrives whole; any other is kept to the log', async () => {
    const { client } = await connect();
    const known = await client.callTool({ name: 'fail_as', arguments: { how: 'known' } });
    expect(text(known)).toBe(
      [
        'NOT_FOUND: There is no such line.',
        'Allowed: 1, 2',
        'What to do: List the lines first.',
        'Next: call list_lines with {"count":2,"length":3}',
      ].join('\n'),
    );
    const unknown = await client.callTool({ name: 'fail_as', arguments: { how: 'unknown' } });
    expect(text(unknown)).toMatch(/^INTERNAL: fail_as failed on an error of its own\./);
    expect(text(unknown)).not.toMatch(/SELECT|secrets/);
  });

  test('a list that is too large is cut, counted, and continues by the call it names', async () => {
    const { client } = await connect();
    const first = await client.callTool({ name: 'list_lines', arguments: { count: 100, length: 1000 } });
    const page = first.structuredContent as { lines: string[]; omitted: number; next: { arguments: object } };
    expect(page.lines.length + page.omitted).toBe(100);
    expect(JSON.stringify(page).length).toBeLessThanOrEqual(40_000);
    // 39 lines of 1,003 characters and the frame fit in 40,000; 40 do not.
    expect(page.lines).toHaveLength(39);
    expect(page.next).toEqual({ tool: 'list_lines', arguments: { count: 100, length: 1000, after: 39 } });
    const second = await client.callTool({ name: 'list_lines', arguments: { ...page.next.arguments } });
    expect((second.structuredContent as { lines: string[] }).lines[0]).toBe('39'.padStart(1000, '.'));
  });

  test('one item that is too large by itself is an error with the way out', async () => {
    const { client } = await connect();
    const result = await client.callTool({ name: 'list_lines', arguments: { count: 1, length: 50_000 } });
    expect(text(result)).toMatch(/^TOO_LARGE: .*\nWhat to do: Ask for less/);
  });

  test('progress is throttled, and its last report arrives before the result', async () => {
    const { client } = await connect();
    const seen: Progress[] = [];
    await client.callTool(
      { name: 'count_slowly', arguments: { steps: 500 } },
      { onprogress: (progress) => seen.push(progress) },
    );
    expect(seen[0]).toMatchObject({ progress: 1, total: 500, message: 'step 1' });
    expect(seen.at(-1)).toMatchObject({ progress: 500, total: 500, message: 'step 500' });
    expect(seen.length).toBeLessThan(50);
  });

  test('a deadline ends a call that does not finish', async () => {
    const { client } = await connect();
    const result = await client.callTool({ name: 'count_slowly', arguments: { steps: 100, pause: 50 } });
    expect(text(result)).toMatch(/^TIMEOUT: count_slowly did not finish within 1 s\./);
  });

  test('a cancelled call stops its handler', async () => {
    const { client, done } = await connect();
    const cancel = new AbortController();
    const calling = client.callTool(
      { name: 'count_slowly', arguments: { steps: 100, pause: 10 } },
      { signal: cancel.signal, onprogress: () => cancel.abort() },
    );
    await expect(calling).rejects.toThrow();
    await expect.poll(() => done[0]).toMatch(/^stopped at \d+$/);
  });

  test('a retry that comes while the first call runs joins it', async () => {
    const { client, done } = await connect();
    const call = () =>
      client.callTool({
        name: 'set_colour',
        arguments: { colour: 'red' },
        _meta: { 'claudecode/toolUseId': 'toolu_1' },
      });
    const [first, second] = await Promise.all([call(), call()]);
    expect(first.structuredContent).toEqual({ colour: 'red' });
    expect(second.structuredContent).toEqual({ colour: 'red' });
    expect(done).toEqual(['red toolu_1']);
  });

  test('a key that is in use for something else is refused, and nothing is lost unsaid', async () => {
    const { client, done } = await connect();
    const call = (colour: string) =>
      client.callTool({ name: 'set_colour', arguments: { colour, idempotency_key: 'same' } });
    const [first, second] = await Promise.all([call('red'), call('green')]);
    expect(first.structuredContent).toEqual({ colour: 'red' });
    expect(text(second)).toMatch(/^IDEMPOTENCY_CONFLICT: The idempotency_key "same" is in use\./);
    expect(done).toEqual(['red same']);
  });

  test('a given idempotency key goes before the name of the tool use', async () => {
    const { client, done } = await connect();
    await client.callTool({
      name: 'set_colour',
      arguments: { colour: 'green', idempotency_key: 'mine' },
      _meta: { 'claudecode/toolUseId': 'toolu_2' },
    });
    expect(done).toEqual(['green mine']);
  });

  describe('a destructive call', () => {
    const asking = (answer: object, questions: unknown[] = []): Partial<HarnessOptions> => ({
      capabilities: { elicitation: { form: {} } },
      prepare: (client) =>
        client.setRequestHandler('elicitation/create', async ({ params }) => {
          questions.push(params.message);
          return answer as never;
        }),
    });

    test('asks the person, and runs on yes', async () => {
      const questions: unknown[] = [];
      const { client, done } = await connect(
        asking({ action: 'accept', content: { confirm: true } }, questions),
      );
      const result = await client.callTool({ name: 'drop_all' });
      expect(questions).toEqual(['Drop everything?']);
      expect(result.structuredContent).toEqual({ dropped: true });
      expect(done).toEqual(['dropped']);
    });

    test.each([
      ['declined', { action: 'decline' }, 'DECLINED: The person said no.'],
      [
        'answered with no',
        { action: 'accept', content: { confirm: false } },
        'DECLINED: The person said no.',
      ],
      ['closed', { action: 'cancel' }, 'CONFIRMATION_PENDING: The question was closed without an answer.'],
    ])('changes nothing when the question is %s', async (_how, answer, expected) => {
      const { client, done } = await connect(asking(answer));
      const result = await client.callTool({ name: 'drop_all' });
      expect(text(result).split('\n')[0]).toBe(expected);
      expect(done).toEqual([]);
    });

    test('asks the person also when the model says that they agreed', async () => {
      const { client, done } = await connect(asking({ action: 'decline' }));
      const result = await client.callTool({ name: 'drop_all', arguments: { confirm: true } });
      expect(text(result)).toMatch(/^DECLINED/);
      expect(done).toEqual([]);
    });

    test('needs confirm: true where the client cannot ask', async () => {
      const { client, done } = await connect();
      const refused = await client.callTool({ name: 'drop_all' });
      expect(text(refused).split('\n')).toEqual([
        'CONFIRMATION_REQUIRED: Drop everything?',
        'What to do: Nothing was changed. Ask the person in the conversation; once they agree, call with confirm: true.',
        'Next: call drop_all with {"confirm":true}',
      ]);
      expect(done).toEqual([]);
      const confirmed = await client.callTool({ name: 'drop_all', arguments: { confirm: true } });
      expect(confirmed.structuredContent).toEqual({ dropped: true });
    });
  });

  test('resources, templates and completions', async () => {
    const { client } = await connect();
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual([
      'sample://motd',
      'sample://line/1',
    ]);
    expect((await client.listResourceTemplates()).resourceTemplates).toMatchObject([
      { uriTemplate: 'sample://line/{number}', name: 'line' },
    ]);
    expect((await client.readResource({ uri: 'sample://line/7' })).contents).toEqual([
      { uri: 'sample://line/7', mimeType: 'text/plain', text: 'line 7' },
    ]);
    await expect(client.readResource({ uri: 'sample://nothing' })).rejects.toMatchObject({ code: -32602 });
    const completed = await client.complete({
      ref: { type: 'ref/resource', uri: 'sample://line/{number}' },
      argument: { name: 'number', value: '1' },
    });
    expect(completed.completion).toEqual({ values: ['1', '10'], total: 2, hasMore: false });
  });

  test('prompts and their arguments', async () => {
    const { client } = await connect();
    expect((await client.listPrompts()).prompts).toMatchObject([
      {
        name: 'greet',
        arguments: [
          { name: 'name', description: 'Whom.', required: true },
          { name: 'language', description: 'In which language.', required: false },
        ],
      },
    ]);
    const prompt = await client.getPrompt({ name: 'greet', arguments: { name: 'Ada', language: 'french' } });
    expect(prompt.messages).toEqual([
      { role: 'user', content: { type: 'text', text: 'Greet Ada in french.' } },
    ]);
    await expect(client.getPrompt({ name: 'greet', arguments: {} })).rejects.toMatchObject({ code: -32602 });
    const completed = await client.complete({
      ref: { type: 'ref/prompt', name: 'greet' },
      argument: { name: 'language', value: 'e' },
    });
    expect(completed.completion.values).toEqual(['english', 'estonian']);
  });

  test('changes and followed resources are announced', async () => {
    const heard: string[] = [];
    const { client, server } = await connect({
      prepare(client) {
        client.setNotificationHandler('notifications/tools/list_changed', () => void heard.push('tools'));
        client.setNotificationHandler(
          'notifications/resources/updated',
          ({ params }) => void heard.push(params.uri),
        );
      },
    });
    if (era === 'modern')
      await client.listen({ toolsListChanged: true, resourceSubscriptions: ['sample://motd'] });
    else await client.subscribeResource({ uri: 'sample://motd' });
    server.emit({ kind: 'tools' });
    server.emit({ kind: 'resource', uri: 'sample://line/1' });
    server.emit({ kind: 'resource', uri: 'sample://motd' });
    await expect.poll(() => heard).toEqual(['tools', 'sample://motd']);
  });

  test('a wrong argument of five million characters is answered and the connection goes on', async () => {
    const { client } = await connect();
    const big = 'x'.repeat(door === 'http' ? 4_000_000 : 5_000_000);
    const result = await client.callTool({ name: 'set_colour', arguments: { colour: big } });
    expect(text(result)).toMatch(/^INVALID_INPUT/);
    expect(text(result).length).toBeLessThan(1_000);
    expect(
      (await client.callTool({ name: 'add_numbers', arguments: { a: 1, b: 1 } })).structuredContent,
    ).toEqual({
      sum: 2,
    });
  });
});
