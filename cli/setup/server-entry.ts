import { isDeepStrictEqual } from 'node:util';
import { type JsonMember, type JsonSpan, memberOf, readJsonText } from '../../shared/json-text.ts';

/** How a Claude client starts a server; the shape that Claude Desktop and Claude Code share. */
export interface ServerEntry {
  /** Claude Code writes it; Claude Desktop knows nothing else. */
  type?: 'stdio';
  command: string;
  args: string[];
  env?: Record<string, string>;
}

/** The file is JSON, but not a file of Claude's: which part is not an object. */
export class NotSettingsError extends Error {
  constructor(part: string) {
    super(`${part} is not a JSON object`);
    this.name = 'NotSettingsError';
  }
}

const BOM = '\uFEFF';
const SERVERS = 'mcpServers';
/** Fields of an entry for a server that is reached by address: they contradict a command. */
const REMOTE_FIELDS = ['type', 'url', 'headers', 'headersHelper'];

/** All servers of a client's file by name; none of an empty one. Throws as readJsonText does. */
export function serversIn(text: string): Record<string, unknown> {
  if (isBlank(text)) return {};
  const { body, servers } = open(text);
  return servers ? (parse(body, servers) as Record<string, unknown>) : {};
}

/** The entry of a server in a client's file, or undefined. Throws as readJsonText does. */
export function serverIn(text: string, name: string): unknown {
  const { body, servers } = open(text);
  const member = servers && memberOf(servers, name);
  return member && parse(body, member.value);
}

/**
 * The text with the server added or brought up to date; the same text when there is nothing to do.
 * Everything else keeps its bytes. Fields the person added to the entry stay (a key in `env`, say).
 */
export function addServer(text: string, name: string, entry: ServerEntry): string {
  if (isBlank(text)) {
    return `${text.startsWith(BOM) ? BOM : ''}${JSON.stringify({ [SERVERS]: { [name]: entry } }, null, 2)}\n`;
  }
  const { bom, body, root, servers } = open(text);
  const style = styleOf(body, root);
  if (!servers) return bom + insertMember(body, root, SERVERS, { [name]: entry }, style);
  const member = memberOf(servers, name);
  if (!member) return bom + insertMember(body, servers, name, entry, style);
  const current = parse(body, member.value);
  const wanted = mergeEntry(current, entry);
  if (isDeepStrictEqual(current, wanted)) return text;
  const printed = print(
    wanted,
    indentAt(body, member.start),
    isInline(body, servers) ? { ...style, unit: '' } : style,
  );
  return bom + body.slice(0, member.value.start) + printed + body.slice(member.value.end);
}

/** The text without the server; the same text when it is not there. Everything else keeps its bytes. */
export function removeServer(text: string, name: string): string {
  if (isBlank(text)) return text;
  const { bom, body, servers } = open(text);
  if (!servers || !memberOf(servers, name)) return text;
  const at = servers.members.findIndex((member) => member.key === name);
  const shorter = bom + cutMember(body, servers, at);
  // A key that stands there twice goes twice: the client would read the other one.
  return removeServer(shorter, name);
}

function isBlank(text: string): boolean {
  return text.replace(BOM, '').trim() === '';
}

function open(text: string) {
  const bom = text.startsWith(BOM) ? BOM : '';
  const body = text.slice(bom.length);
  const root = readJsonText(body);
  if (root.kind !== 'object') throw new NotSettingsError('the file');
  const servers = memberOf(root, SERVERS)?.value;
  if (servers && servers.kind !== 'object') throw new NotSettingsError(SERVERS);
  return { bom, body, root, servers };
}

function parse(body: string, span: JsonSpan): unknown {
  return JSON.parse(body.slice(span.start, span.end));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The wanted fields over those that are there, of which the ones that say how to start the server give way. */
function mergeEntry(current: unknown, entry: ServerEntry): Record<string, unknown> {
  if (!isObject(current)) return { ...entry };
  const kept = Object.fromEntries(Object.entries(current).filter(([key]) => !REMOTE_FIELDS.includes(key)));
  const { env, ...rest } = entry;
  // Claude Desktop has no use for the type, and no objection to one that the person wrote.
  const args = [...entry.args, ...ownArguments(current.args)];
  const merged = { ...(current.type === 'stdio' && { type: 'stdio' }), ...kept, ...rest, args };
  const variables = { ...(isObject(current.env) && current.env), ...env };
  return isObject(current.env) || env ? { ...merged, env: variables } : merged;
}

/** What the person added after `iza.js meta`: `--config`, `--home` and what belongs to them. */
function ownArguments(args: unknown): string[] {
  if (!Array.isArray(args)) return [];
  const [program, server, ...own] = args.map(String);
  return /\biza(\.js)?$/.test(program ?? '') && server === 'meta' ? own : [];
}

/** How a text is laid out: its line ending, and what one level of indentation is ('' where all is on one line). */
interface Style {
  eol: string;
  unit: string;
}

function styleOf(body: string, root: JsonSpan): Style {
  const eol = /\r\n|\n|\r/.exec(body)?.[0] ?? '\n';
  const first = root.members[0];
  if (!first) return { eol, unit: '  ' };
  return { eol, unit: isInline(body, root) ? '' : indentAt(body, first.start) || '  ' };
}

/** Whether an object's first member stands on the line of its brace. */
function isInline(body: string, object: JsonSpan): boolean {
  const first = object.members[0];
  return first !== undefined && !/[\r\n]/.test(body.slice(object.start, first.start));
}

/** The whitespace at the start of the line that holds an offset. */
function indentAt(body: string, offset: number): string {
  const line = Math.max(body.lastIndexOf('\n', offset - 1), body.lastIndexOf('\r', offset - 1)) + 1;
  return /^[ \t]*/.exec(body.slice(line, offset))?.[0] ?? '';
}

function print(value: unknown, indent: string, { eol, unit }: Style): string {
  return JSON.stringify(value, null, unit).replaceAll('\n', eol + indent);
}

function insertMember(body: string, object: JsonSpan, key: string, value: unknown, style: Style): string {
  const last = object.members.at(-1);
  const named = (indent: string, as: Style) =>
    `${JSON.stringify(key)}:${as.unit ? ' ' : ''}${print(value, indent, as)}`;
  if (!last) {
    const outer = indentAt(body, object.start);
    const inner = outer + style.unit;
    const lines = style.unit
      ? `{${style.eol}${inner}${named(inner, style)}${style.eol}${outer}}`
      : `{${named('', style)}}`;
    return body.slice(0, object.start) + lines + body.slice(object.end);
  }
  const inline = isInline(body, object);
  const indent = indentAt(body, last.start);
  const lead = inline ? ',' : `,${style.eol}${indent}`;
  const member = named(indent, inline ? { ...style, unit: '' } : style);
  return body.slice(0, last.value.end) + lead + member + body.slice(last.value.end);
}

function cutMember(body: string, object: JsonSpan, at: number): string {
  const [before, member, after] = [object.members[at - 1], object.members[at], object.members[at + 1]] as (
    | JsonMember
    | undefined
  )[];
  if (!member) return body;
  if (before) return body.slice(0, before.value.end) + body.slice(member.value.end);
  if (after) return body.slice(0, member.start) + body.slice(after.start);
  return `${body.slice(0, object.start)}{}${body.slice(object.end)}`;
}
