import { access, constants, open, realpath, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CliContext } from '../context.ts';
import { type Check, fail, ok, type Subject, warn } from './check.ts';
import { folderKind } from './folder-kind.ts';

const MIB = 1024 * 1024;
const NEEDED_BYTES = 200 * MIB;

function about(id: string, title: string): Subject {
  return { id: `data.${id}`, group: 'Data folder', title };
}

const FOLDER = about('folder', 'Folder');
const WRITABLE = about('writable', 'Writable');
const PRIVATE = about('private', 'Private');
const PLACE = about('place', 'Place');
const SPACE = about('space', 'Free space');

type Machine = Pick<CliContext, 'platform' | 'env'>;

/** Looks at the folder that holds all of Iza's data (absolute path), and leaves it as it was. */
export async function checkDataFolder(home: string, machine: Machine): Promise<Check[]> {
  const found = await stat(home).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    if (found.code !== 'ENOENT') {
      return [
        fail(FOLDER, `${home} cannot be reached (${found.code})`, 'Set IZA_HOME to a folder you may use.'),
      ];
    }
    return checkMissing(home, machine);
  }
  if (!found.isDirectory()) {
    return [
      fail(FOLDER, `${home} is not a folder`, 'Move that file away, or set IZA_HOME to another place.'),
    ];
  }
  return [
    ok(FOLDER, home),
    await checkWritable(home),
    ...(machine.platform === 'win32' ? [] : [checkPrivate(home, found.mode & 0o777)]),
    await checkPlace(home, home, machine),
    await checkSpace(home),
  ];
}

async function checkMissing(home: string, machine: Machine): Promise<Check[]> {
  const parent = await nearestFolder(dirname(home));
  const creatable = await access(parent, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!creatable) {
    const mend = `Make ${parent} writable for you, or set IZA_HOME to another place.`;
    return [fail(FOLDER, `${home} does not exist and cannot be created in ${parent}`, mend)];
  }
  return [
    ok(FOLDER, `${home} (not there yet; made at first use)`),
    await checkPlace(home, parent, machine),
    await checkSpace(parent),
  ];
}

async function nearestFolder(path: string): Promise<string> {
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  return there || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** Writes, syncs and removes a file, as the databases will. */
async function checkWritable(home: string): Promise<Check> {
  const file = join(home, `.iza-doctor-${process.pid}`);
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile('written by iza doctor; may be removed\n');
      await handle.sync();
    } finally {
      await handle.close();
      await rm(file, { force: true });
    }
    return ok(WRITABLE, 'a file was written, synced and removed');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const mend =
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'Free some space on that disk.'
        : `Make ${home} writable for you, or set IZA_HOME to another place.`;
    return fail(WRITABLE, `a file could not be written (${code ?? 'unknown error'})`, mend);
  }
}

function checkPrivate(home: string, mode: number): Check {
  const seen = `0${mode.toString(8)}`;
  if ((mode & 0o077) === 0) return ok(PRIVATE, `${seen}: nobody else can look in`);
  return warn(PRIVATE, `${seen}: others on this machine can look in`, `chmod 700 "${home}"`);
}

async function checkPlace(home: string, existing: string, machine: Machine): Promise<Check> {
  const [resolved, type] = await Promise.all([
    realpath(existing).catch(() => existing),
    statfs(existing).then(
      (found) => found.type,
      () => undefined,
    ),
  ]);
  // A link can lead into a synced folder, and a folder that is not there yet only has its own path.
  const kinds = [home, resolved].map((folder) => folderKind(folder, machine, type));
  const found = kinds.find(({ kind }) => kind !== 'local');
  if (!found || found.kind === 'local') return ok(PLACE, 'on this machine');
  const mend = 'Set IZA_HOME to a folder on a local disk that no service copies, and move the data there.';
  if (found.kind === 'network') {
    return fail(PLACE, `on ${found.by}: SQLite cannot share a file between programs there`, mend);
  }
  return warn(PLACE, `copied by ${found.by}: that can damage a database in use`, mend);
}

async function checkSpace(folder: string): Promise<Check> {
  const found = await statfs(folder).catch(() => undefined);
  if (!found) return warn(SPACE, 'not known', 'See that at least 200 MB are free there.');
  const free = found.bavail * found.bsize;
  const seen = `${Math.floor(free / MIB).toLocaleString('en')} MiB`;
  if (free >= NEEDED_BYTES) return ok(SPACE, seen);
  return fail(SPACE, `${seen}, and 200 MiB are needed`, 'Free some space on that disk, or move IZA_HOME.');
}
