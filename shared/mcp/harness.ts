import { PassThrough } from 'node:stream';
import {
  Client,
  type ClientCapabilities,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Logger } from '../log.ts';
import { createLineTransport } from './line-transport.ts';
import { serveHttp } from './serve/http.ts';
import { serveStdio } from './serve/stdio.ts';
import type { Era, Surface } from './surface.ts';

export const ERAS = ['legacy', 'modern'] as const satisfies readonly Era[];

const MODERN = '2026-07-28';
const MAX_LINE_BYTES = 64 * 1024 * 1024;

export interface HarnessOptions {
  era: Era;
  capabilities?: ClientCapabilities;
  /** Called before the client connects: register handlers for questions and notifications here. */
  prepare?(client: Client): void;
}

export interface Connected {
  client: Client;
  close(): Promise<void>;
}

/** Connects a client to a surface in this process, over pipes that behave as stdin and stdout. */
export async function connectInMemory(
  surface: Surface,
  options: HarnessOptions & { log: Logger },
): Promise<Connected> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const service = serveStdio(surface, { log: options.log, stdin: toServer, stdout: toClient });
  const client = await connectClient(
    createLineTransport({
      input: toClient,
      output: toServer,
      maxLineBytes: MAX_LINE_BYTES,
      onDefect: () => {},
      onClose: () => void toServer.end(),
    }),
    options,
  );
  return {
    client,
    async close() {
      await client.close();
      await service.close();
    },
  };
}

/** Starts a command as a host does, and connects to it over its stdin and stdout. */
export async function connectToCommand(
  command: string,
  args: readonly string[],
  options: HarnessOptions & { env?: Record<string, string> },
): Promise<Connected & { pid: number }> {
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    ...(options.env && { env: options.env }),
    stderr: 'ignore',
  });
  const client = await connectClient(transport, options);
  return { client, pid: transport.pid ?? 0, close: () => client.close() };
}

/** Serves a surface over HTTP on a free port, and connects to it. */
export async function connectOverHttp(
  surface: Surface,
  options: HarnessOptions & { log: Logger; maxBodyBytes?: number },
): Promise<Connected & { url: string }> {
  const { log, maxBodyBytes = 4_194_304 } = options;
  const service = await serveHttp(surface, { port: 0, maxBodyBytes, token: 'test-token', log });
  const client = await connectToUrl(service.url, 'test-token', options);
  return {
    client,
    url: service.url,
    async close() {
      await client.close();
      await service.close();
    },
  };
}

export async function connectToUrl(url: string, token: string, options: HarnessOptions): Promise<Client> {
  const headers = { authorization: `Bearer ${token}` };
  return connectClient(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
    options,
  );
}

async function connectClient(
  transport: Transport,
  { era, capabilities = {}, prepare }: HarnessOptions,
): Promise<Client> {
  const client = new Client(
    { name: 'harness', version: '1.0.0' },
    {
      capabilities,
      versionNegotiation: { mode: era === 'modern' ? { pin: MODERN } : 'legacy' },
    },
  );
  prepare?.(client);
  await client.connect(transport);
  return client;
}
