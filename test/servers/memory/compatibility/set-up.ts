import { onTestFinished } from 'vitest';
import { createMemoryServer } from '../../../../servers/memory/index.ts';
import { systemClock } from '../../../../shared/clock.ts';
import { createIds } from '../../../../shared/ids.ts';
import { createLogger } from '../../../../shared/log.ts';
import type { CallToolResult } from '../../../../shared/mcp/surface.ts';
import { testCall } from '../../../call.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

export interface Answered {
  text: string;
  isError: boolean;
  value: Record<string, unknown> | undefined;
}

export interface Version {
  version: number;
  text: string;
  status: string;
  change: string;
}

/** The memory server with tools of other memories, as a client sees it. */
export async function openGroups(memory: object, home?: string) {
  const folder = home ?? (await temporaryFolder());
  const server = createMemoryServer({
    home: folder,
    durability: 'normal',
    clock: systemClock,
    ids: createIds(systemClock),
    log: createLogger('silent'),
    version: '1.0.0',
    settings: { file: 'settings.json', memory },
  });
  onTestFinished(() => server.close());
  const call = async (name: string, args: object): Promise<Answered> => {
    const result = (await server.request(
      'tools/call',
      { name, arguments: args },
      testCall(),
    )) as CallToolResult;
    const text = result.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
    return { text, isError: result.isError === true, value: result.structuredContent as Answered['value'] };
  };
  /** The structured value of a call that succeeds. */
  const value = async (name: string, args: object): Promise<Record<string, unknown>> => {
    const answered = await call(name, args);
    if (answered.isError || !answered.value) throw new Error(answered.text);
    return answered.value;
  };
  /** All versions of a memory, or of what a key ever named, oldest first. */
  const versions = async (of: object): Promise<Version[]> => {
    const history = (await value('memory_history', of)) as unknown as { versions: Version[] };
    return history.versions.toSorted((a, b) => a.version - b.version);
  };
  return { server, folder, call, value, versions };
}

export const REFERENCE = { compatibility: ['reference'] };
export const MEMORY_TOOL = { compatibility: ['memory_tool'] };
