import * as z from 'zod';
import { refused } from '../../../shared/text/refusal.ts';
import { elementsOf } from './elements.ts';
import type { ImportFormat } from './formats.ts';
import { parseJson } from './json.ts';
import { JsonlHeader } from './jsonl.ts';
import type { ImportLimits } from './limits.ts';
import { ChatGptConversation } from './readers/chatgpt.ts';
import { ClaudeConversation, ClaudeProject } from './readers/claude.ts';
import { McpMemoryLine } from './readers/mcp-memory.ts';
import { Mem0Envelope } from './readers/mem0.ts';
import { isRecordMarkdown } from './record-markdown.ts';
import type { ImportFile } from './source.ts';
import { linesOf, textOf } from './text.ts';

/** An observation or relation of basic-memory, or a key that only its front matter has. */
const BASIC_MEMORY =
  /^permalink:[ \t]|^[ \t]*[-*+][ \t]+(?:\[[^\][ ][^\][]*\][ \t]+[^\s(]|[^[\]\n]*\[\[[^\][]+\]\])/m;

/** What a JSON value is by the fields that it has; the first that fits. */
const BY_SHAPE: [ImportFormat, z.ZodType][] = [
  ['chatgpt', z.looseObject({ mapping: ChatGptConversation.shape.mapping.or(z.looseObject({})) })],
  [
    'claude',
    z.looseObject({
      uuid: z.unknown(),
      chat_messages: ClaudeConversation.shape.chat_messages.or(z.array(z.unknown())),
    }),
  ],
  ['claude-projects', z.looseObject({ uuid: ClaudeProject.shape.uuid, docs: z.array(z.unknown()) })],
  ['mem0', Mem0Envelope],
];

/** What a file is, by its content and never by its name. `empty` is a list of nothing. @throws IzaError */
export async function detectFormat(file: ImportFile, limits: ImportLimits): Promise<ImportFormat | 'empty'> {
  const head = await headOf(file);
  const start = head.trimStart();
  if (start === '') throw refused(file.name, 'it is empty');
  if (isRecordMarkdown(head)) return 'iza-markdown';
  if (start.startsWith('{')) return (await byFirstLine(file, limits)) ?? byFirstElement(file, limits);
  if (start.startsWith('[') && !/^\[[^\]]*\]\(|^\[\[/.test(start)) return byFirstElement(file, limits);
  return BASIC_MEMORY.test(head) ? 'basic-memory' : 'claude-md';
}

async function headOf(file: ImportFile): Promise<string> {
  for await (const text of textOf(file)) if (text !== '') return text;
  return '';
}

/** JSON Lines show in their first line. */
async function byFirstLine(file: ImportFile, limits: ImportLimits): Promise<ImportFormat | undefined> {
  for await (const { text } of linesOf(file, limits)) {
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return undefined;
    }
    if (JsonlHeader.safeParse(value).success) return 'iza-jsonl';
    return McpMemoryLine.safeParse(value).success ? 'mcp-memory' : undefined;
  }
  return undefined;
}

async function byFirstElement(file: ImportFile, limits: ImportLimits): Promise<ImportFormat | 'empty'> {
  for await (const element of elementsOf(file, limits)) {
    const value = parseJson(file.name, element, limits);
    const found = BY_SHAPE.find(([, shape]) => shape.safeParse(value).success);
    if (found) return found[0];
    throw refused(
      file.name,
      'the JSON is of no kind that can be imported',
      'Known: an export of Iza, memory.jsonl of the MCP memory server, and exports of mem0, ChatGPT and Claude.',
    );
  }
  return 'empty';
}
