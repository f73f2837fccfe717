import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { keptLog } from './claude/request.ts';
import { play } from './claude/scenario.ts';
import { SCENARIOS } from './claude/scenarios/all.ts';

describe('faults of Claude, with the real SDK', () => {
  test('there are at least 70, each with a name of its own', () => {
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(70);
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
  });

  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    expect(await play(scenario, keptLog().log)).toEqual(scenario.expected);
  });
});

describe('stdout, which is the protocol of a stdio server', () => {
  test.each([
    ['trace', 'debug'],
    ['info', 'nonsense'],
    ['silent', 'info'],
  ])(
    'stays empty under every fault, with the log at %s and ANTHROPIC_LOG=%s',
    async (level, sdkLevel) => {
      const script = join(import.meta.dirname, 'claude', 'play-all.ts');
      const child = spawn(process.execPath, [script, level], {
        env: { ...process.env, ANTHROPIC_LOG: sdkLevel, NODE_OPTIONS: '' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      expect(err.split('\n').filter((line) => line.startsWith('otherwise: '))).toEqual([]);
      expect(err).toContain(`played ${SCENARIOS.length}`);
      expect(out).toBe('');
    },
    120_000,
  );
});
