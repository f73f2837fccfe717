import * as z from 'zod';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { CallToolResult } from '../../../shared/mcp/surface.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import type { MetaDeps } from '../deps.ts';
import { didYouMean } from '../gateway.ts';
import type { Source } from '../source.ts';

export const callTool = defineTool({
  name: 'call_tool',
  title: 'Call a tool',
  description:
    'Runs a tool of any MCP server behind Iza, by the name that find_tools gave. The result is exactly what that ' +
    'server answered; questions it puts to the person and its progress reach them as usual. Tools that you see ' +
    'in your own list are called directly instead.',
  input: z.object({
    name: z.string().min(1).max(300).describe('As find_tools gave it: server:tool.'),
    arguments: z
      .looseObject({})
      .default({})
      .describe('The arguments of that tool; find_tools shows them, with detail "full" as a schema.'),
  }),
  effects: { readOnly: false, destructive: true, idempotent: false, openWorld: true },
  // The downstream server's own limit holds.
  timeoutMs: false,
  async handler({ name, arguments: args }, { gateway }: MetaDeps, call) {
    const route = await gateway.findTool(name, call);
    if (route) return (await gateway.callTool(route, { arguments: args }, call)) as CallToolResult;
    const server = gateway.serverOf(name);
    if (server && server.status().state !== 'ready') throw notReady(server);
    throw new IzaError('NOT_FOUND', `There is no tool ${name}.${didYouMean(name, gateway.knownTools())}`, {
      hint: 'Find its exact name first.',
      next: { tool: 'find_tools', arguments: { needs: [name.replace(/[:_]/g, ' ')] } },
    });
  },
});

function notReady(server: Source): IzaError {
  const { state, problem } = server.status();
  const action = state === 'disabled' ? 'enable' : 'restart';
  return new IzaError('UNAVAILABLE', `The server ${server.name} is ${state}, so its tools are not known.`, {
    ...(problem && { why: problem }),
    hint: state === 'disabled' ? 'Enable it, if the person wants it.' : 'Mend the cause, then restart it.',
    next: { tool: 'manage_servers', arguments: { action, server: server.name } },
  });
}
