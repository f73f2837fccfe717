import * as z from 'zod';
import { nearest } from '../mcp/input.ts';
import { type Environment, expandVariables } from './expand-variables.ts';
import { describeIssues } from './issues.ts';
import { isObject } from './json-file.ts';
import type { Defect } from './settings-error.ts';

const TEXTS = z.record(z.string(), z.string());

const ENTRY = z.object({
  command: z.string().min(1).optional().describe('Program to start; it speaks MCP on stdin and stdout.'),
  args: z.array(z.string()).optional(),
  env: TEXTS.optional().describe('Added to a small safe part of the environment.'),
  cwd: z.string().min(1).optional(),
  type: z.enum(['stdio', 'http', 'streamable-http', 'sse']).optional(),
  url: z.string().min(1).optional().describe('Address of a server that speaks streamable HTTP.'),
  headers: TEXTS.optional(),
  disabled: z.boolean().optional(),
  timeout: z.number().int().positive().optional().describe('Milliseconds a call may take.'),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]{0,32}$/, 'at most 32 letters, digits, _ and -')
    .optional()
    .describe('When present, the tools are listed directly, each name after this prefix.'),
  startTimeout: z.number().int().positive().default(20_000).describe('Milliseconds until it has to be up.'),
});

/** An MCP server behind the gateway: an entry of claude_desktop_config.json or .mcp.json as it is, and our two keys. */
export type DownstreamEntry = z.output<typeof ENTRY>;

/** The entries that are sound, and what is wrong with the others: one bad entry does not cost the rest. */
export interface DownstreamServers {
  servers: Record<string, DownstreamEntry>;
  /** What makes an entry unusable; `server` is its name. */
  problems: (Defect & { server: string })[];
  /** What was passed over, such as keys that only a client understands. */
  warnings: Defect[];
}

/** Reads the value of `mcpServers`, with variables filled in from `env`. Names keep their order. */
export function parseDownstreamServers(where: string, value: unknown, env: Environment): DownstreamServers {
  const result: DownstreamServers = { servers: {}, problems: [], warnings: [] };
  if (value === undefined) return result;
  if (!isObject(value)) {
    const message = 'has to be an object: a name for each server, and its entry.';
    result.problems.push({ server: '', where, key: 'mcpServers', message });
    return result;
  }
  for (const [server, raw] of Object.entries(value)) {
    const problem = (key: string, message: string) => {
      result.problems.push({ server, where, key: key ? `${at}.${key}` : at, message });
    };
    const at = `mcpServers.${server}`;
    const before = result.problems.length;
    const entry = parseEntry(raw, env, problem);
    if (entry && result.problems.length === before) {
      Object.defineProperty(result.servers, server, { value: entry, enumerable: true, writable: true });
      for (const key of unknownKeys(raw)) {
        result.warnings.push({
          where,
          key: `${at}.${key}`,
          message: 'is not used by Iza and was passed over.',
        });
      }
    }
  }
  return result;
}

function parseEntry(
  raw: unknown,
  env: Environment,
  problem: (key: string, message: string) => void,
): DownstreamEntry | undefined {
  const parsed = ENTRY.safeParse(raw);
  if (!parsed.success) {
    for (const { key, message } of describeIssues(parsed.error.issues)) problem(key, message);
    return undefined;
  }
  const entry = expandEntry(parsed.data, env, problem);
  const transport = transportProblem(entry, raw);
  if (transport) problem(...transport);
  return entry;
}

/** Which key makes the transport impossible, and why; undefined when it is clear how to reach the server. */
function transportProblem(entry: DownstreamEntry, raw: unknown): [key: string, message: string] | undefined {
  const { type, command, url } = entry;
  if (type === 'sse') {
    return [
      'type',
      'The SSE transport was removed from MCP. Use "http" with the streamable HTTP address of the server.',
    ];
  }
  if (command && url) return ['', 'has both command and url; keep the one that is meant.'];
  const wanted =
    type === undefined || command || url ? ['command', 'url'] : [type === 'stdio' ? 'command' : 'url'];
  if (!command && !url) {
    const misspelt = unknownKeys(raw)
      .map((key) => ({ key, near: nearest(key, wanted) }))
      .find(({ near }) => near);
    if (misspelt) return [misspelt.key, `no such key, did you mean ${misspelt.near}?`];
    return [
      '',
      `needs ${wanted.join(' (a program to start) or ')}${wanted.length > 1 ? ' (an HTTP address)' : ''}.`,
    ];
  }
  if (type === 'stdio' && url)
    return ['url', 'does not go with type "stdio"; give a command, or type "http".'];
  if (type && type !== 'stdio' && command) return ['command', `does not go with type "${type}"; give a url.`];
  if (url && !/^https?:\/\/\S+$/i.test(url)) return ['url', 'has to begin with http:// or https://.'];
  if (url && !URL.canParse(url)) return ['url', 'is not a valid address.'];
  return undefined;
}

function unknownKeys(raw: unknown): string[] {
  return isObject(raw) ? Object.keys(raw).filter((key) => !(key in ENTRY.shape)) : [];
}

function expandEntry(
  entry: DownstreamEntry,
  env: Environment,
  problem: (key: string, message: string) => void,
): DownstreamEntry {
  const fill = (key: string, text: string): string =>
    expandVariables(text, env, (name) =>
      problem(key, `The environment variable ${name} is not set. Set it, or write \${${name}:-default}.`),
    );
  const fillAll = (key: string, texts: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(`${key}.${name}`, text)]));
  const { command, args, env: variables, cwd, url, headers } = entry;
  return {
    ...entry,
    ...(command && { command: fill('command', command) }),
    ...(args && { args: args.map((arg, index) => fill(`args.${index}`, arg)) }),
    ...(variables && { env: fillAll('env', variables) }),
    ...(cwd && { cwd: fill('cwd', cwd) }),
    ...(url && { url: fill('url', url) }),
    ...(headers && { headers: fillAll('headers', headers) }),
  };
}
