import { lstat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Link } from '../../../shared/text/document.ts';
import type { LinkedDocument } from './extract.ts';
import type { IngestDeps } from './ingest-deps.ts';
import { endGone, itemsOf } from './items.ts';
import type { Into } from './keep-batch.ts';
import { linksWithin } from './linked.ts';
import { prepareDocument } from './prepare.ts';
import { isBinary, readWithin } from './read-file.ts';
import { emptyOutcome, type Scanned, type Watching } from './scan-outcome.ts';
import type { SourceItem } from './source.ts';
import { type Found, storeFound } from './store-found.ts';
import type { FoundFile, Walked } from './walk.ts';

/** Stores what of a folder's files is new or changed by size and time, and ends what is gone. */
export async function scanFiles(
  deps: IngestDeps,
  into: Into,
  root: string,
  { files, skipped, partial }: Walked,
  watching: Watching,
): Promise<Scanned> {
  const known = await itemsOf(into);
  const here = new Set(files.map(({ path }) => path));
  const skips = { ...skipped };
  const changed = files.filter((file) => {
    if (isKnown(file, known.get(file.path))) return false;
    if (isNameable(deps, file.path)) return true;
    skips[UNNAMEABLE] = (skips[UNNAMEABLE] ?? 0) + 1;
    return false;
  });
  const gone: SourceItem[] = [];
  for (const item of known.values()) {
    if (here.has(item.externalId)) continue;
    if (partial === undefined || (await isGone(join(root, item.externalId)))) gone.push(item);
  }
  const outcome = {
    ...emptyOutcome(),
    unchanged: files.length - changed.length - (skips[UNNAMEABLE] ?? 0),
    skipped: { ...skips },
    ...(partial !== undefined && { partial }),
  };
  if (changed.length > 0 || gone.length > 0) {
    const links = linksWithin(root, here);
    const found = changed.map((file) => fileFound(deps, root, file, (link) => links.find(file.path, link)));
    const leftover = await storeFound(into, found, outcome, watching, { known, gone, root });
    outcome.removed = await endGone(into, leftover, watching.signal);
  }
  return { outcome, passedOver: skips };
}

const UNNAMEABLE = 'secret in its name';

/** Whether the path of a file may be written down. */
export function isNameable({ screen }: Pick<IngestDeps, 'screen'>, path: string): boolean {
  try {
    return screen(path).text === path;
  } catch {
    return false;
  }
}

export function isKnown({ size, mtime }: FoundFile, item: SourceItem | undefined): boolean {
  return item !== undefined && item.size === size && item.mtime === mtime;
}

/** A file of a folder, to be read when its turn comes. */
export function fileFound(
  { config, screen }: IngestDeps,
  root: string,
  { path, size, mtime }: FoundFile,
  linked: (link: Link) => LinkedDocument | undefined,
): Found {
  return {
    externalId: path,
    size,
    mtime,
    async prepare(signal) {
      const place = join(root, path);
      const { bytes, ...stat } = await readWithin(root, place, path, config.limits.bytes);
      const name = basename(path);
      if (isBinary(bytes, name)) return { ...stat, skip: 'binary' };
      const loaded = {
        externalId: path,
        bytes,
        name,
        uri: pathToFileURL(place).href,
        key: place,
        type: 'Document' as const,
        writtenAt: Math.trunc(stat.mtime),
        linked,
      };
      return { ...stat, document: await prepareDocument(loaded, { screen, limits: config.limits }, signal) };
    },
  };
}

/** A folder that cannot be read now hides what is in it; only what is surely not there is gone. */
async function isGone(place: string): Promise<boolean> {
  return lstat(place).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT' || error.code === 'ENOTDIR',
  );
}
