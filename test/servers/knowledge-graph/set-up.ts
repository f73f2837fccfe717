import { onTestFinished } from 'vitest';
import { createGraphServer } from '../../../servers/knowledge-graph/index.ts';
import { createIds } from '../../../shared/ids.ts';
import { createLogger } from '../../../shared/log.ts';
import type { SettingsSections } from '../../../shared/server-context.ts';
import { testCall } from '../../call.ts';
import { type TestClock, testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

/** A server on a new data folder, or on one that there is, closed with the test. */
export async function setUp(
  given: { settings?: SettingsSections; env?: Record<string, string>; home?: string; clock?: TestClock } = {},
) {
  const { clock = testClock(), home = await temporaryFolder(), ...options } = given;
  const server = createGraphServer({
    home,
    durability: 'normal',
    clock,
    ids: createIds(clock),
    log: createLogger('silent'),
    version: '0.0.0-test',
    ...options,
  });
  onTestFinished(() => server.close());
  const call = (name: string, args: object) =>
    server.request('tools/call', { name, arguments: { ...args } }, testCall());
  /** The structured answer of a tool. */
  const value = async (name: string, args: object): Promise<Record<string, unknown>> => {
    const result = await call(name, args);
    if (!('structuredContent' in result)) throw new Error(JSON.stringify(result));
    return result.structuredContent as Record<string, unknown>;
  };
  return { server, clock, home, call, value };
}
