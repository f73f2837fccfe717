import { IzaError } from '../../shared/mcp/errors.ts';
import type { JsonObject } from '../../shared/mcp/surface.ts';

/** The protocol revision in which the demo speaks; asking for it by name spares the probe of `auto`. */
const PROTOCOL = '2026-07-28';
const CALL_TIMEOUT_MS = 30_000;
const STDERR_CHARS = 2_000;

export interface Answer {
  /** The text blocks, one after another. */
  text: string;
  /** The structured value, where the tool returns one. */
  value: unknown;
  ms: number;
}

export interface ProgressSeen {
  progress: number;
  total?: number;
}

/** A running `iza meta`, and the MCP client that drives it. */
export interface Session {
  readonly pid: number;
  readonly protocol: string;
  /** Milliseconds from the start of the process until it was ready. */
  readonly startMs: number;
  /** Names of the tools that are listed, as Claude would see them. */
  tools(): Promise<string[]>;
  /** @throws IzaError UNAVAILABLE when the tool answers with an error; errors of the SDK when the server is gone. */
  call(tool: string, args: JsonObject, onProgress?: (seen: ProgressSeen) => void): Promise<Answer>;
  /** SIGKILL: no handler runs, nothing is flushed. Resolves when the process is gone. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface SessionOptions {
  nodePath: string;
  /** The built command. */
  entry: string;
  /** The data folder. */
  home: string;
  /** Added to the small part of the environment that a client hands on. */
  env: Readonly<Record<string, string>>;
  version: string;
  /** Gives up whatever is under way. */
  signal: AbortSignal;
}

/** Starts `iza meta` as a child process and connects to it over its stdin and stdout, as Claude does. */
export async function startSession(options: SessionOptions): Promise<Session> {
  const { nodePath, entry, home, env, version, signal } = options;
  const [{ Client }, { StdioClientTransport, getDefaultEnvironment }] = await Promise.all([
    import('@modelcontextprotocol/client'),
    import('@modelcontextprotocol/client/stdio'),
  ]);
  const began = performance.now();
  const transport = new StdioClientTransport({
    command: nodePath,
    args: [entry, 'meta'],
    env: { ...getDefaultEnvironment(), ...env, IZA_HOME: home },
    stderr: 'pipe',
  });
  let lastWords = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-STDERR_CHARS);
  });
  const client = new Client(
    { name: 'iza-demo', version },
    { versionNegotiation: { mode: { pin: PROTOCOL } } },
  );
  const gone = Promise.withResolvers<void>();
  client.onclose = () => gone.resolve();
  try {
    await client.connect(transport, { signal, timeout: CALL_TIMEOUT_MS });
  } catch (error) {
    await client.close();
    if (signal.aborted) throw error;
    throw new IzaError('UNAVAILABLE', 'iza meta did not start.', {
      ...(lastWords && { why: lastWords.trim() }),
      hint: 'Run iza doctor.',
      cause: error,
    });
  }
  const { pid } = transport;
  if (pid === null) throw new IzaError('UNAVAILABLE', 'iza meta ended as soon as it was started.');
  return {
    pid,
    protocol: client.getNegotiatedProtocolVersion() ?? 'unknown',
    startMs: performance.now() - began,
    async tools() {
      const { tools } = await client.listTools(undefined, { signal });
      return tools.map(({ name }) => name);
    },
    async call(tool, args, onProgress) {
      const asked = performance.now();
      const result = await client.callTool(
        { name: tool, arguments: args },
        { signal, timeout: CALL_TIMEOUT_MS, ...(onProgress && { onprogress: onProgress }) },
      );
      const text = result.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
      if (result.isError) throw new IzaError('UNAVAILABLE', `${tool} answered with an error.`, { why: text });
      return { text, value: result.structuredContent, ms: performance.now() - asked };
    },
    async kill() {
      process.kill(pid, 'SIGKILL');
      await gone.promise;
    },
    close: () => client.close(),
  };
}
