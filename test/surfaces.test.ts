import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphServer } from '../servers/knowledge-graph/index.ts';
import { createMemoryServer } from '../servers/memory/index.ts';
import { createMetaServer } from '../servers/meta/index.ts';
import { systemClock } from '../shared/clock.ts';
import { systemIds } from '../shared/ids.ts';
import { createLogger } from '../shared/log.ts';
import { internalCall } from '../shared/mcp/internal-call.ts';
import type { Surface, Tool } from '../shared/mcp/surface.ts';
import { NO_TOOLS } from '../shared/mcp/tool-caller.ts';

// No tokenizer of Claude's is public; JSON definitions come out near one token for four characters, and the
// budgets are checked against that estimate.
const tokensOf = (value: unknown): number => Math.ceil(JSON.stringify(value).length / 4);

const MAX_TOOL_TOKENS = 600;
const MAX_SERVER_TOKENS = 4_000;
const MAX_META_TOKENS = 2_500;
const MAX_TOOLS = 12;

interface Audited {
  name: string;
  surface: Surface;
  tools: Tool[];
}

/** What the model is given of a tool: title, annotations and output schema never reach it. */
const seenByModel = ({ name, description, inputSchema }: Tool) => ({ name, description, inputSchema });

describe('the tool surfaces', () => {
  const audited: Audited[] = [];
  let home = '';

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'iza-surfaces-'));
    const deps = {
      home,
      durability: 'full' as const,
      clock: systemClock,
      ids: systemIds,
      log: createLogger('silent'),
      version: '0.0.0-test',
    };
    const surfaces = {
      memory: createMemoryServer({ ...deps, tools: NO_TOOLS }),
      'knowledge-graph': createGraphServer({ ...deps, tools: NO_TOOLS }),
      meta: createMetaServer({
        ...deps,
        mcpServers: { servers: {}, problems: [], warnings: [] },
        settingsFile: join(home, 'settings.json'),
      }),
    };
    for (const [name, surface] of Object.entries(surfaces)) {
      const { tools } = await surface.request('tools/list', {}, internalCall());
      // What meta passes on from the servers inside it is counted with them.
      const own =
        name === 'meta'
          ? tools.filter((tool) => ['find_tools', 'call_tool', 'manage_servers'].includes(tool.name))
          : tools;
      audited.push({ name, surface, tools: own });
    }
  });

  afterAll(async () => {
    await Promise.all(audited.map(({ surface }) => surface.close()));
    await rm(home, { recursive: true, force: true });
  });

  const everyTool = (): (Tool & { server: string })[] =>
    audited.flatMap(({ name, tools }) => tools.map((tool) => ({ ...tool, server: name })));

  test('cost the model no more than their budget', () => {
    const rows = audited.map(({ name, tools, surface }) => ({
      server: name,
      tools: tools.length,
      tokens: tokensOf(tools.map(seenByModel)),
      instructions: tokensOf(surface.instructions ?? ''),
      largest: Math.max(...tools.map((tool) => tokensOf(seenByModel(tool)))),
    }));
    process.stderr.write(`${rows.map((row) => `surface ${JSON.stringify(row)}`).join('\n')}\n`);
    for (const { server, tools, tokens, largest } of rows) {
      expect(tools, server).toBeGreaterThan(0);
      expect(tools, server).toBeLessThanOrEqual(MAX_TOOLS);
      expect(tokens, server).toBeLessThanOrEqual(server === 'meta' ? MAX_META_TOKENS : MAX_SERVER_TOKENS);
      expect(largest, server).toBeLessThanOrEqual(MAX_TOOL_TOKENS);
    }
  });

  test('have names that are short, of one form, and unique over all servers', () => {
    const names = everyTool().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(40);
  });

  test('say what they do within the length that hosts show, the first sentence by itself', () => {
    for (const { name, description = '' } of everyTool()) {
      expect(description.length, name).toBeLessThanOrEqual(1_024);
      expect(description, name).toMatch(/^[A-Z][^.!?]{10,300}[.!?](\s|$)/);
    }
    for (const { name, surface } of audited) {
      const instructions = surface.instructions ?? '';
      expect(instructions.length, name).toBeLessThanOrEqual(1_500);
      expect(instructions, name).toMatch(/^[A-Z][^.!?\n]{10,300}[.!?](\s|$)/);
    }
  });

  test('take flat objects whose every field is described, with no form that a host refuses', () => {
    for (const { name, inputSchema } of everyTool()) {
      expect(inputSchema.type, name).toBe('object');
      for (const root of ['anyOf', 'oneOf', 'allOf']) expect(inputSchema, name).not.toHaveProperty(root);
      for (const [field, schema] of Object.entries(inputSchema.properties ?? {})) {
        expect((schema as { description?: string }).description, `${name}.${field}`).toMatch(/\S/);
        expect(JSON.stringify(schema), `${name}.${field}`).not.toMatch(/"prefixItems"|"type":"null"/);
      }
    }
  });

  test('state all four annotations', () => {
    for (const { name, annotations } of everyTool()) {
      expect(Object.keys(annotations ?? {}).sort(), name).toEqual([
        'destructiveHint',
        'idempotentHint',
        'openWorldHint',
        'readOnlyHint',
      ]);
      if (annotations?.readOnlyHint) expect(annotations.destructiveHint, name).toBe(false);
    }
  });

  test('are the same bytes at every listing', async () => {
    for (const { name, surface } of audited) {
      const [once, twice] = await Promise.all(
        [1, 2].map(async () => JSON.stringify(await surface.request('tools/list', {}, internalCall()))),
      );
      expect(twice, name).toBe(once);
    }
  });
});
