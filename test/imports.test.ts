import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const ROOMS = ['cli', 'servers', 'shared'];

interface Import {
  from: string;
  /** A path from the root for our own files, the name of the package otherwise. */
  to: string;
}

/** Who may know whom: the rules of the house, each as the reason it gives when it is broken. */
function brokenRule({ from, to }: Import): string | undefined {
  const fromServer = /^servers\/([^/]+)\//.exec(from)?.[1];
  const toServer = /^servers\/([^/]+)\//.exec(to)?.[1];
  const toRoom = ROOMS.find((room) => to.startsWith(`${room}/`));

  if (from.startsWith('shared/') && toRoom && toRoom !== 'shared') return 'shared knows nothing above it';
  if (fromServer && toRoom === 'cli') return 'servers know shared, not cli';
  if (fromServer && toServer && fromServer !== toServer && from !== 'servers/meta/first-party.ts') {
    return 'a server never imports another; only servers/meta/first-party.ts lists them';
  }
  if (/^(test|bench|docs)\//.test(to)) return 'what ships does not know its tests';
  if (to.startsWith('@modelcontextprotocol/') && !mayKnowSdk(from)) {
    return 'only index.ts, tools/ and shared/mcp know the MCP SDK';
  }
  if (/^(better-sqlite3|neo4j-driver|pg|@qdrant\/)/.test(to) && !isStore(from)) {
    return 'only store/ and shared/db know a database';
  }
  if (/^(@anthropic-ai\/sdk|openai|@google\/genai)/.test(to) && !from.startsWith('shared/llm/')) {
    return 'only shared/llm talks to a model provider';
  }
  return undefined;
}

function mayKnowSdk(file: string): boolean {
  if (file.startsWith('shared/mcp/') || file.startsWith('cli/')) return true;
  return /^servers\/[^/]+\/(index\.ts|tools\/.+)$/.test(file);
}

function isStore(file: string): boolean {
  return file.startsWith('shared/db/') || file.includes('/store/') || file.startsWith('cli/doctor/');
}

function importsOf(file: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => ({
    from: file,
    to: fileName.startsWith('.') ? normalize(join(dirname(file), fileName)).replaceAll('\\', '/') : fileName,
  }));
}

const files = ROOMS.flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: ROOT })).map((file) =>
  file.replaceAll('\\', '/'),
);

describe('who may know whom', () => {
  test('every import keeps to the rules', () => {
    const broken = files.flatMap(importsOf).flatMap((one) => {
      const rule = brokenRule(one);
      return rule ? [`${one.from} → ${one.to}: ${rule}`] : [];
    });
    expect(files.length).toBeGreaterThan(50);
    expect(broken).toEqual([]);
  });

  test.each([
    ['shared/log.ts', 'servers/memory/index.ts', 'shared knows nothing above it'],
    ['servers/memory/index.ts', 'cli/main.ts', 'servers know shared, not cli'],
    [
      'servers/planner/index.ts',
      'servers/memory/index.ts',
      'a server never imports another; only servers/meta/first-party.ts lists them',
    ],
    [
      'servers/memory/ranking.ts',
      '@modelcontextprotocol/server',
      'only index.ts, tools/ and shared/mcp know the MCP SDK',
    ],
    ['servers/memory/recall.ts', 'better-sqlite3', 'only store/ and shared/db know a database'],
    ['servers/planner/plan.ts', '@anthropic-ai/sdk', 'only shared/llm talks to a model provider'],
    ['cli/main.ts', 'test/call.ts', 'what ships does not know its tests'],
  ])('%s may not import %s', (from, to, rule) => {
    expect(brokenRule({ from, to })).toBe(rule);
  });

  test.each([
    ['servers/meta/first-party.ts', 'servers/memory/index.ts'],
    ['servers/memory/tools/recall.ts', '@modelcontextprotocol/server'],
    ['servers/memory/store/sqlite.ts', 'better-sqlite3'],
    ['cli/surface.ts', 'servers/meta/index.ts'],
  ])('%s may import %s', (from, to) => {
    expect(brokenRule({ from, to })).toBeUndefined();
  });

  test('no two files import each other in a circle', () => {
    const graph = new Map(files.map((file) => [file, importsOf(file).map(({ to }) => to)]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      const start = path.indexOf(file);
      if (start !== -1) circles.push([...path.slice(start), file].join(' → '));
      if (start !== -1 || done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});
