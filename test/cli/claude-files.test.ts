import { describe, expect, test } from 'vitest';
import { codeFile, desktopFile, projectFile } from '../../cli/claude-files.ts';

describe('Claude Desktop', () => {
  test.each([
    [
      'darwin',
      '/Users/ada',
      {},
      '/Users/ada/Library/Application Support/Claude/claude_desktop_config.json',
      '/Users/ada/Library/Application Support/Claude',
    ],
    [
      'win32',
      'C:\\Users\\Ada',
      { APPDATA: 'D:\\Roaming' },
      'D:\\Roaming\\Claude\\claude_desktop_config.json',
      'D:\\Roaming\\Claude',
    ],
    [
      'win32',
      'C:\\Users\\Ada',
      {},
      'C:\\Users\\Ada\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
      'C:\\Users\\Ada\\AppData\\Roaming\\Claude',
    ],
    [
      'linux',
      '/home/ada',
      {},
      '/home/ada/.config/Claude/claude_desktop_config.json',
      '/home/ada/.config/Claude',
    ],
    [
      'linux',
      '/home/ada',
      { XDG_CONFIG_HOME: '/xdg' },
      '/xdg/Claude/claude_desktop_config.json',
      '/xdg/Claude',
    ],
    [
      'linux',
      '/home/ada',
      { XDG_CONFIG_HOME: 'relative' },
      '/home/ada/.config/Claude/claude_desktop_config.json',
      '/home/ada/.config/Claude',
    ],
    [
      'darwin',
      '/Users/ada',
      { XDG_CONFIG_HOME: '/xdg' },
      '/Users/ada/Library/Application Support/Claude/claude_desktop_config.json',
      '/Users/ada/Library/Application Support/Claude',
    ],
  ] as const)('on %s in %s with %j', (platform, userHome, env, file, sign) => {
    const found = desktopFile({ platform, userHome, env });
    expect([found.file, found.signs, found.typed]).toEqual([file, [sign], false]);
  });
});

describe('Claude Code', () => {
  test.each([
    ['darwin', '/Users/ada', {}, '/Users/ada/.claude.json', '/Users/ada/.claude'],
    ['win32', 'C:\\Users\\Ada', {}, 'C:\\Users\\Ada\\.claude.json', 'C:\\Users\\Ada\\.claude'],
    ['linux', '/home/ada', {}, '/home/ada/.claude.json', '/home/ada/.claude'],
    ['linux', '/home/ada', { CLAUDE_CONFIG_DIR: '/cc' }, '/cc/.claude.json', '/cc'],
  ] as const)('on %s in %s with %j', (platform, userHome, env, file, folder) => {
    const found = codeFile({ platform, userHome, env });
    expect([found.file, found.signs, found.typed]).toEqual([file, [file, folder], true]);
  });

  test('of one project', () => {
    expect(projectFile('/src/app', { platform: 'linux' }).file).toBe('/src/app/.mcp.json');
    expect(projectFile('C:\\app', { platform: 'win32' }).file).toBe('C:\\app\\.mcp.json');
  });
});
