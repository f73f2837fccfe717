import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';

// The floor: what a server costs that is written with the SDK alone and does nothing. Three tools, as memory has.
serveStdio(() => {
  const server = new McpServer({ name: 'minimal', version: '1.0.0' }, { capabilities: { tools: {} } });
  for (const name of ['echo', 'echo_again', 'echo_once_more']) {
    server.registerTool(
      name,
      {
        description: 'Answers with what it was given.',
        inputSchema: z.object({ text: z.string().describe('Anything.') }),
        outputSchema: z.object({ text: z.string() }),
      },
      async ({ text }) => ({ content: [{ type: 'text', text }], structuredContent: { text } }),
    );
  }
  return server;
});
