// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are what the settings expand
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadMcpServers, loadSettings, SettingsError } from '../../../shared/config.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

async function homeWith(settings: unknown): Promise<string> {
  const home = await temporaryFolder();
  const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
  await writeFile(join(home, 'settings.json'), text);
  return home;
}

function mistakes(load: () => unknown): string[] {
  try {
    load();
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.defects.map(({ where, key, message }) => [where.split('/').at(-1), key, message].join('|'));
  }
}

describe('where a setting comes from', () => {
  test('the defaults, without a file', async () => {
    const home = join(await temporaryFolder(), 'none');
    expect(loadSettings({ env: {}, dataFolder: home })).toEqual({
      home,
      file: join(home, 'settings.json'),
      logLevel: 'warn',
      durability: 'full',
      http: { port: 4180, maxBodyBytes: 4_194_304 },
      mcpServers: { servers: {}, problems: [], warnings: [] },
    });
  });

  test('command line before environment before file', async () => {
    const home = await homeWith({
      logLevel: 'info',
      durability: 'normal',
      http: { port: 1, maxBodyBytes: 2048 },
    });
    const env = { IZA_HOME: home, IZA_LOG_LEVEL: 'debug', IZA_HTTP_PORT: '2', IZA_DURABILITY: '' };
    expect(loadSettings({ env })).toMatchObject({
      home,
      logLevel: 'debug',
      durability: 'normal',
      http: { port: 2, maxBodyBytes: 2048 },
    });
    expect(loadSettings({ env, overrides: { logLevel: 'error', port: 3 } })).toMatchObject({
      logLevel: 'error',
      http: { port: 3, maxBodyBytes: 2048 },
    });
    expect(loadSettings({ env, overrides: { home: join(home, 'other') } }).logLevel).toBe('debug');
  });

  test('a file that is named has to exist', async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, 'mine.json'), '\uFEFF{"logLevel":"trace"}');
    expect(loadSettings({ env: { IZA_HOME: home, IZA_SETTINGS: join(home, 'mine.json') } }).logLevel).toBe(
      'trace',
    );
    expect(
      mistakes(() => loadSettings({ env: { IZA_HOME: home, IZA_SETTINGS: join(home, 'no.json') } })),
    ).toEqual(['no.json||There is no such file.']);
  });
});

describe('mistakes', () => {
  test('all are told at once, each with its place and its mend', async () => {
    const home = await homeWith({
      logLevl: 'info',
      durability: 'ful',
      http: { prt: 1, maxBodyBytes: 'big' },
      zzz: 1,
    });
    const env = { IZA_HOME: home, IZA_HTTP_PORT: '70000', IZA_LOG_LEVEL: 'loud' };
    expect(mistakes(() => loadSettings({ env })).sort()).toEqual(
      [
        'IZA_LOG_LEVEL|logLevel|has to be one of "trace", "debug", "info", "warn", "error", "silent".',
        'settings.json|durability|has to be one of "full", "normal".',
        'IZA_HTTP_PORT|http.port|has to be at most 65535.',
        'settings.json|http.maxBodyBytes|has to be a number.',
        'settings.json|http.prt|no such setting, did you mean port?',
        'settings.json|logLevl|no such setting, did you mean logLevel?',
        'settings.json|zzz|no such setting. Known: logLevel, durability, http, mcpServers, modelConfig, embedding, privacy, memory, knowledgeGraph.',
      ].sort(),
    );
  });

  test.each([
    ['{\n  "a": 1,\n  "b": oops\n}', 'is not valid JSON at line 3, column 8: expected a JSON value.'],
    ['{\n  "a": 1,\n}', 'is not valid JSON at line 3, column 1: expected a key in double quotes.'],
    [
      '{"a": [1, 2, nul1], "b": "a long tail that V8 does not show", "c": nul1}',
      'is not valid JSON at line 1, column 14: expected a JSON value.',
    ],
    ['{"a":\n', 'is not valid JSON at line 2, column 1: expected a JSON value.'],
    ['', 'is not valid JSON at line 1, column 1: expected a JSON value.'],
    ['[]', 'is a list, and has to be an object: { … }.'],
    ['null', 'is null, and has to be an object: { … }.'],
  ])('%j', async (text, message) => {
    const home = await homeWith(text);
    expect(mistakes(() => loadSettings({ env: { IZA_HOME: home } }))).toEqual([
      expect.stringContaining(`settings.json||${message}`),
    ]);
  });

  test('the message holds every mistake', async () => {
    const home = await homeWith({ a: 1, b: 2 });
    const file = join(home, 'settings.json');
    const known =
      'no such setting. Known: logLevel, durability, http, mcpServers, modelConfig, embedding, privacy, memory, knowledgeGraph.';
    expect(() => loadSettings({ env: { IZA_HOME: home } })).toThrow(
      `The settings have 2 mistakes.\n${file}: a: ${known}\n${file}: b: ${known}`,
    );
  });

  test('a file that is a folder', async () => {
    const home = await temporaryFolder();
    await mkdir(join(home, 'settings.json'));
    expect(mistakes(() => loadSettings({ env: { IZA_HOME: home } }))).toEqual([
      'settings.json||cannot be read (EISDIR). Make it a file that this user may read.',
    ]);
  });
});

describe('downstream servers', () => {
  async function load(mcpServers: unknown, env = {}) {
    const home = await homeWith({ mcpServers });
    return loadSettings({ env: { IZA_HOME: home, ...env } }).mcpServers;
  }

  test('an entry is taken as clients have it, with variables filled in', async () => {
    const { servers, problems, warnings } = await load(
      {
        a: {
          command: '${BIN:-npx}',
          args: ['-y', 'x@${V}', '${EMPTY:-d}', '$V'],
          env: { KEY: '${KEY}' },
          cwd: '${HOME_DIR}/x',
          timeout: 5000,
          prefix: '',
          alwaysLoad: true,
        },
        b: {
          type: 'http',
          url: 'https://${HOST}/mcp',
          headers: { Authorization: 'Bearer ${KEY}' },
          disabled: true,
        },
        c: { url: 'http://localhost:1/mcp', startTimeout: 1 },
      },
      { V: '${KEY}', KEY: 's3', EMPTY: '', HOME_DIR: '/h', HOST: 'example.org' },
    );
    expect(problems).toEqual([]);
    expect(servers).toEqual({
      a: {
        command: 'npx',
        args: ['-y', 'x@${KEY}', 'd', '$V'],
        env: { KEY: 's3' },
        cwd: '/h/x',
        timeout: 5000,
        prefix: '',
        startTimeout: 20_000,
      },
      b: {
        type: 'http',
        url: 'https://example.org/mcp',
        headers: { Authorization: 'Bearer s3' },
        disabled: true,
        startTimeout: 20_000,
      },
      c: { url: 'http://localhost:1/mcp', startTimeout: 1 },
    });
    expect(warnings.map(({ key, message }) => [key, message])).toEqual([
      ['mcpServers.a.alwaysLoad', 'is not used by Iza and was passed over.'],
    ]);
  });

  test('one bad entry costs only itself, and each says how to mend it', async () => {
    const { servers, problems } = await load({
      good: { command: 'x' },
      misspelt: { comand: 'x' },
      empty: {},
      sse: { type: 'sse', url: 'https://x.org' },
      both: { command: 'x', url: 'https://x.org' },
      types: { command: 'x', args: 'y', env: { A: 1 } },
      unset: { command: 'x', env: { A: '${NOT_SET}' } },
      wrong: { type: 'stdio', url: 'https://x.org' },
      typed: { type: 'http' },
      ftp: { url: 'ftp://x' },
      prefix: { command: 'x', prefix: 'a b' },
      text: 'npx x',
    });
    expect(Object.keys(servers)).toEqual(['good']);
    expect(problems.map(({ server, key, message }) => [server, key, message])).toEqual([
      ['misspelt', 'mcpServers.misspelt.comand', 'no such key, did you mean command?'],
      ['empty', 'mcpServers.empty', 'needs command (a program to start) or url (an HTTP address).'],
      [
        'sse',
        'mcpServers.sse.type',
        'The SSE transport was removed from MCP. Use "http" with the streamable HTTP address of the server.',
      ],
      ['both', 'mcpServers.both', 'has both command and url; keep the one that is meant.'],
      ['types', 'mcpServers.types.args', 'has to be a list.'],
      ['types', 'mcpServers.types.env.A', 'has to be a string.'],
      [
        'unset',
        'mcpServers.unset.env.A',
        'The environment variable NOT_SET is not set. Set it, or write ${NOT_SET:-default}.',
      ],
      ['wrong', 'mcpServers.wrong.url', 'does not go with type "stdio"; give a command, or type "http".'],
      ['typed', 'mcpServers.typed', 'needs url.'],
      ['ftp', 'mcpServers.ftp.url', 'has to begin with http:// or https://.'],
      ['prefix', 'mcpServers.prefix.prefix', 'at most 32 letters, digits, _ and -.'],
      ['text', 'mcpServers.text', 'has to be an object.'],
    ]);
  });

  test('a list of servers is no object of servers', async () => {
    expect((await load([])).problems.map(({ message }) => message)).toEqual([
      'has to be an object: a name for each server, and its entry.',
    ]);
  });

  test("another client's file is read for its servers only", async () => {
    const file = join(await temporaryFolder(), 'claude_desktop_config.json');
    await writeFile(
      file,
      JSON.stringify({ globalShortcut: 'x', mcpServers: { __proto__x: { command: 'x' } } }),
    );
    expect(loadMcpServers(file, {})).toEqual({
      servers: { __proto__x: { command: 'x', startTimeout: 20_000 } },
      problems: [],
      warnings: [],
    });
    expect(mistakes(() => loadMcpServers(`${file}.no`, {}))).toEqual([
      'claude_desktop_config.json.no||There is no such file.',
    ]);
  });
});
