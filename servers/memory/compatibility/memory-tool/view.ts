import type { MemoryDomain } from '../../deps.ts';
import type { KeyedNote } from '../../store/graph.ts';
import { type Answer, done, failed } from './answer.ts';
import { contentOfFile, fileAt } from './files.ts';
import { MAX_LINES, numberedPage } from './lines.ts';
import { pathOf, ROOT } from './path.ts';

/** Files that a listing looks through, and entries that it shows. */
const MOST_FILES = 10_000;
const MOST_SHOWN = 500;
const LEVELS = 2;

type Deps = Pick<MemoryDomain, 'store' | 'vault'>;

/** The numbered lines of a file, or what is in a directory. */
export async function viewPath(
  deps: Deps,
  scope: string,
  given: string,
  range: readonly number[] | undefined,
): Promise<Answer> {
  const parsed = pathOf(given);
  if ('refused' in parsed) return parsed.refused;
  const { path } = parsed;
  return deps.store.read((view) => {
    const file = path === ROOT ? undefined : fileAt(view, scope, path);
    if (file) {
      const content = contentOfFile(file, path, deps);
      return 'refused' in content ? content.refused : showFile(path, content.text, range);
    }
    const below = view.notesUnder(scope, `${path}/`, MOST_FILES);
    if (below.length === 0 && path !== ROOT) {
      return failed(`The path ${path} does not exist. Please provide a valid path.`);
    }
    return showDirectory(path, below);
  });
}

function showFile(path: string, text: string, range: readonly number[] | undefined): Answer {
  const lines = text.split('\n');
  if (lines.length > MAX_LINES) return failed(`File ${path} exceeds maximum line limit of 999,999 lines.`);
  const [from = 1, to = -1] = range ?? [];
  const first = Math.max(1, from);
  const last = to === -1 ? lines.length : Math.min(to, lines.length);
  if (first > lines.length || last < first) {
    return failed(
      `Error: Invalid \`view_range\` parameter: [${from}, ${to}]. It should be within the range of lines of the file: [1, ${lines.length}]`,
    );
  }
  return done(
    `Here's the content of ${path} with line numbers:\n${numberedPage(lines.slice(first - 1, last), first)}`,
  );
}

function showDirectory(path: string, files: readonly KeyedNote[]): Answer {
  const entries = new Map<string, { parts: string[]; bytes: number; directory: boolean }>();
  let total = 0;
  for (const { key, bytes } of files) {
    total += bytes;
    const parts = key.slice(path.length + 1).split('/');
    for (let level = 1; level <= Math.min(LEVELS, parts.length); level++) {
      const shown = parts.slice(0, level);
      if (shown.some((part) => part.startsWith('.') || part === 'node_modules')) break;
      const directory = level < parts.length;
      const name = shown.join('/') + (directory ? '/' : '');
      const known = entries.get(name);
      entries.set(name, { parts: shown, directory, bytes: (known?.bytes ?? 0) + bytes });
    }
  }
  const lines = [...entries.values()]
    .sort((a, b) => compare(a.parts, b.parts))
    .map(
      ({ parts, bytes, directory }) => `${sizeOf(bytes)}\t${path}/${parts.join('/')}${directory ? '/' : ''}`,
    );
  const left = lines.length - MOST_SHOWN;
  return done(
    [
      `Here're the files and directories up to 2 levels deep in ${path}, excluding hidden items and node_modules:`,
      `${sizeOf(total)}\t${path}`,
      ...lines.slice(0, MOST_SHOWN),
      ...(left > 0 || files.length === MOST_FILES
        ? [
            `[${Math.max(left, 0)} more, or deeper ones past ${MOST_FILES} files: view a directory below to see them]`,
          ]
        : []),
    ].join('\n'),
  );
}

/** A directory comes before what is in it, and names in the order of their characters. */
function compare(a: readonly string[], b: readonly string[]): number {
  for (const [level, part] of a.entries()) {
    const other = b[level];
    if (other === undefined) return 1;
    if (part !== other) return part < other ? -1 : 1;
  }
  return a.length - b.length;
}

/** As `du -h` writes it: 0B, 512B, 5.5K, 1.2M. */
function sizeOf(bytes: number): string {
  const units = ['B', 'K', 'M', 'G'];
  let size = bytes;
  let unit = 0;
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  return `${Number.isInteger(size) ? size : size.toFixed(1)}${units[unit]}`;
}
