import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { betaMemoryTool } from '@anthropic-ai/sdk/helpers/beta/memory';
import type { BetaMemoryTool20250818Command } from '@anthropic-ai/sdk/resources/beta';
import { BetaLocalFilesystemMemoryTool } from '@anthropic-ai/sdk/tools/memory/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MEMORY_TOOL, openGroups } from './set-up.ts';

type Command = BetaMemoryTool20250818Command;

async function openTool(home?: string) {
  const opened = await openGroups(MEMORY_TOOL, home);
  const memory = (command: Command | object) => opened.call('memory', command);
  /** The text of a command that succeeds. */
  const done = async (command: Command): Promise<string> => {
    const { text, isError } = await memory(command);
    if (isError) throw new Error(text);
    return text;
  };
  const failure = async (command: Command | object): Promise<string> => {
    const { text, isError } = await memory(command);
    return isError ? text : `did not fail: ${text}`;
  };
  const create = (path: string, file_text: string) => done({ command: 'create', path, file_text });
  return { ...opened, memory, done, failure, create };
}

const NOTES = '/memories/notes.txt';

describe('the texts of the documentation', () => {
  test('of view', async () => {
    const { done, failure, create } = await openTool();
    const header = (path: string) =>
      `Here're the files and directories up to 2 levels deep in ${path}, excluding hidden items and node_modules:`;
    expect(await done({ command: 'view', path: '/memories' })).toBe(`${header('/memories')}\n0B\t/memories`);
    await create(NOTES, 'Hello World\nThis is line two');
    await create('/memories/work/plans/deep/far.md', 'x'.repeat(1_536));
    await create('/memories/work/a.md', 'x'.repeat(512));
    await create('/memories/.hidden', 'no');
    await create('/memories/node_modules/m.js', 'no');
    expect(await done({ command: 'view', path: '/memories/' })).toBe(
      [
        header('/memories'),
        '2.0K\t/memories',
        '28B\t/memories/notes.txt',
        '2K\t/memories/work/',
        '512B\t/memories/work/a.md',
        '1.5K\t/memories/work/plans/',
      ].join('\n'),
    );
    expect(await done({ command: 'view', path: '/memories/work/plans' })).toBe(
      [
        header('/memories/work/plans'),
        '1.5K\t/memories/work/plans',
        '1.5K\t/memories/work/plans/deep/',
        '1.5K\t/memories/work/plans/deep/far.md',
      ].join('\n'),
    );
    expect(await done({ command: 'view', path: NOTES })).toBe(
      `Here's the content of ${NOTES} with line numbers:\n     1\tHello World\n     2\tThis is line two`,
    );
    expect(await done({ command: 'view', path: NOTES, view_range: [2, -1] })).toBe(
      `Here's the content of ${NOTES} with line numbers:\n     2\tThis is line two`,
    );
    expect(await failure({ command: 'view', path: '/memories/none' })).toBe(
      'The path /memories/none does not exist. Please provide a valid path.',
    );
    expect(await failure({ command: 'view', path: NOTES, view_range: [3, 9] })).toBe(
      'Error: Invalid `view_range` parameter: [3, 9]. It should be within the range of lines of the file: [1, 2]',
    );
  });

  test('of create', async () => {
    const { failure, create } = await openTool();
    expect(await create(NOTES, 'a')).toBe(`File created successfully at: ${NOTES}`);
    expect(await failure({ command: 'create', path: NOTES, file_text: 'b' })).toBe(
      `Error: File ${NOTES} already exists`,
    );
    expect(await failure({ command: 'create', path: `${NOTES}/in`, file_text: 'b' })).toBe(
      `Error: The path ${NOTES} is a file, not a directory`,
    );
  });

  test('of str_replace', async () => {
    const { done, failure, create } = await openTool();
    await create(NOTES, 'one\ntwo\nthree\nfour\nfive\ntwo again');
    const replace = (old_str: string, new_str: string, path = NOTES) =>
      ({ command: 'str_replace', path, old_str, new_str }) as const;
    expect(await done(replace('three', '3\n3a'))).toBe(
      'The memory file has been edited. Here is the snippet showing the change (with line numbers):\n' +
        '     1\tone\n     2\ttwo\n     3\t3\n     4\t3a\n     5\tfour\n     6\tfive',
    );
    expect(await failure(replace('nine', '9'))).toBe(
      `No replacement was performed, old_str \`nine\` did not appear verbatim in ${NOTES}.`,
    );
    expect(await failure(replace('two', '2'))).toBe(
      'No replacement was performed. Multiple occurrences of old_str `two` in lines: 2, 7. Please ensure it is unique',
    );
    expect(await failure(replace('a', 'b', '/memories/none'))).toBe(
      'Error: The path /memories/none does not exist. Please provide a valid path.',
    );
    expect(await failure(replace('a', 'b', '/memories'))).toBe(
      'Error: The path /memories does not exist. Please provide a valid path.',
    );
    // A replacement is letters, not a pattern; text over several lines is found too.
    await done(replace('four\nfive', "$& $1 $' done"));
    expect(await done({ command: 'view', path: NOTES, view_range: [5, 5] })).toMatch(/\t\$& \$1 \$' done$/);
  });

  test('of insert', async () => {
    const { done, failure, create } = await openTool();
    await create(NOTES, 'one\ntwo');
    const insert = (insert_line: number, path = NOTES) =>
      ({ command: 'insert', path, insert_line, insert_text: `after ${insert_line}\n` }) as const;
    expect(await done(insert(1))).toBe(`The file ${NOTES} has been edited.`);
    await done(insert(0));
    await done(insert(4));
    expect(await done({ command: 'view', path: NOTES })).toMatch(
      / 1\tafter 0\n {5}2\tone\n {5}3\tafter 1\n {5}4\ttwo\n {5}5\tafter 4$/,
    );
    for (const line of [-1, 6]) {
      expect(await failure(insert(line))).toBe(
        `Error: Invalid \`insert_line\` parameter: ${line}. It should be within the range of lines of the file: [0, 5]`,
      );
    }
    expect(await failure(insert(0, '/memories/none'))).toBe('Error: The path /memories/none does not exist');
  });

  test('of delete and rename, of files and of directories', async () => {
    const { done, failure, create } = await openTool();
    await create('/memories/a/one.md', '1');
    await create('/memories/a/b/two.md', '2');
    await create('/memories/ab.md', '3');
    const rename = (old_path: string, new_path: string) =>
      ({ command: 'rename', old_path, new_path }) as const;
    expect(await failure(rename('/memories/none', '/memories/x'))).toBe(
      'Error: The path /memories/none does not exist',
    );
    expect(await failure(rename('/memories/a', '/memories/ab.md'))).toBe(
      'Error: The destination /memories/ab.md already exists',
    );
    expect(await failure(rename('/memories/a', '/memories/a/c'))).toBe(
      'Error: Cannot move /memories/a into itself',
    );
    expect(await done(rename('/memories/a', '/memories/z/y'))).toBe(
      'Successfully renamed /memories/a to /memories/z/y',
    );
    expect(await done({ command: 'view', path: '/memories/z/y/b/two.md' })).toMatch(/ 1\t2$/);
    expect(await failure({ command: 'view', path: '/memories/a' })).toMatch(/does not exist/);
    expect(await done({ command: 'delete', path: '/memories/z' })).toBe('Successfully deleted /memories/z');
    expect(await failure({ command: 'delete', path: '/memories/z/y' })).toBe(
      'Error: The path /memories/z/y does not exist',
    );
    expect(await failure({ command: 'delete', path: '/memories' })).toBe(
      'Error: Cannot delete the /memories directory itself',
    );
    expect(await done({ command: 'view', path: '/memories/ab.md' })).toMatch(/ 1\t3$/);
  });
});

test.each([
  '/etc/passwd',
  'notes.txt',
  '/memoriesx/a',
  '/memories/../etc/passwd',
  '/memories/a/../../b',
  '/memories/./a',
  '/memories//a',
  '/memories/%2e%2e/a',
  '/memories/%252E%252e%252fa',
  '/memories/..%2fa',
  '/memories/a\\..\\b',
  '/memories/a%5cb',
  '/memories/a\0b',
  '/memories/a\u202eb',
  `/memories/${'x'.repeat(200)}`,
])('%j is refused by every command', async (path) => {
  const { failure, done, create } = await openTool();
  await create(NOTES, 'text');
  for (const command of [
    { command: 'view', path },
    { command: 'create', path, file_text: 'x' },
    { command: 'str_replace', path, old_str: 'x', new_str: 'y' },
    { command: 'insert', path, insert_line: 0, insert_text: 'x' },
    { command: 'delete', path },
    { command: 'rename', old_path: path, new_path: '/memories/b' },
    { command: 'rename', old_path: NOTES, new_path: path },
  ]) {
    expect(await failure(command), command.command).toMatch(/^Error: (Path|The path)/);
  }
  expect(await done({ command: 'view', path: '/memories' })).toMatch(
    /:\n4B\t\/memories\n4B\t\/memories\/notes.txt$/,
  );
});

test('files are bounded, and shown a page at a time', async () => {
  const { failure, done, create } = await openTool();
  expect(await failure({ command: 'create', path: NOTES, file_text: 'x'.repeat(20_001) })).toBe(
    `Error: File ${NOTES} would have 20001 characters; a memory file has at most 20000. Split it into several files`,
  );
  await create(NOTES, 'x\n'.repeat(9_999));
  const first = await done({ command: 'view', path: NOTES });
  expect(first.length).toBeLessThan(40_000);
  const [, next] = /view_range \[(\d+), 10000\] shows them\]$/.exec(first) ?? [];
  expect(await done({ command: 'view', path: NOTES, view_range: [Number(next), 10_000] })).toContain(
    `\n${String(next).padStart(6)}\tx\n`,
  );
  expect(
    await failure({ command: 'insert', path: NOTES, insert_line: 0, insert_text: 'y'.repeat(10) }),
  ).toMatch(/would have 20009 characters/);
  expect(await failure({ command: 'create', path: '/memories/b' })).toContain('/file_text: create needs it.');
});

test('versions are kept, and a deletion can be undone', async () => {
  const { done, value, versions, create } = await openTool();
  await create(NOTES, 'draft');
  await done({ command: 'str_replace', path: NOTES, old_str: 'draft', new_str: 'final' });
  await done({ command: 'delete', path: NOTES });
  const kept = await versions({ key: NOTES });
  expect(kept.map(({ text, status }) => [text, status])).toEqual([
    ['draft', 'active'],
    ['final', 'active'],
    ['final', 'retracted'],
  ]);
  await value('memory_admin', { action: 'undo', id: kept.at(-1)?.change });
  expect(await done({ command: 'view', path: NOTES })).toMatch(/ 1\tfinal$/);
});

test('a secret in a file is taken out before it is stored, and the answer says so', async () => {
  const { done, create } = await openTool();
  const token = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`;
  const answer = await create(NOTES, `The deploy job uses ${token} at night.`);
  expect(answer).toMatch(/^File created successfully at: .*\nTaken out before storing: /);
  expect(await done({ command: 'view', path: NOTES })).not.toContain(token);
});

describe('with the SDK of Anthropic', () => {
  test('the tool answers as the SDK own file system does', async () => {
    const base = await mkdtemp(join(tmpdir(), 'iza-test-'));
    onTestFinished(() => rm(base, { recursive: true, force: true }));
    const theirs = betaMemoryTool(await BetaLocalFilesystemMemoryTool.init(base));
    const { done } = await openTool();
    const ours = betaMemoryTool({
      view: done,
      create: done,
      str_replace: done,
      insert: done,
      delete: done,
      rename: done,
    });
    const commands: Command[] = [
      { command: 'create', path: '/memories/a.md', file_text: 'one\ntwo\nthree\n' },
      { command: 'create', path: '/memories/dir/b.md', file_text: '' },
      { command: 'create', path: '/memories/a.md', file_text: 'again' },
      { command: 'view', path: '/memories/a.md' },
      { command: 'view', path: '/memories/a.md', view_range: [2, 3] },
      { command: 'view', path: '/memories/dir/b.md' },
      { command: 'view', path: '/memories/dir' },
      { command: 'view', path: '/memories/no' },
      { command: 'str_replace', path: '/memories/a.md', old_str: 'two', new_str: '2' },
      { command: 'str_replace', path: '/memories/a.md', old_str: 'two', new_str: '2' },
      { command: 'str_replace', path: '/memories/a.md', old_str: 'e', new_str: '2' },
      { command: 'str_replace', path: '/memories/no', old_str: 'e', new_str: '2' },
      { command: 'insert', path: '/memories/a.md', insert_line: 1, insert_text: 'one and a half\n' },
      { command: 'insert', path: '/memories/a.md', insert_line: 99, insert_text: 'x' },
      { command: 'view', path: '/memories/a.md' },
      { command: 'rename', old_path: '/memories/dir', new_path: '/memories/other/place' },
      { command: 'rename', old_path: '/memories/a.md', new_path: '/memories/other' },
      { command: 'rename', old_path: '/memories/no', new_path: '/memories/x' },
      { command: 'view', path: '/memories/other/place/b.md' },
      { command: 'delete', path: '/memories/other' },
      { command: 'delete', path: '/memories/other' },
      { command: 'delete', path: '/memories' },
      { command: 'view', path: '/etc' },
    ];
    const answered = async (tool: typeof ours, command: Command) => {
      try {
        return { text: sizeless(String(await tool.run(command))) };
      } catch (error) {
        // The documentation begins some errors with a word that the SDK leaves to its caller.
        return { error: (error as Error).message.replace(/^Error: /, '') };
      }
    };
    for (const command of commands) {
      expect(await answered(ours, command), JSON.stringify(command)).toEqual(await answered(theirs, command));
    }
  });
});

/** Directories of a file system have sizes of their own. */
function sizeless(text: string): string {
  return text.replace(/^[\d.]+[BKMG]\t(?=\/memories)/gm, '');
}
