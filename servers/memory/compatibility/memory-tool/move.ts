import { contentOf } from '../../intake.ts';
import type { Memory } from '../../memory.ts';
import type { By } from '../../remember.ts';
import type { MemoryView } from '../../store/store.ts';
import { type Answer, done, failed, noSuchFile } from './answer.ts';
import { type FileDeps, fileAmong } from './edit.ts';
import { fileAt, isDirectory } from './files.ts';
import { ancestorsOf, pathOf, ROOT } from './path.ts';

/** Files that one command moves or retracts. */
const MOST_FILES = 5_000;

/** Retracts a file, or everything in a directory; the history keeps it. */
export async function deletePath({ store }: FileDeps, scope: string, given: string, by: By): Promise<Answer> {
  const parsed = pathOf(given);
  if ('refused' in parsed) return parsed.refused;
  const { path } = parsed;
  if (path === ROOT) return failed(`Error: Cannot delete the ${ROOT} directory itself`);
  return store.change(by, (change) => {
    const files = filesAt(change, scope, path);
    if (files.length === 0) return noSuchFile(path);
    if (files.length > MOST_FILES) return tooMany(path);
    for (const file of files) change.revise(file, { ...contentOf(file), status: 'retracted' }, 'retract');
    return done(`Successfully deleted ${path}`);
  });
}

/** Moves a file, or everything in a directory; nothing is overwritten. */
export async function renamePath(
  { store }: FileDeps,
  scope: string,
  { from, to }: { from: string; to: string },
  by: By,
): Promise<Answer> {
  const [source, target] = [pathOf(from), pathOf(to)];
  if ('refused' in source) return source.refused;
  if ('refused' in target) return target.refused;
  const [oldPath, newPath] = [source.path, target.path];
  if (oldPath === ROOT) return failed(`Error: Cannot rename the ${ROOT} directory itself`);
  return store.change(by, (change) => {
    if (isDirectory(change, scope, newPath) || fileAt(change, scope, newPath)) {
      return failed(`Error: The destination ${newPath} already exists`);
    }
    const files = filesAt(change, scope, oldPath);
    if (files.length === 0) return noSuchFile(oldPath);
    if (files.length > MOST_FILES) return tooMany(oldPath);
    if (newPath.startsWith(`${oldPath}/`)) return failed(`Error: Cannot move ${oldPath} into itself`);
    const inFile = fileAmong(change, scope, ancestorsOf(newPath));
    if (inFile) return inFile;
    const moves = files.map((file) => ({ file, key: newPath + (file.key ?? '').slice(oldPath.length) }));
    for (const { key } of moves) {
      const checked = pathOf(key);
      if ('refused' in checked) return checked.refused;
    }
    for (const { file, key } of moves) change.revise(file, { ...contentOf(file), key }, 'update');
    return done(`Successfully renamed ${oldPath} to ${newPath}`);
  });
}

/** The file itself and everything below. */
function filesAt(view: MemoryView, scope: string, path: string): Memory[] {
  const below = view.notesUnder(scope, `${path}/`, MOST_FILES + 1);
  return [...view.notesAt(scope, path), ...below.flatMap(({ id }) => view.current(id) ?? [])];
}

function tooMany(path: string): Answer {
  return failed(`Error: ${path} has more than ${MOST_FILES} files; go on with its directories one by one`);
}
