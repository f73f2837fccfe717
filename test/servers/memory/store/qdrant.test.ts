import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { QdrantOptions } from '../../../../servers/memory/store/qdrant.ts';
import { collectionName } from '../../../../servers/memory/store/qdrant-collection.ts';
import { IzaError, renderError } from '../../../../shared/mcp/errors.ts';
import { nobody } from '../../../shared/llm/loopback.ts';
import { needsSharedData } from '../../../shared-data.ts';
import {
  type Fault,
  failing,
  OPENAPI,
  type QdrantStandIn,
  startQdrant,
} from '../../../support/qdrant/server.ts';
import { describeEngine, engineAt, point, SPACE } from './qdrant-suite.ts';

describeEngine('Qdrant, by its contract', async () => {
  const qdrant = await startQdrant({ apiKey: 'k' });
  const open = () => engineAt(qdrant.url, { apiKey: 'k' });
  return {
    engine: open(),
    other: open(),
    after: async () => {
      await qdrant.close();
      expect(qdrant.violations).toEqual([]);
    },
  };
});

const { IZA_QDRANT_URL: url, IZA_QDRANT_API_KEY: apiKey } = process.env;
if (url) {
  const collectionPrefix = `iza-test-${randomUUID()}`;
  const open = () => engineAt(url, { collectionPrefix, ...(apiKey && { apiKey }) });
  describeEngine(`Qdrant at ${url}`, async () => ({ engine: open(), other: open(), after: async () => {} }));
}

describe('when Qdrant does not do as it should', () => {
  let qdrant: QdrantStandIn;

  beforeEach(async () => {
    qdrant = await startQdrant();
  });
  afterEach(async () => {
    await qdrant.close();
    expect(qdrant.violations).toEqual([]);
  });

  const ready = async (options: Partial<QdrantOptions> = {}) => {
    const engine = engineAt(qdrant.url, options);
    await engine.ensure(SPACE);
    return engine;
  };
  const errorOf = async (call: Promise<unknown>): Promise<IzaError> => {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(IzaError);
    return error as IzaError;
  };
  const failWith = (fault: Fault, when = (_route: string) => true) => {
    qdrant.fault = ({ route }) => (when(route) ? fault : undefined);
  };
  test.each([
    [400, 'INVALID_INPUT'],
    [401, 'UNAVAILABLE'],
    [403, 'UNAVAILABLE'],
    [404, 'NOT_FOUND'],
    [409, 'CONFLICT'],
    [413, 'TOO_LARGE'],
    [429, 'UNAVAILABLE'],
    [500, 'INTERNAL'],
    [503, 'UNAVAILABLE'],
  ])('status %i is %s, and its text stays out of the message', async (code, expected) => {
    const engine = await ready();
    failWith(failing(code, 'secret inner workings'));
    const error = await errorOf(engine.count());
    expect(error.code).toBe(expected);
    expect(error.details.hint).toMatch(/\w/);
    expect(renderError(error)).not.toContain('secret inner workings');
  });

  test.each<[string, Fault]>([
    ['a page of HTML', { raw: '<html>It works!</html>' }],
    ['nothing', { raw: '' }],
    ['half a JSON', { raw: '{"result": {"cou' }],
    ['null', { raw: 'null' }],
    ['a list', { raw: '[]' }],
    ['a result of another form', { raw: '{"result": {"count": "many"}, "status": "ok", "time": 0}' }],
    ['a number below zero', { raw: '{"result": {"count": -1}, "status": "ok", "time": 0}' }],
    ['no result', { raw: '{"status": "ok", "time": 0}' }],
  ])('%s for an answer is no Qdrant', async (_, fault) => {
    const engine = await ready();
    failWith(fault);
    const error = await errorOf(engine.count());
    expect([error.code, error.message]).toEqual([
      'UNAVAILABLE',
      `What answers at ${qdrant.url}/ does not answer as Qdrant does.`,
    ]);
  });

  test('junk in a search is no answer either', async () => {
    const engine = await ready();
    const search = () => engine.search(Float32Array.of(1, 0), { scopes: ['user'], limit: 3 });
    for (const points of [[{ id: 1, score: 'high' }], [{ id: 1, score: 1, version: 0 }], {}, undefined]) {
      failWith({ status: 200, body: { result: { points }, status: 'ok', time: 0 } });
      expect((await errorOf(search())).code).toBe('UNAVAILABLE');
    }
    failWith({
      status: 200,
      body: {
        result: {
          points: [
            { id: 1, version: 0, score: 1, payload: { memory: 'alien', scope: 'project:b' } },
            { id: 2, version: 0, score: 0.5, payload: { memory: 'mine', scope: 'user' } },
          ],
        },
        status: 'ok',
        time: 0,
      },
    });
    expect(await search()).toEqual([{ memory: 'mine', score: 0.5 }]);
  });

  test('a server that is not there', async () => {
    const address = await nobody();
    const error = await errorOf(engineAt(address).ensure(SPACE));
    expect([error.code, error.message]).toEqual(['UNAVAILABLE', `Qdrant at ${address}/ cannot be reached.`]);
    // A port that no program of the web speaks to fails without a code.
    const blocked = await errorOf(engineAt('http://127.0.0.1:1').ensure(SPACE));
    expect(blocked.message).toBe('Qdrant at http://127.0.0.1:1/ cannot be reached.');
    expect(error.details).toMatchObject({
      why: 'The connection failed (ECONNREFUSED).',
      hint: 'Recall goes on by words meanwhile. Start Qdrant (`docker compose up -d qdrant`) or correct memory.qdrant.url in the settings.',
    });
  });

  test('a connection that is cut', async () => {
    const engine = await ready();
    failWith('reset');
    expect((await errorOf(engine.count())).code).toBe('UNAVAILABLE');
  });

  test('a server that says nothing is given up in time', async () => {
    failWith('hang');
    const error = await errorOf(engineAt(qdrant.url, { timeoutMs: 100 }).ensure(SPACE));
    expect([error.code, error.message]).toEqual([
      'TIMEOUT',
      `Qdrant at ${qdrant.url}/ did not answer in time.`,
    ]);
  });

  test('a change that is accepted and not finished counts as not done', async () => {
    const engine = await ready();
    failWith({
      status: 200,
      body: { result: { operation_id: 1, status: 'acknowledged' }, status: 'ok', time: 0 },
    });
    expect((await errorOf(engine.upsert([point('a', [1, 0])]))).code).toBe('TIMEOUT');
    expect((await errorOf(engine.remove([point('a', [1, 0]).id]))).code).toBe('TIMEOUT');
  });

  test('the key goes to no other server, and a wrong one is named', async () => {
    const elsewhere = await startQdrant();
    onTestFinished(() => elsewhere.close());
    const engine = await ready({ apiKey: 'top-secret' });
    expect(new Set(qdrant.received.map(({ apiKey: key }) => key))).toEqual(new Set(['top-secret']));
    failWith({ redirect: `${elsewhere.url}/collections/x/points/count` });
    const error = await errorOf(engine.count());
    expect([error.code, error.details.why]).toEqual([
      'UNAVAILABLE',
      'The connection failed (it redirects elsewhere).',
    ]);
    expect(elsewhere.received).toEqual([]);

    const locked = await startQdrant({ apiKey: 'right' });
    onTestFinished(() => locked.close());
    const refused = await errorOf(engineAt(locked.url, { apiKey: 'wrong' }).ensure(SPACE));
    expect([refused.code, refused.message]).toEqual([
      'UNAVAILABLE',
      `Qdrant at ${locked.url}/ refused the API key.`,
    ]);
    expect(refused.details.hint).toContain('memory.qdrant.apiKeyEnv');
    expect(locked.collections.size).toBe(0);
  });

  test('an index that was made without its fields gets them', async () => {
    failWith('reset', (route) => route.endsWith('/index'));
    const engine = engineAt(qdrant.url);
    await errorOf(engine.ensure(SPACE));
    expect(qdrant.collections.size).toBe(1);
    qdrant.fault = () => undefined;
    await engine.ensure(SPACE);
    const [collection] = qdrant.collections.values();
    expect([...(collection?.indexes ?? [])].sort()).toEqual(['kind', 'scope']);
  });

  test('a thousand long vectors go in parts, each with wait, and none larger than Qdrant takes', async () => {
    const space = { name: 'long', dimensions: 1_024 };
    const engine = engineAt(qdrant.url);
    await engine.ensure(space);
    const points = Array.from({ length: 1_000 }, (_, i) => ({
      ...point(`m${i}`, []),
      vector: new Float32Array(1_024).fill(1),
    }));
    await engine.upsert(points);
    const writes = qdrant.received.filter(
      ({ route }) => route === 'put /collections/{collection_name}/points',
    );
    expect(writes.map(({ query, body }) => [query, (body as { points: unknown[] }).points.length])).toEqual([
      ['?wait=true', 390],
      ['?wait=true', 390],
      ['?wait=true', 220],
    ]);
  });

  test('a path in the address is kept, and a port that the protocol implies', async () => {
    const error = await errorOf(engineAt(`${qdrant.url}/vectors/`).ensure(SPACE));
    expect(error.code).toBe('NOT_FOUND');
    expect(qdrant.received.map(({ route, collection }) => [route, collection])[0]).toEqual([
      `get /vectors/{collection_name}/${collectionName('iza-test', SPACE.name)}`,
      'collections',
    ]);
    const implied = await errorOf(engineAt('http://127.0.0.1:80').ensure(SPACE));
    expect((implied.cause as Error).cause).toMatchObject({ port: 80 });
  });

  test('nothing is printed, with a key and without TLS, which the client would warn of', async () => {
    const print = vi.spyOn(process.stdout, 'write');
    const warn = vi.spyOn(console, 'warn');
    onTestFinished(() => void vi.restoreAllMocks());
    const engine = await ready({ apiKey: 'k' });
    await engine.count();
    failWith('reset');
    await errorOf(engine.count());
    expect([print.mock.calls, warn.mock.calls]).toEqual([[], []]);
  });

  test('an address that is none, and a call before the space is known', async () => {
    for (const wrong of ['', 'qdrant', 'file:///etc/passwd', 'ftp://127.0.0.1']) {
      expect(() => engineAt(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    }
    await expect(engineAt(qdrant.url).count()).rejects.toThrow('ensure() has to come first');
  });
});

test('names of collections are readable, short and never the same for two spaces', () => {
  expect(collectionName('iza', 'voyage/some model:4/1024#3f9a0c2b77e1d0aa')).toBe(
    'iza-voyage-some-model-4-1024-3f9a0c2b77e1d0aa-6cffe7c130b21eb7',
  );
  expect(collectionName('iza', 'é'.repeat(500)).length).toBeLessThan(120);
  expect(collectionName('iza', 'a/b')).not.toBe(collectionName('iza', 'a:b'));
});

test('what was sent and answered was held against the published contract', async (context) => {
  readFileSync(needsSharedData(context, OPENAPI));
  const qdrant = await startQdrant();
  onTestFinished(() => qdrant.close());
  const name = 'x';
  const response = await fetch(`${qdrant.url}/collections/${name}/points/count`, {
    method: 'POST',
    body: JSON.stringify({ exactly: true }),
  });
  expect(response.status).toBe(400);
  expect(qdrant.violations).toEqual([
    'post /collections/{collection_name}/points/count request: data must NOT have additional properties',
  ]);
});
