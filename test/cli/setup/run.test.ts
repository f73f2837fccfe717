import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CliContext } from '../../../cli/context.ts';
import type { SetupOptions } from '../../../cli/setup/options.ts';
import { runSetup } from '../../../cli/setup/run.ts';
import { testContext, withFolder } from '../context.ts';

const ENTRY_FILE = '/opt/iza/dist/iza.js';
const STAMP = '2026-11-20T09-30-00.005Z';

const DESKTOP = `{
  "mcpServers": {
    "iza": {
      "command": "/opt/node/bin/node",
      "args": [
        "/opt/iza/dist/iza.js",
        "meta"
      ]
    }
  }
}
`;

async function setup(userHome: string, options: Partial<SetupOptions>, overrides: Partial<CliContext> = {}) {
  const context = testContext({ userHome, cwd: userHome, ...overrides });
  const code = await runSetup(context, { client: 'all', name: 'iza', ...options }, ENTRY_FILE);
  return { code, out: context.printed().out };
}

async function withDesktop(run: (home: string, file: string) => Promise<void>): Promise<void> {
  await withFolder(async (home) => {
    const folder = join(home, '.config', 'Claude');
    await mkdir(folder, { recursive: true });
    await run(home, join(folder, 'claude_desktop_config.json'));
  });
}

describe('where there is no Claude', () => {
  test('nothing is made, and the person is told', async () => {
    await withFolder(async (home) => {
      const { code, out } = await setup(home, { yes: true });
      expect(code).toBe(69);
      expect(out).toBe(
        'Claude Desktop: not installed, skipped.\n\nClaude Code: not installed, skipped.\n\n' +
          'No Claude client was found, so nothing was changed.\n' +
          'What to do: install one (https://claude.ai/download), or name the one you have with --client.\n',
      );
      expect(await readdir(home)).toEqual([]);
    });
  });

  test('a client that is named gets its file, private', async () => {
    await withFolder(async (home) => {
      const { code } = await setup(home, { yes: true, client: 'code' }, { env: { IZA_HOME: 'data' } });
      expect(code).toBe(0);
      const file = join(home, '.claude.json');
      expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
        mcpServers: {
          iza: {
            type: 'stdio',
            command: '/opt/node/bin/node',
            args: [ENTRY_FILE, 'meta'],
            env: { IZA_HOME: join(home, 'data') },
          },
        },
      });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    });
  });
});

describe('without agreement nothing is written', () => {
  test('where there is no terminal, the change is only shown', async () => {
    await withDesktop(async (home, file) => {
      const { code, out } = await setup(home, {});
      // 69: a script that forgot --yes must not believe that it is done.
      expect(code).toBe(69);
      expect(out).toContain(
        `Claude Desktop: the file will be created, with iza in it.\n--- /dev/null\n+++ ${file}\n`,
      );
      expect(out).toContain('\n+    "iza": {\n+      "command": "/opt/node/bin/node",\n');
      expect(out).toContain('There is no terminal to ask on, so nothing was changed.');
      expect(await readdir(join(home, '.config', 'Claude'))).toEqual([]);
    });
  });

  test('the diff shows nothing that other servers are given', async () => {
    await withDesktop(async (home, file) => {
      const others = {
        gh: { command: 'gh', args: ['--token', 'ghp_argument1'], env: { GITHUB_TOKEN: 'ghp_secret123' } },
      };
      await writeFile(file, JSON.stringify({ mcpServers: others }, null, 2));
      for (const json of [false, true]) {
        const { out } = await setup(home, { json });
        expect(out).not.toMatch(/ghp_/);
      }
      expect((await setup(home, {})).out).toContain('[GITHUB_TOKEN]');
    });
  });

  test('where the answer is no', async () => {
    await withDesktop(async (home) => {
      const { code, out } = await setup(home, {}, { interactive: true });
      expect(code).toBe(0);
      expect(out).toContain('You did not agree, so nothing was changed.');
      expect(await readdir(join(home, '.config', 'Claude'))).toEqual([]);
    });
  });

  test('--json without --yes prints one document and asks nothing', async () => {
    await withDesktop(async (home, file) => {
      const asked: string[] = [];
      const confirm = async (question: string) => asked.push(question) > 0;
      const { code, out } = await setup(
        home,
        { json: true, client: 'desktop' },
        { interactive: true, confirm },
      );
      expect(code).toBe(0);
      expect(asked).toEqual([]);
      const printed = JSON.parse(out);
      expect(printed.clients[0].diff).toContain('+    "iza": {');
      delete printed.clients[0].diff;
      expect(printed).toEqual({
        name: 'iza',
        applied: false,
        clients: [{ client: 'desktop', file, action: 'create' }],
      });
      expect(await readdir(join(home, '.config', 'Claude'))).toEqual([]);
    });
  });
});

describe('with agreement', () => {
  test('a yes at the terminal writes; a second run finds nothing to do; --remove leaves nothing', async () => {
    await withDesktop(async (home, file) => {
      const agree = { interactive: true, confirm: async () => true };
      const first = await setup(home, {}, agree);
      expect(first.out).toContain(
        'Claude Desktop: iza added. Quit Claude Desktop fully and open it again.\n',
      );
      expect(await readFile(file, 'utf8')).toBe(DESKTOP);

      const before = await stat(file, { bigint: true });
      const second = await setup(home, {}, agree);
      expect(second.out).toContain(`Claude Desktop: iza is already there, nothing to do (${file}).\n`);
      expect(await stat(file, { bigint: true })).toMatchObject({ mtimeNs: before.mtimeNs, ino: before.ino });

      const removed = await setup(home, { remove: true, yes: true });
      expect(removed.code).toBe(0);
      expect(await readdir(join(home, '.config', 'Claude'))).toEqual([]);
      const again = await setup(home, { remove: true, yes: true });
      expect(again.code).toBe(0);
      expect(again.out).toContain(`Claude Desktop: iza is not there, nothing to do (${file}).\n`);
    });
  });

  test('a file keeps its bytes, mode and link, has a backup, and --remove gives the very bytes back', async () => {
    await withDesktop(async (home, file) => {
      const real = join(home, 'dotfiles.json');
      const before = '\uFEFF{\r\n\t"mcpServers" : { },\r\n\t"n": 1.0\r\n}';
      await writeFile(real, before);
      await chmod(real, 0o640);
      await symlink(real, file);

      const { out } = await setup(home, { yes: true });
      expect(out).toContain('  To undo: iza setup --remove\n');
      const backup = `${real}.iza-backup-${STAMP}`;
      expect(out).toContain(`  The file as it was: ${backup}\n`);
      expect(await readFile(backup, 'utf8')).toBe(before);
      expect(await readFile(real, 'utf8')).toContain('\t"mcpServers" : {\r\n\t\t"iza": {\r\n');
      expect(await readlink(file)).toBe(real);
      expect((await stat(real)).mode & 0o777).toBe(0o640);
      expect((await stat(backup)).mode & 0o777).toBe(0o640);

      await setup(home, { remove: true, yes: true });
      expect(await readFile(real, 'utf8')).toBe(before);
      expect((await readdir(home)).sort()).toEqual(['.config', 'dotfiles.json']);
    });
  });

  test('what Claude wrote while the question was open stays', async () => {
    await withDesktop(async (home, file) => {
      await writeFile(file, '{"a":1}');
      const confirm = async () => {
        await writeFile(file, '{"a":2}');
        return true;
      };
      await setup(home, {}, { interactive: true, confirm });
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ a: 2, mcpServers: { iza: {} } });
      expect(await readFile(`${file}.iza-backup-${STAMP}`, 'utf8')).toBe('{"a":2}');
    });
  });

  test('a folder that takes no file is told, and nothing is left behind', async () => {
    await withFolder(async (home) => {
      // A file where the folder should be, which root cannot write into either.
      const blocked = join(home, 'blocked');
      await writeFile(blocked, '');
      const context = { env: { CLAUDE_CONFIG_DIR: blocked } };
      const { code, out } = await setup(home, { yes: true, client: 'code' }, context);
      expect(code).toBe(65);
      expect(out).toContain('.claude.json was left alone: cannot be reached (ENOTDIR).');
      expect(await readdir(home)).toEqual(['blocked']);
    });
  });

  test('two backups in one millisecond are two files', async () => {
    await withDesktop(async (home, file) => {
      await writeFile(file, '{"a":1}');
      await setup(home, { yes: true });
      await setup(home, { yes: true, name: 'other' });
      expect((await readdir(join(file, '..'))).sort()).toEqual([
        'claude_desktop_config.json',
        `claude_desktop_config.json.iza-backup-${STAMP}`,
        `claude_desktop_config.json.iza-backup-${STAMP}-1`,
      ]);
    });
  });

  test('a project gets its .mcp.json, readable for the others, and a warning not to commit it', async () => {
    await withFolder(async (home) => {
      const { code, out } = await setup(home, { yes: true, project: '.' });
      expect(code).toBe(0);
      expect(out).toContain('Do not commit it for others.');
      expect(out).toContain('  To undo: iza setup --project "." --remove\n');
      const file = join(home, '.mcp.json');
      expect(JSON.parse(await readFile(file, 'utf8')).mcpServers.iza.type).toBe('stdio');
      expect((await stat(file)).mode & 0o777).toBe(0o644);
    });
  });

  test('an installation in the cache of npx is warned of', async () => {
    await withDesktop(async (home) => {
      const { out } = await setup(home, {}, { nodePath: '/home/ada/.npm/_npx/1/node_modules/node/bin/node' });
      expect(out).toContain('runs from the cache of npx');
    });
  });
});

describe('a file that cannot be worked on is left alone', () => {
  test.each([
    [
      'comments',
      '{\n  // mine\n}\n',
      'it is not valid JSON: line 2, column 3, comments are not JSON',
      'mend it there',
    ],
    ['a list', '[]', 'the file is not a JSON object', 'make it one'],
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), 'is not UTF-8 text', 'make it a plain text file'],
  ])('%s', async (_, content, why, mend) => {
    await withDesktop(async (home, file) => {
      await writeFile(file, content);
      const { code, out } = await setup(home, { yes: true });
      expect(code).toBe(65);
      expect(out).toContain(`Claude Desktop: ${file} was left alone: ${why}.\n  What to do: ${mend}`);
      expect(await readFile(file)).toEqual(Buffer.from(content));
      expect(await readdir(join(file, '..'))).toEqual(['claude_desktop_config.json']);
    });
  });

  test('a link to nothing, and a project that does not exist', async () => {
    await withDesktop(async (home, file) => {
      await symlink(join(home, 'nowhere.json'), file);
      const { code, out } = await setup(home, { yes: true });
      expect(code).toBe(65);
      expect(out).toContain('is a symbolic link to a file that does not exist');
      expect((await setup(home, { yes: true, project: 'nowhere' })).code).toBe(65);
    });
  });
});
