import { expect, test } from 'vitest';
import { checkDownstreams } from '../../../cli/doctor/downstreams.ts';
import { redact } from '../../../shared/redact.ts';
import { echoServer } from './echo-server.ts';

const START = { startTimeout: 20_000 };

test('every server is started as the gateway would, and told in the order of the settings', async () => {
  const echo = { ...START, command: process.execPath, args: ['-e', echoServer()] };
  const checks = await checkDownstreams(
    {
      echo,
      off: { ...echo, disabled: true },
      missing: { ...START, command: 'no-such-program-anywhere' },
      dies: {
        ...START,
        command: process.execPath,
        args: ['-e', `console.error('no key', process.env.KEY);process.exit(2)`],
        env: { KEY: 'secret-1' },
      },
      closed: { ...START, url: 'http://user:secret@127.0.0.1:9/mcp?token=secret' },
    },
    '1.2.3',
  );
  expect(checks.map(({ id, status }) => [id, status])).toEqual([
    ['server.echo', 'ok'],
    ['server.off', 'ok'],
    ['server.missing', 'fail'],
    ['server.dies', 'fail'],
    ['server.closed', 'fail'],
  ]);
  const [running, off, missing, dies, closed] = checks;
  expect(running?.seen).toBe(`3 tools, legacy protocol (${process.execPath})`);
  expect(off?.seen).toBe('disabled');
  expect(missing).toMatchObject({
    seen: 'there is no program no-such-program-anywhere',
    mend: 'Install it, or give its absolute path in mcpServers.missing.command.',
  });
  expect(dies?.seen).toContain('no key [KEY]');
  expect(dies?.mend).toBe(`Start it by hand and see what it prints: ${process.execPath}`);
  expect(closed?.mend).toBe(
    'See that the server at http://127.0.0.1:9/mcp runs, and that it may be reached from here.',
  );
  expect(JSON.stringify([dies, closed])).not.toContain('secret');
});

test('what an entry hands to its server is not repeated', () => {
  const entry = {
    ...START,
    url: 'https://ada:pass1@example.com/mcp?key=abc',
    headers: { Authorization: 'Bearer xyz', 'X-On': 'true' },
  };
  expect(redact('POST https://ada:pass1@example.com/mcp?key=abc: Bearer xyz is true', entry)).toBe(
    'POST https://example.com/mcp: [Authorization] is true',
  );
  expect(redact('pass1 ?key=abc', entry)).toBe('[password] ');
});
