import { expect, test } from 'vitest';
import { networkEnvironment, openChildProcess } from '../../../shared/mcp/client/child-process.ts';

test('a child learns how the network is reached, and no password', () => {
  expect(
    networkEnvironment({
      HTTPS_PROXY: 'http://proxy.example:3128',
      HTTP_PROXY: 'http://ada:secret@proxy.example:3128',
      NODE_EXTRA_CA_CERTS: '/etc/ssl/company.pem',
      ANTHROPIC_API_KEY: 'sk-ant-secret',
    }),
  ).toEqual({ HTTPS_PROXY: 'http://proxy.example:3128', NODE_EXTRA_CA_CERTS: '/etc/ssl/company.pem' });
});

test('a child whose message has no end is ended, and says why', async () => {
  const script =
    "const x = 'x'.repeat(1 << 20); (function go() { while (process.stdout.write(x)); process.stdout.once('drain', go); })()";
  const { transport, stderrTail, pid } = openChildProcess({
    command: process.execPath,
    args: ['-e', script],
    env: {},
  });
  const closed = new Promise<void>((resolve) => {
    transport.onclose = resolve;
  });
  await transport.start();
  await closed;
  expect(stderrTail()).toEqual(['It sent a message larger than 67108864 bytes.']);
  expect(() => process.kill(pid() ?? 0, 0)).toThrow('ESRCH');
});
