import { createInterface } from 'node:readline';

// A downstream server that misbehaves on request, in raw JSON-RPC: no SDK would let it. Its first argument says how.
const how = process.argv[2] ?? 'well';
let asked = false;

interface Request {
  id?: number;
  method: string;
  params?: { name?: string; protocolVersion?: string; arguments?: Record<string, unknown> };
}

const send = (message: object): void => {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
};

const tool = (name: string, more: object = {}): object => ({
  name,
  description: `The tool ${name}.`,
  inputSchema: { type: 'object', properties: {} },
  ...more,
});

function toolsOf(): object[] {
  if (how === 'many') return Array.from({ length: 2_000 }, (_, i) => tool(`tool_${i}`));
  if (how === 'invalid-schema') {
    return [
      tool('good'),
      { name: 'bad', inputSchema: { type: 'string' } },
      { inputSchema: { type: 'object' } },
    ];
  }
  if (how === 'long-names') return [tool('x'.repeat(63)), tool('with space'), tool('ünïcode')];
  return [
    tool('pid', { annotations: { readOnlyHint: true } }),
    tool('die'),
    tool('die_once_reading', { annotations: { readOnlyHint: true } }),
    tool('hang'),
    tool('big'),
    tool('sloppy', {
      outputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
    }),
  ];
}

function call(id: number, name: string, args: Record<string, unknown>): void {
  const text = (value: string): void => send({ id, result: { content: [{ type: 'text', text: value }] } });
  switch (name) {
    case 'pid':
      text(String(process.pid));
      return;
    case 'die':
      process.stderr.write('going down\n');
      process.exit(3);
      break;
    case 'die_once_reading':
      // The file is the memory that survives the crash.
      void dieOnce(String(args.marker), () => text('alive'));
      return;
    case 'hang':
      return;
    case 'big':
      text('x'.repeat(5_000_000));
      return;
    case 'sloppy':
      send({ id, result: { content: [], structuredContent: { n: 'not a number', more: 1 } } });
      return;
    default:
      send({ id, error: { code: -32602, message: `odd: no tool ${name}`, data: { odd: true } } });
  }
}

async function dieOnce(marker: string, then: () => void): Promise<void> {
  const { existsSync, writeFileSync } = await import('node:fs');
  if (existsSync(marker)) return then();
  writeFileSync(marker, '');
  process.exit(4);
}

function resultOf({ method, params = {} }: Request): object | undefined {
  if (method === 'tools/list') return { tools: toolsOf() };
  if (method !== 'initialize') return undefined;
  return {
    protocolVersion: params.protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'odd', version: '1.0.0' },
  };
}

function answer(request: Request): void {
  const { id, method, params = {} } = request;
  if (id === undefined || (method === 'initialize' && how === 'hangs')) return;
  if (method === 'tools/list' && how === 'busy-at-first' && !asked) {
    asked = true;
    send({ id, error: { code: -32603, message: 'busy' } });
    return;
  }
  const result = resultOf(request);
  if (result) send({ id, result });
  else if (method === 'tools/call') call(id, params.name ?? '', params.arguments ?? {});
  else send({ id, error: { code: -32601, message: 'Method not found' } });
}

if (how === 'dies') {
  process.stderr.write('no licence found\n');
  process.exit(1);
}
if (how === 'junk') process.stdout.write('Welcome to the odd server!\n\u0007\nnot json {\n');
if (how === 'floods') {
  const flood = (): void => {
    while (process.stdout.write('all work and no play\n')) {}
    process.stdout.once('drain', flood);
  };
  flood();
}
createInterface({ input: process.stdin }).on('line', (line) => answer(JSON.parse(line) as Request));
