import * as z from 'zod';
import { isScope } from '../../scope.ts';
import { elementsOf } from '../elements.ts';
import { dateText, fits } from '../foreign.ts';
import type { ImportItem } from '../import-item.ts';
import { parseJson } from '../json.ts';
import type { ImportLimits } from '../limits.ts';
import type { ImportFile } from '../source.ts';

const Message = z.object({
  sender: z.enum(['human', 'assistant']),
  text: z.string().nullable().optional(),
  /** Blocks of the answer; those of tools and of thinking are left out. */
  content: z
    .array(z.object({ type: z.string(), text: z.string().nullable().optional() }))
    .nullable()
    .optional(),
  created_at: dateText,
});

/** A conversation of Claude's export, as the exports of 2024 to 2026 have it; Anthropic documents no format. */
export const ClaudeConversation = z.object({
  uuid: z.string().min(1),
  name: z.string().nullable().optional(),
  created_at: dateText,
  chat_messages: z.array(Message),
});

/** A project of the same export. */
export const ClaudeProject = z.object({
  uuid: z.string().min(1),
  name: z.string(),
  description: z.string().nullable().optional(),
  prompt_template: z.string().nullable().optional(),
  created_at: dateText,
  docs: z.array(z.object({ filename: z.string(), content: z.string(), created_at: dateText })),
});

/** What the person and Claude said. */
export async function* readClaude(file: ImportFile, limits: ImportLimits): AsyncGenerator<ImportItem> {
  for await (const element of elementsOf(file, limits)) {
    const where = { file: file.name, line: element.line };
    const conversation = fits(ClaudeConversation, parseJson(file.name, element, limits), where);
    const { uuid, name, created_at: started, chat_messages: messages } = conversation;
    const source = { title: name || 'Claude', uri: `https://claude.ai/chat/${encodeURIComponent(uuid)}` };
    for (const { sender, text, content, created_at: at = started } of messages) {
      const blocks = (content ?? []).filter(({ type }) => type === 'text').map((block) => block.text ?? '');
      const said = blocks.join('\n\n').trim() === '' ? (text ?? '') : blocks.join('\n\n');
      if (said.trim() === '') continue;
      yield {
        kind: 'message',
        text: said,
        role: sender === 'human' ? 'user' : 'assistant',
        session: { id: `claude:${uuid}`, ...(name && { title: name }) },
        source,
        ...(at !== undefined && { at }),
      };
    }
  }
}

/** What a project is about, its instructions and its documents, in the scope of that project. */
export async function* readClaudeProjects(
  file: ImportFile,
  limits: ImportLimits,
): AsyncGenerator<ImportItem> {
  for await (const element of elementsOf(file, limits)) {
    const where = { file: file.name, line: element.line };
    const project = fits(ClaudeProject, parseJson(file.name, element, limits), where);
    const scope = `project:${project.name.trim()}`;
    const common = {
      kind: 'memory' as const,
      ...(isScope(scope) && { scope }),
      about: [project.name],
    };
    const title = `Claude project ${project.name}`;
    const uri = `https://claude.ai/project/${encodeURIComponent(project.uuid)}`;
    const texts: [
      text: string | null | undefined,
      memoryKind: 'note' | 'procedure',
      title: string,
      at?: number,
    ][] = [
      [project.description, 'note', title, project.created_at],
      [project.prompt_template, 'procedure', title, project.created_at],
      ...project.docs.map(
        ({ filename, content, created_at: at = project.created_at }): (typeof texts)[number] => [
          content,
          'note',
          `${title}: ${filename}`,
          at,
        ],
      ),
    ];
    for (const [text, memoryKind, name, at] of texts) {
      if (!text?.trim()) continue;
      yield { ...common, text, memoryKind, source: { title: name, uri }, ...(at !== undefined && { at }) };
    }
  }
}
