import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFINITIONS } from '../build/definitions.ts';
import { generatedFiles } from '../build/docs.ts';
import { readOffers } from '../build/offers.ts';
import { replaceBetween, toolTable } from '../build/readme-tables.ts';
import { commands } from '../cli/main.ts';
import packageJson from '../package.json' with { type: 'json' };
import { createMemoryServer } from '../servers/memory/index.ts';
import { systemClock } from '../shared/clock.ts';
import { parseDownstreamServers } from '../shared/config/downstream-entry.ts';
import { type DownstreamEntry, loadSettings } from '../shared/config.ts';
import { EMBEDDING_CONFIG } from '../shared/embed/config.ts';
import { readEmbeddingConfig } from '../shared/embed/read-config.ts';
import { systemIds } from '../shared/ids.ts';
import { MODEL_CONFIG } from '../shared/llm/model-config.ts';
import { readModelConfig } from '../shared/llm/read-config.ts';
import { createLogger } from '../shared/log.ts';
import { internalCall } from '../shared/mcp/internal-call.ts';
import type { CallToolResult } from '../shared/mcp/surface.ts';
import { testContext } from './cli/context.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGES = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT }).sort();

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const readme = read('README.md');

/** The cells of a Markdown table whose header row is given, code marks taken off. */
function tableWith(...head: string[]): string[][] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|') && cellsOf(line).join('|') === head.join('|'));
  if (start < 0) throw new Error(`The README has no table ${head.join(', ')}.`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  return lines.slice(start + 2, start + length).map(cellsOf);
}

function cellsOf(row: string): string[] {
  return row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

const uncoded = (cell = ''): string => /^`(.*)`$/.exec(cell)?.[1] ?? cell;

describe('what a call looks like', () => {
  test('the memory of the example is found by the question of the example', async () => {
    const [, remember = ''] = /```json\n(\{\n {2}"name": "remember"[\s\S]*?)```/.exec(readme) ?? [];
    const [, recall = ''] = /`recall` with `(\{.*?\})`/.exec(readme) ?? [];
    const memory = createMemoryServer({
      home: await temporaryFolder(),
      durability: 'normal',
      clock: systemClock,
      ids: systemIds,
      log: createLogger('silent'),
      version: '0.0.0-test',
    });
    await memory.request('tools/call', JSON.parse(remember), internalCall());
    const params = { name: 'recall', arguments: JSON.parse(recall) };
    const { structuredContent } = (await memory.request(
      'tools/call',
      params,
      internalCall(),
    )) as CallToolResult;
    expect(structuredContent).toMatchObject({
      items: [{ text: JSON.parse(remember).arguments.items[0].text }],
    });
    await memory.close();
  });
});

describe('what is generated', () => {
  test('is up to date (npm run docs rewrites it)', async () => {
    for (const { path, tools } of DEFINITIONS) {
      expect(JSON.parse(read(path)), path).toEqual(JSON.parse(JSON.stringify(tools)));
    }
    for (const { path, update } of generatedFiles(await readOffers())) {
      expect(update(read(path)), path).toBe(read(path));
    }
  });

  test('the table names each tool with the first sentence of its description', () => {
    const tool = {
      name: 'look_up',
      description: 'Looks up a|b. More.',
      inputSchema: { type: 'object' as const },
      annotations: { readOnlyHint: true },
    };
    expect(toolTable([{ name: 'x', title: 'X', listed: [tool], own: [tool] }])).toBe(
      [
        '| Server | Tool      | What it does   | Effect |',
        '| ------ | --------- | -------------- | ------ |',
        '| `x`    | `look_up` | Looks up a\\|b. | reads  |',
      ].join('\n'),
    );
  });

  test('a page without the markers is refused', () => {
    expect(replaceBetween('a\n<!-- t -->\nold\n<!-- /t -->\nb', 't', 'new')).toBe(
      'a\n<!-- t -->\n\nnew\n\n<!-- /t -->\nb',
    );
    expect(() => replaceBetween('a', 't', 'new')).toThrow(
      'The markers <!-- t --> and <!-- /t --> are missing.',
    );
  });
});

describe('the settings table', () => {
  const rows = tableWith('Key in `settings.json`', 'Environment', 'Option', 'Default', 'Meaning').map(
    ([key, env, option, fallback]) => ({
      key: uncoded(key),
      env: uncoded(env),
      option: uncoded(option).replace('--', ''),
      fallback: uncoded(fallback),
    }),
  );

  /** Settings as dotted keys, without what is not in the file. */
  function flat(value: object, prefix = ''): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, inner]) =>
        typeof inner === 'object' && inner !== null
          ? Object.entries(flat(inner, `${prefix}${name}.`))
          : [[`${prefix}${name}`, inner]],
      ),
    );
  }

  test('has every key with its default, and no other', async () => {
    const {
      home: _h,
      file: _f,
      mcpServers: _m,
      modelConfig: _l,
      embedding: _e,
      ...settings
    } = loadSettings({
      env: {},
      dataFolder: await temporaryFolder(),
    });
    // These are sections with tables of their own.
    const documented = rows.filter(
      ({ key }) =>
        !['', 'mcpServers', 'modelConfig', 'embedding', 'memory', 'knowledgeGraph', 'privacy'].includes(key),
    );
    const defaults = Object.fromEntries(documented.map(({ key, fallback }) => [key, fallback]));
    expect(defaults).toEqual(
      Object.fromEntries(Object.entries(flat(settings)).map(([key, value]) => [key, String(value)])),
    );
  });

  test('shows a model section that is read as it stands, and names all of its keys', () => {
    const [, example = '{}'] = /```json\n(\{\n {2}"modelConfig"[\s\S]*?)```/.exec(readme) ?? [];
    const { modelConfig } = JSON.parse(example) as { modelConfig: unknown };
    expect(readModelConfig({ modelConfig, file: 'README.md' }).aliases.worker).toHaveLength(2);
    for (const key of Object.keys(MODEL_CONFIG.shape))
      expect(readme).toMatch(new RegExp(`^\\| \`${key}[\`.]`, 'm'));
  });

  test('shows an embedding section that is read as it stands, and names all of its keys', () => {
    const [, example = '{}'] = /```json\n(\{\n {2}"embedding"[\s\S]*?)```/.exec(readme) ?? [];
    const { embedding } = JSON.parse(example) as { embedding: unknown };
    expect(readEmbeddingConfig({ embedding, file: 'README.md' }).provider).toBe('voyage');
    const named = tableWith('Key under `embedding`', 'Meaning').flatMap(([keys = '']) =>
      [...keys.matchAll(/`(\w+)`/g)].map(([, key]) => key),
    );
    expect(named.sort()).toEqual(Object.keys(EMBEDDING_CONFIG.shape).sort());
  });

  test('names environment variables that set what it says', async () => {
    const values: Record<string, string> = {
      IZA_LOG_LEVEL: 'error',
      IZA_DURABILITY: 'normal',
      IZA_HTTP_PORT: '4999',
    };
    const documented = rows.filter(({ key, env }) => key !== '' && env !== '');
    expect(documented.map(({ env }) => env)).toEqual(Object.keys(values));
    for (const { key, env } of documented) {
      const settings = loadSettings({
        env: { [env]: values[env] },
        dataFolder: await temporaryFolder(),
      });
      expect(String(flat(settings)[key]), env).toBe(values[env]);
    }
  });

  test('names options that iza serve has', () => {
    const serve = commands(testContext()).find((command) => command.name() === 'serve');
    const options = serve?.options.map((option) => option.name()) ?? [];
    for (const { option } of rows.filter((row) => row.option !== '')) expect(options).toContain(option);
  });

  test('of an entry has every key that an entry may have, and none that is passed over', () => {
    const full = {
      command: 'node',
      args: [],
      cwd: '/',
      env: {},
      type: 'stdio',
      url: 'http://127.0.0.1/mcp',
      headers: {},
      prefix: '',
      timeout: 1,
      startTimeout: 1,
      disabled: true,
    } satisfies Required<DownstreamEntry>;
    const documented = tableWith('Key', 'Meaning').flatMap(([keys = '']) =>
      Array.from(keys.matchAll(/`(\w+)`/g), ([, key]) => key),
    );
    expect(documented.sort()).toEqual(Object.keys(full).sort());
    const { command: _c, args: _a, cwd: _w, env: _e, type: _t, ...remote } = full;
    const { url: _u, headers: _h, ...local } = full;
    const { problems, warnings } = parseDownstreamServers('README.md', { remote, local }, {});
    expect([problems, warnings]).toEqual([[], []]);
  });
});

describe.each(PAGES)('%s', (page) => {
  const text = read(page);

  test('leads to files and headings that exist', () => {
    const prose = text.replace(/^```[\s\S]*?^```/gm, '');
    const targets = Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target);
    const broken = targets
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : join(dirname(page), path);
        if (!existsSync(join(ROOT, file))) return true;
        return anchor !== undefined && !anchorsOf(read(file)).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  test('has JSON that can be parsed', () => {
    const fences = Array.from(text.matchAll(/^```json\n([\s\S]*?)^```/gm), ([, json = '']) => json);
    for (const json of fences) expect(() => JSON.parse(json), json).not.toThrow();
    if (page === 'README.md') expect(fences.length).toBeGreaterThan(3);
  });

  test('names commands, options and scripts that exist', () => {
    expect(codeOf(text).flatMap(unknownIn)).toEqual([]);
  });
});

test('the check of commands finds what does not exist', () => {
  expect(unknownIn('iza doctor --jsn')).toEqual(['iza doctor --jsn']);
  expect(unknownIn('iza fly')).toEqual(['iza fly']);
  expect(unknownIn('npm start -- setup --nothing')).toEqual(['npm start -- setup --nothing']);
  expect(unknownIn('npm ci && npm run nothing')).toEqual(['npm run nothing']);
  expect(unknownIn('iza setup --client desktop')).toEqual([]);
  expect(unknownIn('/usr/bin/node /home/iza-os/dist/iza.js meta --home x')).toEqual([]);
});

/** The ids that GitHub gives to the headings of a page. */
function anchorsOf(text: string): string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Every line of a shell fence and every piece of inline code. */
function codeOf(text: string): string[] {
  const fences = Array.from(text.matchAll(/^```sh\n([\s\S]*?)^```/gm), ([, code = '']) => code.split('\n'));
  const inline = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g);
  return [...fences.flat(), ...Array.from(inline, ([, code = '']) => code)];
}

/** The commands of our own in a line that do not exist, or have no such option. */
function unknownIn(line: string): string[] {
  const known = new Map(
    commands(testContext()).map((command) => [
      command.name(),
      command.options.flatMap(({ long }) => long ?? []),
    ]),
  );
  return line.split(' && ').flatMap((part) => {
    const script = /^npm run ([\w:-]+)/.exec(part)?.[1];
    if (script !== undefined) return script in packageJson.scripts ? [] : [part];
    const iza = /^(?:iza|npm start --|.*dist\/iza\.js) ([a-z]\w*)((?: .*)?)$/.exec(part);
    if (!iza) return [];
    const [, name = '', rest = ''] = iza;
    const options = known.get(name);
    const given = rest.split(' ').filter((word) => word.startsWith('--') && word !== '--method');
    return options && given.every((option) => options.includes(option)) ? [] : [part];
  });
}
