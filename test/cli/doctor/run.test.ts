import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runDoctor } from '../../../cli/doctor/run.ts';
import { testContext, withFolder } from '../context.ts';
import { echoServer } from './echo-server.ts';

async function examine(mcpServers: Record<string, unknown>) {
  return withFolder(async (home) => {
    await chmod(home, 0o700);
    await writeFile(join(home, 'settings.json'), JSON.stringify({ mcpServers }));
    const context = testContext({ userHome: home, cwd: home, env: { IZA_HOME: home } });
    const code = await runDoctor(context, { json: true });
    const left = await readdir(home);
    const people = await runDoctor(context, {});
    const [json, text] = context.printed().out.split(/(?<=^\}\n)/m);
    return { code, people, document: JSON.parse(json ?? ''), text: text ?? '', left };
  });
}

test('when nothing is wrong the command ends with 0, and nothing was left behind', async () => {
  const { code, people, document, text, left } = await examine({
    echo: { command: process.execPath, args: ['-e', echoServer()] },
  });
  expect([code, people]).toEqual([0, 0]);
  expect(document).toMatchObject({ ok: true, version: '1.2.3', counts: { ok: 12, warn: 0, fail: 0 } });
  expect(document.checks.map(({ id }: { id: string }) => id)).toEqual([
    'runtime.node',
    'runtime.sqlite',
    'data.folder',
    'data.writable',
    'data.private',
    'data.place',
    'data.space',
    'settings.file',
    'models',
    'server.echo',
    'claude.desktop',
    'claude.code',
  ]);
  expect(text).toContain('\nServers behind Iza\n  ✓ ok    echo            3 tools, legacy protocol (');
  expect(text).toContain('\n12 ok, 0 to look at, 0 wrong. Everything is in order.\n');
  expect(left).toEqual(['settings.json']);
});

test('when something is wrong it ends with 69', async () => {
  const { code, people, document, text } = await examine({ gone: { command: 'no-such-program-anywhere' } });
  expect([code, people]).toEqual([69, 69]);
  expect(document).toMatchObject({ ok: false, counts: { ok: 11, warn: 0, fail: 1 } });
  expect(text).toContain('✗ fail  gone            there is no program no-such-program-anywhere\n');
});
