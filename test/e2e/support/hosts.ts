import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

/** The clients that Iza is met by: today's SDK in both protocols, and the SDK of the years before. */
export const HOSTS = ['SDK v2, 2026-07-28', 'SDK v2, 2025-11-25', 'SDK v1'] as const;
export type HostKind = (typeof HOSTS)[number];

const ME = { name: 'interop', version: '1.0.0' };

type Json = Record<string, unknown>;

export interface Answer {
  /** The text blocks, one a line. */
  text: string;
  structured?: Json;
  isError: boolean;
}

export interface CallOptions {
  signal?: AbortSignal;
  onProgress?(progress: number, total?: number): void;
}

/** What tests do with a client, whichever it is. */
export interface Host {
  info(): { name: string; title?: string; version: string } | undefined;
  tools(): Promise<string[]>;
  prompts(): Promise<string[]>;
  call(name: string, args?: Json, options?: CallOptions): Promise<Answer>;
  /** Runs a tool behind the gateway, as `server:tool`. */
  run(name: string, args?: Json, options?: CallOptions): Promise<Answer>;
  /** The texts of a resource. */
  read(uri: string): Promise<string[]>;
  /** The texts of a prompt's messages. */
  prompt(name: string, args?: Record<string, string>): Promise<string[]>;
  complete(
    ref: { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string },
    argument: { name: string; value: string },
    chosen?: Record<string, string>,
  ): Promise<string[]>;
  close(): Promise<void>;
}

export interface HostOptions {
  command: string;
  args: string[];
  env: Record<string, string>;
  /** What the person says to a question; a host without this one cannot ask. */
  person?: () => { action: 'accept' | 'decline' | 'cancel'; content?: Record<string, string | boolean> };
  /** Called with the names of the tools, each time after the server said that they changed. */
  onTools?(names: string[]): void;
}

export async function connectHost(kind: HostKind, options: HostOptions): Promise<Host> {
  return kind === 'SDK v1' ? connectOld(options) : connectModern(kind, options);
}

async function connectModern(kind: HostKind, options: HostOptions): Promise<Host> {
  const { command, args, env, person } = options;
  const client = new ModernClient(ME, {
    ...clientOptions(options),
    versionNegotiation: { mode: kind === 'SDK v2, 2026-07-28' ? { pin: '2026-07-28' } : 'legacy' },
  });
  if (person) client.setRequestHandler('elicitation/create', async () => person());
  await client.connect(new ModernStdio({ command, args, env, stderr: 'ignore' }));
  return hostOf(client, (params, sent) => client.callTool(params, sent));
}

async function connectOld(options: HostOptions): Promise<Host> {
  const { command, args, env, person } = options;
  const client = new OldClient(ME, clientOptions(options));
  if (person) client.setRequestHandler(ElicitRequestSchema, async () => person());
  await client.connect(new OldStdio({ command, args, env, stderr: 'ignore' }));
  return hostOf(client, (params, sent) => client.callTool(params, undefined, sent));
}

function clientOptions({ person, onTools }: HostOptions) {
  return {
    capabilities: person ? { elicitation: { form: {} } } : {},
    ...(onTools && {
      listChanged: {
        tools: {
          onChanged: (_: unknown, tools: readonly { name: string }[] | null) =>
            onTools((tools ?? []).map(({ name }) => name)),
        },
      },
    }),
  };
}

interface SentOptions {
  signal?: AbortSignal;
  onprogress?: (progress: { progress: number; total?: number }) => void;
}

type Send = (params: { name: string; arguments: Json }, options: SentOptions) => Promise<unknown>;

function hostOf(client: ModernClient | OldClient, send: Send): Host {
  const call: Host['call'] = async (name, args = {}, { signal, onProgress } = {}) => {
    const result = await send(
      { name, arguments: args },
      {
        ...(signal && { signal }),
        ...(onProgress && { onprogress: ({ progress, total }) => onProgress(progress, total) }),
      },
    );
    const { content, structuredContent, isError } = result as {
      content: unknown[];
      structuredContent?: Json;
      isError?: boolean;
    };
    return {
      text: textsOf(content).join('\n'),
      ...(structuredContent && { structured: structuredContent }),
      isError: isError === true,
    };
  };
  return {
    info: () => client.getServerVersion(),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    prompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
    call,
    run: (name, args = {}, options) => call('call_tool', { name, arguments: args }, options),
    read: async (uri) => textsOf((await client.readResource({ uri })).contents),
    prompt: async (name, args = {}) => {
      const { messages } = await client.getPrompt({ name, arguments: args });
      return textsOf(messages.map(({ content }) => content));
    },
    complete: async (ref, argument, chosen) => {
      const context = chosen && { context: { arguments: chosen } };
      return (await client.complete({ ref, argument, ...context })).completion.values;
    },
    close: () => client.close(),
  };
}

function textsOf(blocks: readonly unknown[]): string[] {
  return blocks.flatMap((block) => (block as { text?: string }).text ?? []);
}
