/**
 * The source of a tiny MCP server of the older era for `node -e`: it answers `initialize`, lists three tools on
 * two pages, and refuses everything else.
 */
export function echoServer({ announcesPid = false } = {}): string {
  const tool = (name: string) => ({ name, inputSchema: { type: 'object' } });
  const pages = {
    first: { tools: [tool('a'), tool('b')], nextCursor: 'more' },
    last: { tools: [tool('c')] },
  };
  return `${announcesPid ? 'console.log(process.pid);' : ''}
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method, params } = JSON.parse(line);
      if (id === undefined) return;
      const pages = ${JSON.stringify(pages)};
      const results = {
        initialize: {
          protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'echo', version: '1' },
        },
        'tools/list': params && params.cursor ? pages.last : pages.first,
      };
      const answer = results[method]
        ? { result: results[method] } : { error: { code: -32601, message: 'Method not found' } };
      console.log(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
    });`;
}
