import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { GRAPH_TOOLS } from '../servers/knowledge-graph/tools/all.ts';
import { GROUPS } from '../servers/memory/compatibility/groups.ts';
import { MEMORY_TOOLS } from '../servers/memory/tools/all.ts';
import { describeTool } from '../shared/mcp/server.ts';
import { toJson } from './manifests.ts';

const groups = await Promise.all(
  Object.entries(GROUPS).map(async ([name, load]) => [name, (await load()).map(describeTool)] as const),
);

/** What servers that load their tools later list of them. */
export const DEFINITIONS: readonly { path: string; tools: unknown }[] = [
  { path: 'servers/memory/tools/definitions.json', tools: MEMORY_TOOLS.map(describeTool) },
  { path: 'servers/knowledge-graph/tools/definitions.json', tools: GRAPH_TOOLS.map(describeTool) },
  { path: 'servers/memory/compatibility/definitions.json', tools: Object.fromEntries(groups) },
];

// The first part of `npm run docs`: the tables and manifests are written from what servers list.
if (import.meta.main) {
  for (const { path, tools } of DEFINITIONS) {
    const file = join(import.meta.dirname, '..', path);
    const before = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    const same = isDeepStrictEqual(before, JSON.parse(JSON.stringify(tools)));
    if (!same) writeFileSync(file, toJson(tools));
    process.stdout.write(`${path}: ${same ? 'up to date' : 'rewritten'}\n`);
  }
}
