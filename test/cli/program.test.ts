import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { commands } from '../../cli/main.ts';
import { createProgram, runProgram } from '../../cli/program.ts';
import { IzaError } from '../../shared/mcp/errors.ts';
import { testContext } from './context.ts';

async function run(...args: string[]) {
  const context = testContext();
  const failing = new Command('break').argument('<how>').action((how: string) => {
    if (how === 'badly') throw new TypeError('x is not a function');
    throw new IzaError('UNAVAILABLE', 'The port is taken.', { why: 'Who knows.', hint: 'Choose another.' });
  });
  const program = createProgram(context, [...commands(context), failing]);
  await runProgram(context, program, ['node', 'iza', ...args]);
  return { code: context.exitCode(), ...context.printed() };
}

describe('the command line', () => {
  test('bare, and --help, print the help with the exit codes', async () => {
    const { code, out, err } = await run('--help');
    expect(code).toBe(0);
    expect(err).toBe('');
    for (const name of ['setup', 'doctor', 'meta', 'memory', 'serve']) expect(out).toContain(`\n  ${name} `);
    expect(out).toContain(`Exit codes:
  0   done, or nothing to do
  64  the command line is wrong
  65  a file that was read is not what it should be
  69  something that is needed is missing or does not answer
  70  a defect of Iza
  73  a file or folder cannot be created
  74  reading or writing failed
  78  the settings, or this Node version, cannot be used
`);
    expect(await run()).toEqual({ code: 0, out, err: '' });
  });

  test('--version', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });

  test.each([
    [['docter'], "error: unknown command 'docter'\n(Did you mean doctor?)\n"],
    [['setup', '--cleint', 'code'], "error: unknown option '--cleint'\n(Did you mean --client?)\n"],
    [['setup', '--client', 'web'], 'Allowed choices are desktop, code, all.\n'],
    [['setup', '--name', 'a b'], 'A name is 1 to 32 letters, digits, - or _.\n'],
    [['setup', '--client', 'desktop', '--project', '.'], 'error: --project is for Claude Code;'],
    [['serve', '--port', '65536'], 'A port is a whole number from 0 to 65535.\n'],
    [['serve', 'mail'], 'Allowed choices are meta, memory, knowledge-graph.\n'],
    [['memory', '--log-level', 'loud'], 'Allowed choices are trace, debug, info, warn, error, silent.\n'],
  ])('%j is a usage error', async (args, message) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([64, '']);
    expect(err).toContain(message);
    expect(err).toContain('What to do: see iza --help.');
  });

  test('an error that was written for people says what happened, why, and what to do', async () => {
    expect(await run('break', 'well')).toEqual({
      code: 69,
      out: '',
      err: 'The port is taken.\nWho knows.\nWhat to do: Choose another.\n',
    });
  });

  test('any other error is a defect', async () => {
    const { code, err } = await run('break', 'badly');
    expect(code).toBe(70);
    expect(err).toMatch(/^iza stopped because of a defect\.\nTypeError: x is not a function\n/);
  });
});
