import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hostAllowed, isPublicAddress } from '../../../../servers/knowledge-graph/sources/allowed-address.ts';
import { checkUrl, fetchPage } from '../../../../servers/knowledge-graph/sources/fetch-page.ts';
import type { SettingsSections } from '../../../../shared/server-context.ts';
import { setUp } from '../set-up.ts';

type Answer = { status?: number; headers?: Record<string, string>; body?: string; hang?: boolean };

async function serve(answer: (path: string, headers: Record<string, unknown>) => Answer) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { status = 200, headers = {}, body = '', hang } = answer(request.url ?? '', request.headers);
    if (hang) return;
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

const LIMITS = { bytes: 1_000, seconds: 5 };

describe('addresses', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'ff02::1',
    'localhost',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450:4001:80e::200e'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test('a host is on the list by its name, or below a wildcard', () => {
    const hosts = ['example.org', '*.example.net', '[::1]'];
    expect(hostAllowed('EXAMPLE.org.', hosts)).toBe('named');
    expect(hostAllowed('a.example.org', hosts)).toBeUndefined();
    expect(hostAllowed('a.b.example.net', hosts)).toBe('public');
    expect(hostAllowed('example.net', hosts)).toBeUndefined();
    expect(hostAllowed('badexample.net', hosts)).toBeUndefined();
    expect(hostAllowed('[::1]', hosts)).toBe('named');
    expect(hostAllowed('anything.test', ['*'])).toBe('public');
  });

  test.each([
    ['file:///etc/passwd', ['*']],
    ['http://a:b@example.org/', ['*']],
    ['http://127.0.0.1/', ['*']],
    ['http://2130706433/', ['*']],
    ['http://0x7f.1/', ['*']],
    ['http://[::ffff:7f00:1]/', ['*']],
    ['http://example.com/', ['example.org']],
    ['http://example.org/', []],
  ])('%s is refused by %j', (address, hosts) => {
    expect(() => checkUrl(address, hosts)).toThrow(/\/url: /);
  });
});

describe('fetching', () => {
  test('a name that a wildcard lets through must not be this machine', async () => {
    const { port, asked } = await serve(() => ({ body: 'inner' }));
    await expect(fetchPage(`http://localhost:${port}/`, { hosts: ['*'], ...LIMITS })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(asked).toEqual([]);
  });

  test('follows redirects to hosts that are allowed only', async () => {
    const { port, asked } = await serve(
      (path): Answer =>
        path === '/a'
          ? { status: 302, headers: { location: '/b' } }
          : path === '/b'
            ? { headers: { 'content-type': 'text/plain', etag: '"1"' }, body: 'here' }
            : { status: 301, headers: { location: `http://localhost:${port}/b` } },
    );
    const hosts = ['127.0.0.1'];
    expect(await fetchPage(`http://127.0.0.1:${port}/a`, { hosts, ...LIMITS })).toMatchObject({
      bytes: Buffer.from('here'),
      mediaType: 'text/plain',
      url: `http://127.0.0.1:${port}/b`,
    });
    await expect(fetchPage(`http://127.0.0.1:${port}/c`, { hosts, ...LIMITS })).rejects.toThrow(
      /nothing may be fetched from localhost/,
    );
    expect(asked).toEqual(['/a', '/b', '/c']);
  });

  test.each<[string, Answer, { code: string }]>([
    ['too long', { body: 'x'.repeat(2_000) }, { code: 'TOO_LARGE' }],
    ['packed', { headers: { 'content-encoding': 'gzip' }, body: 'x' }, { code: 'UNAVAILABLE' }],
    ['an error', { status: 500 }, { code: 'UNAVAILABLE' }],
    ['endless redirects', { status: 302, headers: { location: '/' } }, { code: 'UNAVAILABLE' }],
    ['silence', { hang: true }, { code: 'TIMEOUT' }],
  ])('refuses %s', async (_, answer, error) => {
    const { port } = await serve(() => answer);
    await expect(
      fetchPage(`http://127.0.0.1:${port}/`, { hosts: ['127.0.0.1'], bytes: 1_000, seconds: 1 }),
    ).rejects.toMatchObject(error);
  });

  test('a page is a source, and is not read again while its server says so', async () => {
    let version = 1;
    const { port } = await serve(
      (_, headers): Answer =>
        headers['if-none-match'] === `"${version}"`
          ? { status: 304 }
          : {
              headers: { 'content-type': 'text/html', etag: `"${version}"` },
              body: `<title>Looms</title><p>Version ${version} of the Jacquard loom.</p>`,
            },
    );
    const settings = { file: '', knowledgeGraph: { fetch: { hosts: ['127.0.0.1'] } } } as SettingsSections;
    const { value } = await setUp({ settings });
    const scan = async () =>
      ((await value('kg_ingest', { op: 'scan', name: 'page' })).job as { result: object }).result;
    expect(await value('kg_ingest', { url: `http://127.0.0.1:${port}/looms`, name: 'page' })).toMatchObject({
      sources: [{ kind: 'web', documents: 1 }],
      job: { result: { added: 1 } },
    });
    expect(await scan()).toMatchObject({ unchanged: 1, changed: 0 });
    version = 2;
    expect(await scan()).toMatchObject({ changed: 1 });
    expect(await value('kg_entity', { entity: `http://127.0.0.1:${port}/looms` })).toMatchObject({
      name: 'Looms',
      type: 'WebPage',
    });
  });
});
