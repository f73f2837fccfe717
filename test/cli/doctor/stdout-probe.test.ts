import { expect, test } from 'vitest';
import { probeStdout } from '../../../cli/doctor/stdout-probe.ts';
import { echoServer } from './echo-server.ts';

function node(script: string) {
  return { command: process.execPath, args: ['-e', script], env: process.env };
}

test('a server that answers and keeps stdout clean', async () => {
  expect(await probeStdout(node(echoServer()))).toEqual({ kind: 'clean' });
});

test('a notification before the answer is no banner', async () => {
  const early = `console.log(JSON.stringify({jsonrpc:'2.0',method:'notifications/message',params:{}}));`;
  expect(await probeStdout(node(early + echoServer()))).toEqual({ kind: 'clean' });
});

test('a line before the protocol is shown', async () => {
  expect(await probeStdout(node(`console.log('Welcome to \\x1b[1mServer');${echoServer()}`))).toEqual({
    kind: 'banner',
    line: 'Welcome to  [1mServer',
  });
});

test('a server that ends is told with its last words', async () => {
  expect(await probeStdout(node(`console.error('one');console.error('no key');process.exitCode=3`))).toEqual({
    kind: 'ended',
    code: 3,
    line: 'no key',
  });
});

test('a program that does not exist', async () => {
  expect(await probeStdout({ command: '/nowhere/iza', args: [], env: {} })).toEqual({
    kind: 'not started',
    code: 'ENOENT',
  });
});

test('a server that ignores the end of its input is ended all the same', async () => {
  const stubborn = `setInterval(()=>{},1e3);process.on('SIGTERM',()=>process.exit());${echoServer({ announcesPid: true })}`;
  const probe = await probeStdout(node(stubborn));
  // The fixture puts its process id where a banner would be.
  const pid = probe.kind === 'banner' ? Number(probe.line) : 0;
  expect(pid).toBeGreaterThan(0);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
