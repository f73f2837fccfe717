import { IzaError } from '../../../../shared/mcp/errors.ts';
import type { MemoryDomain } from '../../deps.ts';
import type { Memory } from '../../memory.ts';
import { opened } from '../../readable.ts';
import type { MemoryView } from '../../store/store.ts';
import { type Answer, failed } from './answer.ts';
import { ROOT } from './path.ts';

/** A file is a note under its path as the key; a directory is there while something is in it. */
export function fileAt(view: MemoryView, scope: string, path: string): Memory | undefined {
  return view.notesAt(scope, path).at(-1);
}

export function isDirectory(view: MemoryView, scope: string, path: string): boolean {
  return path === ROOT || view.notesUnder(scope, `${path}/`, 1).length > 0;
}

/** What a file says, or why that cannot be shown. */
export function contentOfFile(
  file: Memory,
  path: string,
  deps: Pick<MemoryDomain, 'vault'>,
): { text: string } | { refused: Answer } {
  if (file.status === 'quarantined') {
    return {
      refused: failed(
        `Error: File ${path} is held back because it reads like instructions. review_memories releases it`,
      ),
    };
  }
  try {
    return { text: opened(file, deps).text };
  } catch (error) {
    if (!(error instanceof IzaError)) throw error;
    const why = deps.vault ? 'the key that is set does not open it' : 'its key is not set';
    return { refused: failed(`Error: File ${path} is private and encrypted, and ${why}`) };
  }
}
