import { inputRequired } from '@modelcontextprotocol/server';
import { expect, test } from 'vitest';
import { internalCall } from '../../../shared/mcp/internal-call.ts';
import type { CallToolResult } from '../../../shared/mcp/surface.ts';
import { createToolCaller, NO_TOOLS } from '../../../shared/mcp/tool-caller.ts';
import { createSampleServer } from './sample-server.ts';

const server = createSampleServer();
const caller = createToolCaller(
  async (tool, args, call) =>
    (await server.request(
      'tools/call',
      { name: tool.replace('sample:', ''), arguments: args },
      call,
    )) as CallToolResult,
);

test('a call to another server is its value and its text', async () => {
  expect(await caller.call('sample:add_numbers', { a: 1, b: 2 })).toEqual({
    ok: true,
    value: { sum: 3 },
    text: 'The sum is 3.',
  });
});

test('what fails is a reason, never an exception', async () => {
  expect(await caller.call('sample:add_numbers', { a: 1 })).toMatchObject({
    ok: false,
    reason: expect.stringContaining('/b: is missing'),
  });
  expect(await caller.call('sample:nothing', {})).toMatchObject({
    ok: false,
    reason: expect.stringContaining('Unknown tool nothing'),
  });
});

test('a call that would have to ask the person is a reason', async () => {
  expect(await caller.call('sample:drop_all', {})).toMatchObject({
    ok: false,
    reason: expect.stringContaining('CONFIRMATION_REQUIRED'),
  });
  const asking = createToolCaller(async () =>
    inputRequired({
      inputRequests: {
        q: inputRequired.elicit({ message: '?', requestedSchema: { type: 'object', properties: {} } }),
      },
    }),
  );
  expect(await asking.call('any', {})).toEqual({
    ok: false,
    reason: 'any needs an answer from the person first.',
  });
});

test('cancelling the asking call cancels the asked one', async () => {
  const cancel = new AbortController();
  const calling = caller.call(
    'sample:count_slowly',
    { steps: 50, pause: 10 },
    internalCall({ signal: cancel.signal }),
  );
  cancel.abort();
  expect(await calling).toMatchObject({ ok: false, reason: expect.stringContaining('CANCELLED') });
});

test('a server alone says how the others can be reached', async () => {
  expect(await NO_TOOLS.call('planner:list_goals', {})).toEqual({
    ok: false,
    reason: 'planner:list_goals cannot be reached: this server runs alone. Use iza meta.',
  });
});
