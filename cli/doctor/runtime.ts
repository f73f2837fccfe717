import type { CliContext } from '../context.ts';
import { type Check, fail, ok } from './check.ts';

const GROUP = 'Ground';
const NODE = { id: 'runtime.node', group: GROUP, title: 'Node' };
const SQLITE = { id: 'runtime.sqlite', group: GROUP, title: 'SQLite' };

/** Whether this Node is one that Iza runs on: 22.18 or newer. */
export function checkNode({ nodeVersion, nodePath }: Pick<CliContext, 'nodeVersion' | 'nodePath'>): Check {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const seen = `${nodeVersion} (${nodePath})`;
  if (major > 22 || (major === 22 && minor >= 18)) return ok(NODE, seen);
  return fail(NODE, seen, 'Install Node 24 LTS from https://nodejs.org/en/download.');
}

/** Whether SQLite loads in this process, and can search text. */
export async function checkSqlite(): Promise<Check> {
  try {
    const { default: Sqlite } = await import('better-sqlite3');
    const db = new Sqlite(':memory:');
    try {
      const options = db.pragma('compile_options') as { compile_options: string }[];
      const fullText = options.some((option) => option.compile_options === 'ENABLE_FTS5');
      return fullText
        ? ok(SQLITE, 'loads, with full-text search (FTS5)')
        : fail(
            SQLITE,
            'was built without full-text search (FTS5)',
            'Install Iza again: npm install -g iza-os.',
          );
    } finally {
      db.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return fail(
      SQLITE,
      `cannot be loaded (${code ?? 'unknown error'})`,
      'Install Iza again with the Node that runs it: npm install -g iza-os.',
    );
  }
}
