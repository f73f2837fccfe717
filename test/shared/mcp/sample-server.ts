import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { createLogger } from '../../../shared/log.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { cutFields } from '../../../shared/mcp/output.ts';
import { definePrompt } from '../../../shared/mcp/prompt.ts';
import { defineResource, defineResourceTemplate } from '../../../shared/mcp/resource.ts';
import { defineServer, type ServerSurface } from '../../../shared/mcp/server.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';

export interface SampleDeps {
  /** What the tools did, in order. */
  done: string[];
}

const READS = { readOnly: true, destructive: false, idempotent: true, openWorld: false } as const;
const WRITES = { readOnly: false, destructive: false, idempotent: false, openWorld: false } as const;

const addNumbers = defineTool({
  name: 'add_numbers',
  title: 'Add numbers',
  description: 'Adds two numbers.',
  input: z.object({ a: z.number().describe('First.'), b: z.number().describe('Second.') }),
  output: z.object({ sum: z.number() }),
  effects: READS,
  render: ({ sum }) => `The sum is ${sum}.`,
  // The key that is not in the output schema must not reach a client.
  handler: ({ a, b }, _deps: SampleDeps) => ({ sum: a + b, secret: 'row' }),
});

const setColour = defineTool({
  name: 'set_colour',
  title: 'Set colour',
  description: 'Sets a colour.',
  input: z.object({ colour: z.enum(['red', 'green']).describe('Which.') }),
  output: z.object({ colour: z.string() }),
  effects: WRITES,
  async handler({ colour }, { done }: SampleDeps, call) {
    await sleep(20);
    done.push(`${colour} ${call.receipt?.key ?? '-'}`);
    return { colour };
  },
});

const dropAll = defineTool({
  name: 'drop_all',
  title: 'Drop all',
  description: 'Drops everything.',
  input: z.object({}),
  output: z.object({ dropped: z.boolean() }),
  effects: { ...WRITES, destructive: true },
  confirm: () => 'Drop everything?',
  handler(_input, { done }: SampleDeps) {
    done.push('dropped');
    return { dropped: true };
  },
});

const listLines = defineTool({
  name: 'list_lines',
  title: 'List lines',
  description: 'Lists long lines.',
  input: z.object({ count: z.number().int(), length: z.number().int(), after: z.number().int().default(0) }),
  output: z.object({ lines: z.array(z.string()), ...cutFields }),
  effects: READS,
  page: {
    items: 'lines',
    next: (input, _output, kept) => ({
      tool: 'list_lines',
      arguments: { ...input, after: input.after + kept },
    }),
  },
  handler: ({ count, length, after }, _deps: SampleDeps) => ({
    lines: Array.from({ length: count - after }, (_, i) => String(after + i).padStart(length, '.')),
  }),
});

const countSlowly = defineTool({
  name: 'count_slowly',
  title: 'Count slowly',
  description: 'Counts with progress.',
  input: z.object({ steps: z.number().int(), pause: z.number().int().default(0) }),
  output: z.object({ counted: z.number() }),
  effects: READS,
  timeoutMs: 1_000,
  async handler({ steps, pause }, { done }: SampleDeps, call) {
    for (let i = 1; i <= steps; i += 1) {
      if (call.signal.aborted) {
        done.push(`stopped at ${i}`);
        throw call.signal.reason;
      }
      await call.progress(i, steps, `step ${i}`);
      if (pause > 0) await sleep(pause);
    }
    return { counted: steps };
  },
});

const failAs = defineTool({
  name: 'fail_as',
  title: 'Fail',
  description: 'Fails on purpose.',
  input: z.object({ how: z.enum(['known', 'unknown']) }),
  output: z.object({}),
  effects: READS,
  handler({ how }, _deps: SampleDeps) {
    if (how === 'unknown') throw new Error('SELECT * FROM secrets: no such table');
    throw new IzaError('NOT_FOUND', 'There is no such line.', {
      hint: 'List the lines first.',
      allowed: ['1', '2'],
      next: { tool: 'list_lines', arguments: { count: 2, length: 3 } },
    });
  },
});

const motd = defineResource<SampleDeps>({
  uri: 'sample://motd',
  name: 'motd',
  title: 'Message of the day',
  description: 'One line.',
  mimeType: 'text/plain',
  read: () => [{ uri: 'sample://motd', mimeType: 'text/plain', text: 'hello' }],
});

const line = defineResourceTemplate<SampleDeps>({
  uriTemplate: 'sample://line/{number}',
  name: 'line',
  title: 'A line',
  description: 'A numbered line.',
  mimeType: 'text/plain',
  list: () => [{ uri: 'sample://line/1', name: 'line 1' }],
  complete: (_variable, typed) => ['1', '10', '2'].filter((value) => value.startsWith(typed)),
  read: (uri, variables) => [{ uri, mimeType: 'text/plain', text: `line ${variables.number}` }],
});

const greet = definePrompt({
  name: 'greet',
  title: 'Greet',
  description: 'Greets somebody.',
  arguments: z.object({
    name: z.string().describe('Whom.'),
    language: z.string().optional().describe('In which language.'),
  }),
  complete: (argument, typed, _deps: SampleDeps) =>
    argument === 'language'
      ? ['english', 'estonian', 'french'].filter((value) => value.startsWith(typed))
      : [],
  render: ({ name, language = 'english' }, _deps: SampleDeps) => ({
    messages: [
      { role: 'user' as const, content: { type: 'text' as const, text: `Greet ${name} in ${language}.` } },
    ],
  }),
});

/** A small server with one of everything, for tests of the seam and the transports. */
export function createSampleServer(deps: SampleDeps = { done: [] }): ServerSurface {
  return defineServer<SampleDeps>({
    name: 'sample',
    title: 'Sample',
    version: '1.2.3',
    instructions: 'A server for tests. It has one of everything.',
    tools: [addNumbers, setColour, dropAll, listLines, countSlowly, failAs],
    resources: [motd],
    resourceTemplates: [line],
    prompts: [greet],
    deps,
    runtime: { log: silentLog },
  });
}

export const silentLog = createLogger('silent');
