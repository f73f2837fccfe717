import { describe, expect, test } from 'vitest';
import type { Message } from '../../../../shared/llm/port.ts';
import { text, toolUse } from '../../../support/messages-api/replies.ts';
import { bench } from './bench.ts';
import { hello, SONNET } from './request.ts';

describe('stream', () => {
  test('gives text as it comes, then the result that generate would have given', async () => {
    const { claude } = await bench({ rules: [{ reply: text('Grüße aus Köln') }] });
    const events = [];
    for await (const event of claude.stream(hello())) events.push(event);
    expect(events).toEqual([
      { type: 'text', text: 'Grüße au' },
      { type: 'text', text: 's Köln' },
      {
        type: 'done',
        result: {
          text: 'Grüße aus Köln',
          content: [{ type: 'text', text: 'Grüße aus Köln' }],
          stop: 'end',
          usage: { inputTokens: 6, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 },
          model: SONNET,
          provider: 'claude',
          requestId: 'req_1',
        },
      },
    ]);
  });

  test('who stops reading lets go of the connection', async () => {
    const { api, claude } = await bench({ rules: [{ reply: text('x'.repeat(400_000)) }] });
    for await (const event of claude.stream(hello({ maxTokens: 64_000 }))) if (event.type === 'text') break;
    await api.settled();
    expect(api.journal.entries.map(({ delivery }) => delivery)).toEqual(['abandoned']);
  });

  test.each([true, false])('a tool use in one piece or in many (%s)', async (inPieces) => {
    const { claude } = await bench({
      rules: [{ reply: toolUse('weather', { city: 'Köln', days: [1, 2, 3] }) }],
    });
    const request = {
      ...hello({ maxTokens: inPieces ? 64_000 : 100 }),
      tools: [{ name: 'weather', description: 'Tells it.', schema: { type: 'object' } }],
    };
    expect(await claude.generateWithTools(request)).toMatchObject({
      stop: 'tool_use',
      text: '',
      content: [
        { type: 'tool_use', id: 'toolu_1_0', name: 'weather', input: { city: 'Köln', days: [1, 2, 3] } },
      ],
    });
  });
});

describe('generateWithTools', () => {
  const tools = [{ name: 'weather', description: 'Tells it.', schema: { type: 'object', properties: {} } }];

  test.each([100, 64_000])('a turn with reasoning goes back as it came (maxTokens %i)', async (maxTokens) => {
    const { api, claude } = await bench({
      rules: [
        {
          when: { turn: 1 },
          reply: {
            content: [
              { type: 'thinking', thinking: 'I should look it up.', signature: 'c2lnbmVk' },
              { type: 'text', text: 'Let me see.' },
              { type: 'tool_use', name: 'weather', input: {} },
            ],
          },
        },
        { when: { turn: 2 }, reply: ({ toolResults: [told] }) => text(`${told?.text} ${told?.isError}`) },
      ],
    });
    const first = await claude.generateWithTools({ ...hello({ maxTokens }), tools });
    expect(first.text).toBe('Let me see.');
    const messages: Message[] = [
      ...hello().messages,
      { role: 'assistant', content: first.content },
      {
        role: 'user',
        content: [{ type: 'tool_result', id: 'toolu_1_2', text: 'no network', isError: true }],
      },
    ];
    const second = await claude.generateWithTools({ ...hello({ maxTokens, messages }), tools });
    expect(second.text).toBe('no network true');
    expect(api.journal.bodies()[1]?.messages).toEqual([
      { role: 'user', content: 'Hello' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'I should look it up.', signature: 'c2lnbmVk' },
          { type: 'text', text: 'Let me see.' },
          { type: 'tool_use', id: 'toolu_1_2', name: 'weather', input: {} },
        ],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'toolu_1_2', content: 'no network', is_error: true }],
      },
    ]);
  });

  test('what another provider wants back is not sent', async () => {
    const { api, claude } = await bench({ rules: [{ reply: text('ok') }] });
    const messages: Message[] = [
      { role: 'user', content: 'Hello' },
      {
        role: 'assistant',
        content: [
          { type: 'opaque', provider: 'other', value: { secret: 1 } },
          { type: 'text', text: 'Hi' },
        ],
      },
      { role: 'user', content: 'Again' },
    ];
    await claude.generate(hello({ messages }));
    expect(api.journal.bodies()[0]?.messages).toMatchObject([
      {},
      { content: [{ type: 'text', text: 'Hi' }] },
      {},
    ]);
  });

  test('after the results of tools Claude may have nothing to say', async () => {
    const { claude } = await bench({ rules: [{ reply: { content: [] } }] });
    const messages: Message[] = [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'weather', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', id: 't1', text: 'done' }] },
    ];
    const result = await claude.generateWithTools({ ...hello({ messages }), tools });
    expect(result).toMatchObject({ text: '', content: [], stop: 'end' });
  });
});
