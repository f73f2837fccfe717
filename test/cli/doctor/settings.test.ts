import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSettings } from '../../../cli/doctor/settings.ts';
import { withFolder } from '../context.ts';

test('no file means the defaults', async () => {
  await withFolder(async (home) => {
    const { checks, settings } = checkSettings({ IZA_HOME: home });
    expect(checks).toMatchObject([
      { status: 'ok', seen: `no file at ${join(home, 'settings.json')}; the defaults are in force` },
    ]);
    expect(settings?.home).toBe(home);
  });
});

test('a bad entry is named, the sound one is kept', async () => {
  await withFolder(async (home) => {
    const mcpServers = { good: { command: 'node' }, bad: { comand: 'node' } };
    await writeFile(join(home, 'settings.json'), JSON.stringify({ mcpServers }));
    const { checks, settings } = checkSettings({ IZA_HOME: home });
    expect(checks.map(({ id, status }) => [id, status])).toEqual([
      ['settings.file', 'ok'],
      ['server.bad', 'fail'],
    ]);
    expect(checks[1]?.seen).toContain('did you mean command?');
    expect(Object.keys(settings?.mcpServers.servers ?? {})).toEqual(['good']);
  });
});

test('settings that stop every server are told, and where the data is', async () => {
  await withFolder(async (home) => {
    await writeFile(join(home, 'settings.json'), '{"logLevel": "loud", "durabilty": "full"}');
    const { checks, settings, home: found } = checkSettings({ IZA_HOME: home });
    expect(checks.map(({ id, status }) => [id, status])).toEqual([
      ['settings.logLevel', 'fail'],
      ['settings.durabilty', 'fail'],
    ]);
    expect([settings, found]).toEqual([undefined, home]);
  });
});
