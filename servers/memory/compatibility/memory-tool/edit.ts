import type { MemoryDomain } from '../../deps.ts';
import { type Accepted, accept, contentOf } from '../../intake.ts';
import { MAX_TEXT, type Memory } from '../../memory.ts';
import type { By } from '../../remember.ts';
import type { MemoryChange } from '../../store/store.ts';
import { type Answer, done, failed, noSuchFile } from './answer.ts';
import { contentOfFile, fileAt, isDirectory } from './files.ts';
import { numbered } from './lines.ts';
import { ancestorsOf, pathOf } from './path.ts';

export type FileDeps = Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault'>;

/** Lines shown around a change. */
const CONTEXT = 2;

/** Makes a new file; one that is there stays as it is. */
export async function createFile(
  deps: FileDeps,
  scope: string,
  { path: given, text }: { path: string; text: string },
  by: By,
): Promise<Answer> {
  const parsed = pathOf(given);
  if ('refused' in parsed) return parsed.refused;
  const { path } = parsed;
  if (text.length > MAX_TEXT) return tooLong(path, text.length);
  const id = deps.ids.next();
  const accepted = acceptFile(deps, path, text, id);
  return deps.store.change(by, (change) => {
    if (isDirectory(change, scope, path) || fileAt(change, scope, path)) {
      return failed(`Error: File ${path} already exists`);
    }
    const inFile = fileAmong(change, scope, ancestorsOf(path));
    if (inFile) return inFile;
    const added = change.add(id, scope, accepted.content, accepted.fingerprint);
    change.addSource(added, { ...(by.client && { client: by.client }), at: change.now });
    return done(`File created successfully at: ${path}`, accepted.notes);
  });
}

/** Puts one text in the place of another that is in the file once. */
export async function replaceText(
  deps: FileDeps,
  scope: string,
  { path, old, text }: { path: string; old: string; text: string },
  by: By,
): Promise<Answer> {
  const missing = (file: string) =>
    failed(`Error: The path ${file} does not exist. Please provide a valid path.`);
  return editFile(deps, scope, { path, missing }, by, (content, file) => {
    const lines = linesWith(content, old);
    const [line] = lines;
    if (old === '' || line === undefined) {
      return failed(`No replacement was performed, old_str \`${old}\` did not appear verbatim in ${file}.`);
    }
    if (lines.length > 1) {
      return failed(
        `No replacement was performed. Multiple occurrences of old_str \`${old}\` in lines: ${[...new Set(lines)].join(', ')}. Please ensure it is unique`,
      );
    }
    return {
      content: content.replace(old, () => text),
      answer: (stored) => {
        const from = Math.max(0, line - 1 - CONTEXT);
        const to = line + text.split('\n').length - 1 + CONTEXT;
        const snippet = numbered(stored.split('\n').slice(from, to), from + 1);
        return `The memory file has been edited. Here is the snippet showing the change (with line numbers):\n${snippet}`;
      },
    };
  });
}

/** Puts lines after the line of that number; 0 is before the first. */
export async function insertText(
  deps: FileDeps,
  scope: string,
  { path, line, text }: { path: string; line: number; text: string },
  by: By,
): Promise<Answer> {
  return editFile(deps, scope, { path, missing: noSuchFile }, by, (content, file) => {
    const lines = content.split('\n');
    if (line < 0 || line > lines.length) {
      return failed(
        `Error: Invalid \`insert_line\` parameter: ${line}. It should be within the range of lines of the file: [0, ${lines.length}]`,
      );
    }
    lines.splice(line, 0, text.replace(/\n$/, ''));
    return { content: lines.join('\n'), answer: () => `The file ${file} has been edited.` };
  });
}

type Edited = Answer | { content: string; answer(stored: string): string };

async function editFile(
  deps: FileDeps,
  scope: string,
  { path: given, missing }: { path: string; missing(path: string): Answer },
  by: By,
  edit: (content: string, path: string) => Edited,
): Promise<Answer> {
  const parsed = pathOf(given);
  if ('refused' in parsed) return parsed.refused;
  const { path } = parsed;
  return deps.store.change(by, (change) => {
    const file = fileAt(change, scope, path);
    if (!file) return missing(path);
    const current = contentOfFile(file, path, deps);
    if ('refused' in current) return current.refused;
    const edited = edit(current.text, path);
    if ('text' in edited) return edited;
    if (edited.content.length > MAX_TEXT) return tooLong(path, edited.content.length);
    const accepted = acceptFile(deps, path, edited.content, file.id);
    reviseFile(change, file, accepted);
    return done(edited.answer(accepted.plain), accepted.notes);
  });
}

function acceptFile(deps: FileDeps, path: string, text: string, id: string): Accepted {
  return accept({ text, kind: 'note', key: path }, deps, id);
}

function reviseFile(change: MemoryChange, file: Memory, { content, fingerprint }: Accepted): void {
  const { sealed: _, ...old } = contentOf(file);
  const { importance, tags, pinned, trust } = old;
  change.revise(file, { ...old, ...content, importance, tags, pinned, trust }, 'update', fingerprint);
}

/** The numbers of the lines in which a text begins, from 1. */
function linesWith(content: string, wanted: string): number[] {
  const found: number[] = [];
  if (wanted === '') return found;
  for (let at = content.indexOf(wanted); at !== -1; at = content.indexOf(wanted, at + 1)) {
    found.push(content.slice(0, at).split('\n').length);
  }
  return found;
}

/** Nothing can be inside a file. */
export function fileAmong(
  change: MemoryChange,
  scope: string,
  directories: readonly string[],
): Answer | undefined {
  const file = directories.find((directory) => fileAt(change, scope, directory));
  return file === undefined ? undefined : failed(`Error: The path ${file} is a file, not a directory`);
}

function tooLong(path: string, length: number): Answer {
  return failed(
    `Error: File ${path} would have ${length} characters; a memory file has at most ${MAX_TEXT}. Split it into several files`,
  );
}
