import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../../cli/doctor/check.ts';
import { checkDataFolder } from '../../../cli/doctor/data-folder.ts';
import { withFolder } from '../context.ts';

const LINUX = { platform: 'linux', env: {} } as const;

function verdicts(checks: readonly Check[]): Record<string, string> {
  return Object.fromEntries(checks.map(({ id, status }) => [id, status]));
}

describe('the data folder', () => {
  test('in order, and left as it was', async () => {
    await withFolder(async (folder) => {
      await chmod(folder, 0o700);
      const checks = await checkDataFolder(folder, LINUX);
      expect(verdicts(checks)).toEqual({
        'data.folder': 'ok',
        'data.writable': 'ok',
        'data.private': 'ok',
        'data.place': 'ok',
        'data.space': 'ok',
      });
      expect(checks[0]?.seen).toBe(folder);
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('open to others', async () => {
    await withFolder(async (folder) => {
      await chmod(folder, 0o755);
      const found = (await checkDataFolder(folder, LINUX)).find(({ id }) => id === 'data.private');
      expect(found).toEqual({
        id: 'data.private',
        group: 'Data folder',
        title: 'Private',
        status: 'warn',
        seen: '0755: others on this machine can look in',
        mend: `chmod 700 "${folder}"`,
      });
    });
  });

  test('not there yet is no fault, and it is not made', async () => {
    await withFolder(async (folder) => {
      const home = join(folder, 'a', 'b');
      const checks = await checkDataFolder(home, LINUX);
      expect(verdicts(checks)).toEqual({ 'data.folder': 'ok', 'data.place': 'ok', 'data.space': 'ok' });
      expect(checks[0]?.seen).toBe(`${home} (not there yet; made at first use)`);
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('a file in its place, or on the way to it', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'file');
      await writeFile(file, '');
      expect(await checkDataFolder(file, LINUX)).toMatchObject([
        { status: 'fail', seen: `${file} is not a folder` },
      ]);
      expect(await checkDataFolder(join(file, 'iza'), LINUX)).toMatchObject([
        { status: 'fail', seen: `${join(file, 'iza')} cannot be reached (ENOTDIR)` },
      ]);
    });
  });

  // Not even root can make a file in /proc, which is always there on Linux.
  test.runIf(process.platform === 'linux')('that takes no file (needs the /proc of Linux)', async () => {
    const checks = await checkDataFolder('/proc', LINUX);
    expect(checks.find(({ id }) => id === 'data.writable')).toEqual({
      id: 'data.writable',
      group: 'Data folder',
      title: 'Writable',
      status: 'fail',
      seen: 'a file could not be written (ENOENT)',
      mend: 'Make /proc writable for you, or set IZA_HOME to another place.',
    });
  });

  test('a link into a synced folder is seen through', async () => {
    await withFolder(async (folder) => {
      const synced = join(folder, 'Dropbox', 'iza');
      await mkdir(synced, { recursive: true });
      await symlink(synced, join(folder, 'plain'));
      const checks = await checkDataFolder(join(folder, 'plain'), LINUX);
      expect(checks.find(({ id }) => id === 'data.place')).toMatchObject({
        status: 'warn',
        seen: 'copied by Dropbox: that can damage a database in use',
      });
    });
  });
});
