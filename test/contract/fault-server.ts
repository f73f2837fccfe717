import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { createLogger } from '../../shared/log.ts';
import { serveStdio } from '../../shared/mcp/serve/stdio.ts';
import { defineServer } from '../../shared/mcp/server.ts';
import { defineTool } from '../../shared/mcp/tool.ts';
import { play } from '../shared/llm/claude/scenario.ts';
import { SCENARIOS } from '../shared/llm/claude/scenarios/all.ts';

// An MCP server on stdio whose one tool talks to a model and meets a fault; the log and the SDK's are at their loudest.
const log = createLogger('trace');

const meetFault = defineTool({
  name: 'meet_fault',
  title: 'Meet a fault',
  description: 'Plays one scenario of the fault table and says whether it came out as expected.',
  input: z.object({ index: z.number().int().describe('Which.') }),
  output: z.object({ name: z.string(), expected: z.boolean(), of: z.number() }),
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: true },
  timeoutMs: 60_000,
  async handler({ index }, _deps: object) {
    const scenario = SCENARIOS[index];
    if (!scenario) return { name: 'none', expected: false, of: SCENARIOS.length };
    const outcome = await play(scenario, log);
    return {
      name: scenario.name,
      expected: isDeepStrictEqual(outcome, scenario.expected),
      of: SCENARIOS.length,
    };
  },
});

const surface = defineServer({
  name: 'faults',
  title: 'Faults',
  version: '1.0.0',
  instructions: 'A server for tests.',
  tools: [meetFault],
  deps: {},
  runtime: { log },
});
await serveStdio(surface, { log }).closed;
process.exit();
