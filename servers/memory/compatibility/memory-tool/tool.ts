import * as z from 'zod';
import { IzaError } from '../../../../shared/mcp/errors.ts';
import { defineTool } from '../../../../shared/mcp/tool.ts';
import type { MemoryDeps, MemoryDomain } from '../../deps.ts';
import { MAX_TEXT } from '../../memory.ts';
import type { By } from '../../remember.ts';
import { byOf } from '../../tools/fields.ts';
import type { Answer } from './answer.ts';
import { createFile, insertText, replaceText } from './edit.ts';
import { deletePath, renamePath } from './move.ts';
import { viewPath } from './view.ts';

const COMMANDS = ['view', 'create', 'str_replace', 'insert', 'delete', 'rename'] as const;

const path = z.string().min(1).max(1_000);
// Longer texts are refused by what they would make of the file.
const text = z.string().max(MAX_TEXT * 10);

const input = z.object({
  command: z.enum(COMMANDS).describe('What to do.'),
  path: path.optional().describe('Such as /memories/notes.md; for all but rename.'),
  view_range: z
    .array(z.number().int())
    .length(2)
    .optional()
    .describe('view of a file: first and last line, -1 for the end.'),
  file_text: text.optional().describe('create: the whole text.'),
  old_str: text.optional().describe('str_replace: what is in the file once.'),
  new_str: text.optional().describe('str_replace: what takes its place.'),
  insert_line: z.number().int().optional().describe('insert: after which line, 0 for the top.'),
  insert_text: text.optional().describe('insert: the lines.'),
  old_path: path.optional().describe('rename: file or directory.'),
  new_path: path.optional().describe('rename: where nothing is yet.'),
});

type Input = z.output<typeof input>;

/**
 * The six commands of Claude's memory tool (memory_20250818). Its answers are texts that Claude knows word for word,
 * so they are relayed as they are, with no structure beside them.
 */
export const memoryTool = defineTool<typeof input, MemoryDeps>({
  name: 'memory',
  title: 'Memory files',
  description:
    'Keeps notes as files below /memories: view, create, str_replace, insert, delete, rename. View /memories first to see what is there; keep files short and current. For single facts and for finding things by meaning, use remember and recall.',
  input,
  // What is deleted or edited stays in the history, and memory_admin can undo it.
  effects: { readOnly: false, destructive: false, idempotent: false, openWorld: false },
  async handler(asked, { open, compatibilityScope }, call) {
    const { text: answer, failed } = await run(await open(), compatibilityScope, asked, byOf('memory', call));
    return { content: [{ type: 'text', text: answer }], ...(failed && { isError: true }) };
  },
});

async function run(deps: MemoryDomain, scope: string, asked: Input, by: By): Promise<Answer> {
  switch (asked.command) {
    case 'view':
      return viewPath(deps, scope, needed(asked, 'path'), asked.view_range);
    case 'create': {
      const file = { path: needed(asked, 'path'), text: needed(asked, 'file_text') };
      return createFile(deps, scope, file, by);
    }
    case 'str_replace': {
      const { new_str = '' } = asked;
      const edit = { path: needed(asked, 'path'), old: needed(asked, 'old_str'), text: new_str };
      return replaceText(deps, scope, edit, by);
    }
    case 'insert': {
      const line = needed(asked, 'insert_line');
      const edit = { path: needed(asked, 'path'), line, text: needed(asked, 'insert_text') };
      return insertText(deps, scope, edit, by);
    }
    case 'delete':
      return deletePath(deps, scope, needed(asked, 'path'), by);
    case 'rename': {
      const paths = { from: needed(asked, 'old_path'), to: needed(asked, 'new_path') };
      return renamePath(deps, scope, paths, by);
    }
  }
}

/** @throws IzaError INVALID_INPUT: which arguments are needed depends on the command. */
function needed<K extends keyof Input>(asked: Input, field: K): NonNullable<Input[K]> {
  const value = asked[field];
  if (value !== undefined && value !== null) return value as NonNullable<Input[K]>;
  throw new IzaError('INVALID_INPUT', `/${field}: ${asked.command} needs it.`, {
    hint: 'Nothing was changed.',
  });
}
