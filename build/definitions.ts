import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { MEMORY_TOOLS } from '../servers/memory/tools/all.ts';
import { describeTool } from '../shared/mcp/server.ts';
import { toJson } from './manifests.ts';

/** What servers that load their tools later list of them. */
export const DEFINITIONS: readonly { path: string; tools: unknown }[] = [
  { path: 'servers/memory/tools/definitions.json', tools: MEMORY_TOOLS.map(describeTool) },
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
