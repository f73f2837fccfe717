import { expect, test } from 'vitest';
import { networkEnvironment } from '../../../shared/mcp/client/child-process.ts';

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
