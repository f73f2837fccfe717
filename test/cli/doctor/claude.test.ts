import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkClaude } from '../../../cli/doctor/claude.ts';
import { testContext, withFolder } from '../context.ts';
import { echoServer } from './echo-server.ts';

async function checked(files: { desktop?: string; code?: string; project?: string }) {
  return withFolder(async (userHome) => {
    const cwd = join(userHome, 'app');
    const desktop = join(userHome, '.config', 'Claude');
    await mkdir(cwd);
    if (files.desktop !== undefined) {
      await mkdir(desktop, { recursive: true });
      await writeFile(join(desktop, 'claude_desktop_config.json'), files.desktop);
    }
    if (files.code !== undefined) await writeFile(join(userHome, '.claude.json'), files.code);
    if (files.project !== undefined) await writeFile(join(cwd, '.mcp.json'), files.project);
    const checks = await checkClaude(testContext({ userHome, cwd, env: { PATH: process.env.PATH } }));
    return checks.map(({ id, status, seen, mend }) => [
      id,
      status,
      seen.replaceAll(userHome, '~'),
      ...(mend === undefined ? [] : [mend.replaceAll(userHome, '~')]),
    ]);
  });
}

function listing(entry: unknown, name = 'iza'): string {
  return JSON.stringify({ mcpServers: { other: { command: 'x' }, [name]: entry } });
}

const SOUND = { command: process.execPath, args: ['-e', echoServer()] };

describe('the Claude clients', () => {
  test('are not there', async () => {
    expect(await checked({})).toEqual([
      ['claude.desktop', 'ok', 'not installed'],
      ['claude.code', 'ok', 'not installed'],
    ]);
  });

  test('do not know Iza', async () => {
    expect(
      await checked({ desktop: '', code: '{"mcpServers":{"other":{"command":"x"}}}', project: '{}' }),
    ).toEqual([
      [
        'claude.desktop',
        'warn',
        'Iza is not in ~/.config/Claude/claude_desktop_config.json',
        'iza setup --client desktop adds it.',
      ],
      ['claude.code', 'warn', 'Iza is not in ~/.claude.json', 'iza setup --client code adds it.'],
    ]);
  });

  test('start it, and it answers; what a project names is not run', async () => {
    expect(await checked({ desktop: listing(SOUND), project: listing(SOUND) })).toEqual([
      [
        'claude.desktop.iza',
        'ok',
        'iza starts, answers, and keeps stdout clean (~/.config/Claude/claude_desktop_config.json)',
      ],
      ['claude.code', 'ok', 'not installed'],
      ['claude.project.iza', 'ok', 'iza is in ~/app/.mcp.json (not started from here)'],
    ]);
  });

  test('have a file that is not JSON', async () => {
    expect(await checked({ desktop: '{"a": 1,}' })).toContainEqual([
      'claude.desktop',
      'fail',
      '~/.config/Claude/claude_desktop_config.json is not valid JSON: line 1, column 9, expected a key in double quotes',
      'Mend the file; Claude cannot read it either.',
    ]);
  });

  test.each([
    [
      { command: '/gone/node', args: ['x'] },
      'iza starts /gone/node, which does not exist',
      'Run iza setup, which brings the entry up to date.',
    ],
    [
      { command: process.execPath, args: ['/gone/dist/iza.js', 'meta'] },
      'iza runs /gone/dist/iza.js, which does not exist',
      'Run iza setup, which brings the entry up to date.',
    ],
    [
      { command: process.execPath, args: ['-e', 'console.log("hello")'] },
      'iza prints on stdout what is not the protocol: "hello"',
      'Find what prints it (a shell profile, a wrapper, NODE_OPTIONS) and send it to stderr.',
    ],
    [
      { command: process.execPath, args: ['-e', 'process.exit(4)'] },
      'iza ended before it answered (exit code 4)',
      `Run it by hand to see why: ${process.execPath} -e process.exit(4)`,
    ],
  ])('have an entry that does not work: %j', async (entry, seen, mend) => {
    expect(await checked({ code: listing(entry) })).toContainEqual(['claude.code.iza', 'fail', seen, mend]);
  });

  test('know Iza by another name', async () => {
    const named = listing({ command: process.execPath, args: ['/gone/dist/iza.js', 'meta'] }, 'brain');
    expect((await checked({ code: named }))[1]?.slice(0, 3)).toEqual([
      'claude.code.brain',
      'fail',
      'brain runs /gone/dist/iza.js, which does not exist',
    ]);
  });
});
