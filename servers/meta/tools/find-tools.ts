import * as z from 'zod';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { cut } from '../../../shared/mcp/output.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import type { MetaDeps } from '../deps.ts';
import { type FoundTool, indexTools } from '../search.ts';
import { signatureOf } from '../signature.ts';

const MAX_DESCRIPTION = 240;

const Found = z.object({
  name: z.string().describe('Pass it to call_tool as it is.'),
  description: z.string(),
  parameters: z.string().describe('On one line; a question mark marks the optional ones.'),
  input_schema: z.looseObject({}).optional(),
  listed_as: z.string().optional().describe('The name under which it can also be called directly.'),
  changes_things: z.boolean().optional().describe('False when the server says that it only reads.'),
  score: z.number(),
});

export const findTools = defineTool({
  name: 'find_tools',
  title: 'Find tools',
  description:
    'Finds the tools that fit what you need, among all MCP servers behind Iza. Say each need in a few plain ' +
    'words ("read a file", "list calendar events"), several needs in one call. Use it before you say that ' +
    'something cannot be done. Then run a result with call_tool; tools that you already see in your list are called directly.',
  input: z.object({
    needs: z
      .array(z.string().min(1).max(500))
      .min(1)
      .max(10)
      .describe('What has to be done, one entry a step.'),
    servers: z.array(z.string()).max(50).optional().describe('Look in these servers only.'),
    limit: z.number().int().min(1).max(20).default(5).describe('Tools for each need.'),
    detail: z
      .enum(['concise', 'full'])
      .default('concise')
      .describe('full adds the JSON schema of the arguments and the whole description.'),
  }),
  output: z.object({
    results: z.array(z.object({ need: z.string(), tools: z.array(Found) })),
    searched: z.number().int().describe('How many tools were looked through.'),
    unavailable: z
      .array(z.object({ server: z.string(), why: z.string() }))
      .optional()
      .describe('Servers whose tools may be missing here.'),
  }),
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: true },
  timeoutMs: 30_000,
  async handler({ needs, servers, limit, detail }, { gateway }: MetaDeps, call) {
    const names = gateway.sources.map(({ name }) => name);
    const unknown = servers?.find((server) => !names.includes(server));
    if (unknown) throw new IzaError('NOT_FOUND', `There is no server ${unknown}.`, { allowed: names });
    const routes = await gateway.routes(call);
    const listed = new Map(
      [...routes.tools].flatMap(([name, route]) =>
        route.direct && !name.includes(':') ? [[route, name]] : [],
      ),
    );
    const index = await indexTools(routes);
    const unavailable = gateway.sources
      .map((source) => ({ server: source.name, ...source.status() }))
      .filter(({ state }) => state !== 'ready')
      .map(({ server, state, problem }) => ({ server, why: problem ?? state }));
    return {
      searched: index.size,
      results: needs.map((need: string) => ({
        need,
        tools: index
          .search(need, { limit, ...(servers && { servers }) })
          .map((found) => present(found, detail === 'full', listed.get(found.route))),
      })),
      ...(unavailable.length > 0 && { unavailable }),
    };
  },
  render({ results, searched, unavailable = [] }) {
    const sections = results.map(({ need, tools }) =>
      [`${need}:`, ...tools.map((t) => `- ${t.name}(${t.parameters}): ${t.description}`)].join('\n'),
    );
    const missing = unavailable.map(({ server, why }) => `${server} is not available: ${why}`);
    return [...sections, `${searched} tools were looked through.`, ...missing].join('\n');
  },
});

function present({ name, route, score }: FoundTool, full: boolean, listedAs: string | undefined) {
  const { tool } = route;
  const description = tool.description ?? '';
  return {
    name,
    description: full ? description : firstSentence(description),
    parameters: signatureOf(tool),
    ...(full && { input_schema: tool.inputSchema }),
    ...(listedAs && { listed_as: listedAs }),
    ...(tool.annotations?.readOnlyHint !== undefined && { changes_things: !tool.annotations.readOnlyHint }),
    score,
  };
}

function firstSentence(text: string): string {
  const line = text.trim().split(/(?<=[.!?])\s|\n/, 1)[0] ?? '';
  return cut(line, MAX_DESCRIPTION);
}
