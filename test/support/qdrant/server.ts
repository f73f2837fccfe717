import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sharedData } from '../../shared-data.ts';
import type { Collection } from './collection.ts';
import { type Contract, readContract } from './contract.ts';
import { type Answer, OPERATIONS, refuse } from './operations.ts';

/** Qdrant's OpenAPI document, in the shared data. */
export const OPENAPI = 'qdrant/openapi-1.19.json';

/** How an exchange goes wrong. `lost`: the effect is there, and the answer never arrives. */
export type Fault = Answer | { raw: string } | { redirect: string } | 'hang' | 'reset' | 'lost';

/** An error of Qdrant's as it words one. */
export const failing = (status: number, error = 'no'): Fault => refuse(status, error);

/** Whether a request changes points. */
export const isWrite = ({ route }: Received): boolean => /points$|points\/delete$/.test(route);

export interface Received {
  /** Method and path as the OpenAPI document has them. */
  route: string;
  collection: string;
  query: string;
  apiKey: string | undefined;
  body: unknown;
}

/** A stand-in for Qdrant on loopback: the operations that Iza uses, over exact indexes in memory. */
export interface QdrantStandIn {
  url: string;
  collections: Map<string, Collection>;
  received: Received[];
  /** What was sent or answered against the contract; always empty where the document is missing. */
  violations: string[];
  /** Asked for every request; undefined lets it go well. */
  fault: (request: Received) => Fault | undefined;
  close(): Promise<void>;
}

let contract: Contract | undefined;

export async function startQdrant({ apiKey }: { apiKey?: string } = {}): Promise<QdrantStandIn> {
  const document = sharedData(OPENAPI);
  if (document) contract ??= readContract(readFileSync(document, 'utf8'));

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const standIn: QdrantStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    collections: new Map(),
    received: [],
    violations: [],
    fault: () => undefined,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = await receive(request);
    standIn.received.push(received);
    const fault = standIn.fault(received);
    if (fault === 'hang') return;
    if (fault === 'reset') return void response.destroy();
    if (fault && typeof fault === 'object' && 'raw' in fault) return void response.end(fault.raw);
    if (fault && typeof fault === 'object' && 'redirect' in fault) {
      return void response.writeHead(307, { location: fault.redirect }).end();
    }
    const answer = fault && fault !== 'lost' ? fault : perform(received);
    if (fault === 'lost') return void response.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  };

  const perform = (received: Received): Answer => {
    const { route, collection, query, body } = received;
    if (apiKey !== undefined && received.apiKey !== apiKey) return refuse(401, 'Must provide an API key');
    const operation = OPERATIONS[route];
    if (!operation) return refuse(404, `the stand-in has no ${route}`);
    const wrong = contract?.request(route, new URLSearchParams(query), body) ?? [];
    standIn.violations.push(...wrong);
    if (wrong.length > 0) return refuse(400, wrong.join('; '));
    const answer = operation(standIn.collections, collection, body);
    standIn.violations.push(...(contract?.response(route, answer.status, answer.body) ?? []));
    return answer;
  };
  return standIn;
}

async function receive(request: IncomingMessage): Promise<Received> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  const { pathname, search } = new URL(request.url ?? '', 'http://localhost');
  const [, prefix, collection = '', ...rest] = pathname.split('/');
  const path = ['', prefix, '{collection_name}', ...rest].join('/');
  const apiKey = request.headers['api-key'];
  return {
    route: `${(request.method ?? '').toLowerCase()} ${path}`,
    collection: decodeURIComponent(collection),
    query: search,
    apiKey: typeof apiKey === 'string' ? apiKey : undefined,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
