import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const FIXTURE = join(import.meta.dirname, 'provider-stdout.ts');

test('OpenAI and Google print nothing to stdout, whatever goes wrong and whatever the environment asks for', async () => {
  const child = spawn(process.execPath, [FIXTURE], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      OPENAI_LOG: 'debug',
      GOOGLE_API_KEY: 'a',
      GEMINI_API_KEY: 'b',
      GOOGLE_CLOUD_PROJECT: 'p',
    },
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((done) => child.on('exit', done)),
  ]);
  expect(stdout).toBe('');
  expect(stderr).not.toContain('secret-key');
  expect(stderr).toContain('12 calls failed, 2 answered');
  expect(code).toBe(0);
});
