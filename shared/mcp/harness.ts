import { PassThrough, type Readable, type Writable } from 'node:stream';
import {
  Client,
  type ClientCapabilities,
  ReadBuffer,
  StreamableHTTPClientTransport,
  serializeMessage,
  type Transport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Logger } from '../log.ts';
import { serveHttp } from './serve/http.ts';
import { serveStdio } from './serve/stdio.ts';
import type { Surface } from './surface.ts';

/** The ways to a server that tests go through: the real stdio code in this process, a process, and HTTP. */
export const DOORS = ['memory', 'stdio', 'http'] as const;
export const ERAS = ['legacy', 'modern'] as const;
export type Door = (typeof DOORS)[number];
export type HarnessEra = (typeof ERAS)[number];

const MODERN = '2026-07-28';

export interface HarnessOptions {
  era: HarnessEra;
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
  const client = await connectClient(pipeTransport(toClient, toServer), options);
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
  return connectClient(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }), options);
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

/** A client transport over a pair of pipes. */
function pipeTransport(input: Readable, output: Writable): Transport {
  const buffer = new ReadBuffer({ maxBufferSize: 64 * 1024 * 1024 });
  const transport: Transport = {
    async start() {
      input.on('data', (chunk: Buffer) => {
        buffer.append(chunk);
        for (let message = buffer.readMessage(); message; message = buffer.readMessage()) {
          transport.onmessage?.(message);
        }
      });
      input.once('end', () => transport.onclose?.());
    },
    async send(message) {
      output.write(serializeMessage(message));
    },
    async close() {
      output.end();
      transport.onclose?.();
    },
  };
  return transport;
}
