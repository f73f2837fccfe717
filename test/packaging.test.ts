import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { getMcpConfigForManifest } from '@anthropic-ai/mcpb';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLES, buildInto, packBundle, unpackBundle, validateManifest } from '../build/pack.ts';
import { SERVERS } from '../cli/server-options.ts';
import packageJson from '../package.json' with { type: 'json' };
import { FIRST_PARTY_TOOLS, GRAPH_TOOLS, MEMORY_TOOLS, META_TOOLS } from './e2e/support/built-iza.ts';
import { needs } from './needs.ts';
import { publishedFiles } from './published-files.ts';
import { REGISTRY_ENTRY } from './registry-entry.ts';

const ROOT = join(import.meta.dirname, '..');
const BUILD_MS = 120_000;
const TOOLS = {
  meta: [...META_TOOLS, ...FIRST_PARTY_TOOLS],
  memory: MEMORY_TOOLS,
  'knowledge-graph': GRAPH_TOOLS,
};

const REMEMBER = {
  tool: 'remember',
  arguments: { items: [{ text: 'The bundle works.' }] },
  answer: { stored: [{ status: 'new', scope: 'user' }] },
  file: 'memory.db',
};
/** A call that each server answers from an empty data folder, and the file that it writes. */
const FIRST_CALLS = {
  meta: REMEMBER,
  memory: REMEMBER,
  'knowledge-graph': {
    tool: 'kg_assert',
    arguments: { facts: [{ subject: 'The bundle', relation: 'works', value: true }] },
    answer: { status: 'stored', facts: [{ id: 'f1', status: 'new' }] },
    file: 'knowledge-graph.db',
  },
};

type Manifest = Parameters<typeof getMcpConfigForManifest>[0]['manifest'];

const readJson = async <T>(...path: string[]): Promise<T> =>
  JSON.parse(await readFile(join(ROOT, ...path), 'utf8')) as T;

let folder = '';
let built = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iza-packaging-'));
  built = join(folder, 'built');
  await buildInto(built);
}, BUILD_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Started {
  client: Client;
  close(): Promise<void>;
}

/** Starts a server as a client does that was given this entry. */
async function start(entry: {
  command: string;
  args?: string[] | undefined;
  env?: Record<string, string> | undefined;
  cwd?: string;
}): Promise<Started> {
  const client = new Client({ name: 'packaging-test', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: entry.command === 'node' ? process.execPath : entry.command,
      args: entry.args ?? [],
      env: { ...entry.env },
      ...(entry.cwd && { cwd: entry.cwd }),
      stderr: 'ignore',
    }),
  );
  return { client, close: () => client.close() };
}

const toolNames = async ({ client }: Started): Promise<string[]> =>
  (await client.listTools()).tools.map(({ name }) => name);

describe.each(BUNDLES)('the bundle of %s', (name) => {
  const manifestOf = (): Promise<Manifest> => readJson('manifests', name, 'manifest.json');

  test('has a manifest that mcpb accepts, of the version of the package', async () => {
    await validateManifest(name);
    const manifest = await manifestOf();
    expect(manifest.manifest_version).toBe('0.4');
    expect(manifest.version).toBe(packageJson.version);
    expect(manifest.tools?.map((tool) => tool.name)).toEqual(TOOLS[name]);
    expect(Object.keys(SERVERS)).toContain(name);
  });

  test('has an icon of 512 × 512', async () => {
    const png = await readFile(join(ROOT, 'manifests', name, 'icon.png'));
    // PNG, 11.2.1: IHDR is the first chunk, its width and height the first eight bytes of it.
    expect(png.toString('latin1', 12, 16)).toBe('IHDR');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([512, 512]);
    expect(png.length).toBeLessThan(50_000);
  });

  test(
    'packs, unpacks, starts, lists its tools, and keeps what it is told where the person wants it',
    async () => {
      const bundle = await packBundle(name, built, join(folder, 'bundles'));
      const extensionPath = join(folder, `unpacked ${name}`);
      await unpackBundle(bundle, extensionPath);
      expect((await readdir(extensionPath)).sort()).toEqual([
        'LICENSE',
        'dist',
        'icon.png',
        'manifest.json',
        'node_modules',
        'package.json',
      ]);
      const manifest = await manifestOf();
      const data = join(folder, `data ${name}`);
      const entryFor = (userConfig: Record<string, string>) =>
        getMcpConfigForManifest({
          manifest,
          extensionPath,
          systemDirs: { HOME: homedir() },
          userConfig,
          pathSeparator: sep,
        });
      // Left empty, it is the same as not set: the usual data folder.
      expect((await entryFor({}))?.env).toEqual({ IZA_HOME: '' });
      const entry = await entryFor({ data_folder: data });
      if (!entry) throw new Error('The manifest gives no entry.');
      const started = await start(entry);
      try {
        expect(await toolNames(started)).toEqual(TOOLS[name]);
        const { tool, arguments: given, answer, file } = FIRST_CALLS[name];
        const { structuredContent } = await started.client.callTool({ name: tool, arguments: given });
        expect(structuredContent).toMatchObject(answer);
        expect(await readdir(data)).toContain(file);
        if (name !== 'memory') {
          const { contents } = await started.client.readResource({ uri: 'ui://knowledge-graph/viewer' });
          expect(contents).toMatchObject([
            {
              mimeType: 'text/html;profile=mcp-app',
              text: expect.stringMatching(/^<!doctype html>.{100000}/s),
            },
          ]);
        }
      } finally {
        await started.close();
      }
    },
    BUILD_MS,
  );
});

describe('the entry for the MCP registry', () => {
  test('has the fields and limits of the schema of 2025-12-11', async () => {
    expect(REGISTRY_ENTRY.safeParse(await readJson('manifests/meta/server.json')).error).toBeUndefined();
  });

  test('names the package, which names it back', async () => {
    const entry = REGISTRY_ENTRY.parse(await readJson('manifests/meta/server.json'));
    expect(entry.name).toBe(packageJson.mcpName);
    expect(entry.version).toBe(packageJson.version);
    expect(entry.packages).toMatchObject([
      {
        registryType: 'npm',
        identifier: packageJson.name,
        version: packageJson.version,
        packageArguments: [{ type: 'positional', value: 'meta' }],
      },
    ]);
  });
});

describe('a clone', () => {
  test.each(['.mcp.json', 'claude_desktop_config.example.json'])('starts by its %s', async (file) => {
    const clone = await mkdtemp(join(folder, 'clone-'));
    await cp(built, join(clone, 'dist'), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(clone, 'package.json'));
    await symlink(join(ROOT, 'node_modules'), join(clone, 'node_modules'), 'junction');
    const { mcpServers } = await readJson<{
      mcpServers: Record<string, { command: string; args: string[] }>;
    }>(file);
    expect(Object.keys(mcpServers)).toEqual(['iza']);
    const started = await start({
      command: 'node',
      ...mcpServers.iza,
      cwd: clone,
      env: { IZA_HOME: join(clone, 'home') },
    });
    try {
      expect(await toolNames(started)).toEqual(TOOLS.meta);
    } finally {
      await started.close();
    }
  });
});

test('npm publishes the built command, what describes it, and nothing else', async (context) => {
  needs(context, 'npm');
  const project = join(folder, 'project');
  await mkdir(project);
  for (const entry of await readdir(ROOT)) {
    // What is left out is never published, and what is big is not worth a copy.
    if (['node_modules', '.git', 'dist', 'dist-mcpb', 'results', 'coverage'].includes(entry)) continue;
    await cp(join(ROOT, entry), join(project, entry), { recursive: true });
  }
  await cp(built, join(project, 'dist'), { recursive: true });
  const files = await publishedFiles(project);
  expect(files).toContain('dist/iza.js');
  expect(files).toContain('dist/parse-worker.js');
  expect(files.filter((file) => !/^dist\/[\w-]+\.js$/.test(file)).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'claude_desktop_config.example.json',
    'dist/graph-viewer.html',
    'dist/templates/answer-from-memories.md',
    'dist/templates/digest-conversation.md',
    'manifests/icon.svg',
    'manifests/knowledge-graph/icon.png',
    'manifests/knowledge-graph/manifest.json',
    'manifests/memory/icon.png',
    'manifests/memory/manifest.json',
    'manifests/meta/icon.png',
    'manifests/meta/manifest.json',
    'manifests/meta/server.json',
    'package.json',
  ]);
  expect(packageJson.dependencies).toEqual({ 'better-sqlite3': '13.2.0' });
});
