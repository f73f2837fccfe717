import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FSWatcher } from 'chokidar';
import type { Logger } from '../../../shared/log.ts';
import type { IngestDeps, Watchers } from './ingest-deps.ts';
import { itemsOf } from './items.ts';
import { linksWithin } from './linked.ts';
import { placeOf, scanSource } from './scan.ts';
import { scanPaths } from './scan-paths.ts';
import type { Source } from './source.ts';
import { pathWithin } from './walk.ts';

export interface WatchersOptions extends IngestDeps {
  log: Logger;
  /** Looks a source through as a whole, once for all processes. */
  rescan(graph: string, name: string): Promise<unknown>;
}

/** Milliseconds after an event until its file is read: what is saved in several steps comes as one. */
const SETTLE_MS = 40;
/** Files that change at once beyond which the folder is looked through as a whole. */
const MOST_PATHS = 1_000;
const MINUTE = 60_000;
const BY = { tool: 'kg_ingest', client: 'watch' } as const;

interface Watched {
  location: string | undefined;
  close(): Promise<void>;
}

export function createWatchers(options: WatchersOptions): Watchers {
  const { store, config, log } = options;
  const watched = new Map<string, Watched>();
  let turn: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const wanted = async () => {
    const found: { graph: string; source: Source }[] = [];
    await store.read(async (view) => {
      for (const graph of await view.sources.graphs()) {
        for (const source of await view.sources.list(graph)) {
          if (source.watch && !source.paused) found.push({ graph, source });
        }
      }
    });
    return found;
  };
  const quietly = (work: () => Promise<unknown>): Promise<void> =>
    work().then(
      () => undefined,
      (error: unknown) => log.debug({ err: error }, 'a source could not be watched'),
    );
  const rescanAll = (): Promise<void> =>
    quietly(async () => {
      for (const { graph, source } of await wanted()) {
        await quietly(() => options.rescan(graph, source.name));
      }
    });

  const update = async (): Promise<void> => {
    const now = new Map((await wanted()).map((one) => [JSON.stringify([one.graph, one.source.name]), one]));
    for (const [key, { location, close }] of watched) {
      if (now.get(key)?.source.location === location) continue;
      watched.delete(key);
      await close();
    }
    for (const [key, { graph, source }] of now) {
      if (watched.has(key) || closed) continue;
      await quietly(async () => {
        const close = await watchSource(options, graph, source);
        if (closed) await close();
        else watched.set(key, { location: source.location, close });
      });
    }
    if (now.size > 0 && !closed) {
      timer ??= setInterval(() => void rescanAll(), config.rescanMinutes * MINUTE).unref();
    }
  };

  return {
    refresh() {
      turn = turn.then(() => (closed ? undefined : quietly(update)));
      return turn;
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await turn;
      for (const { close } of watched.values()) await close();
    },
  };
}

async function watchSource(
  options: WatchersOptions,
  graph: string,
  source: Source,
): Promise<() => Promise<void>> {
  if (source.kind === 'web') return async () => undefined;
  const { store } = options;
  const place = await placeOf(options, source);
  const isFolder = (await lstat(place)).isDirectory();
  const stop = new AbortController();
  const pending = new Set<string>();
  let working: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let folder: Parameters<typeof scanPaths>[1] | undefined;

  const work = async (): Promise<void> => {
    const paths = [...pending];
    pending.clear();
    if (stop.signal.aborted || paths.length === 0) return;
    if (!isFolder) {
      await scanSource(options, { graph, name: source.name, by: BY }, { signal: stop.signal });
      return;
    }
    const isRule = paths.some((path) => path.endsWith('.gitignore'));
    if (isRule || paths.length > MOST_PATHS) {
      await options.rescan(graph, source.name);
      return;
    }
    if (!folder) {
      const items = await itemsOf({ store, graph, source: source.name, by: BY });
      folder = { graph, name: source.name, root: place, links: linksWithin(place, items.keys()), by: BY };
    }
    await scanPaths(options, folder, paths, stop.signal);
  };
  const changed = (path: string): void => {
    pending.add(isFolder ? pathWithin(place, path) : '.');
    timer ??= setTimeout(() => {
      timer = undefined;
      working = working.then(work).catch((error: unknown) => {
        if (!stop.signal.aborted) options.log.debug({ err: error }, 'a changed file could not be stored');
      });
    }, SETTLE_MS);
  };

  const watcher = await startWatcher(
    place,
    (path) => path !== place && isPassedOver(pathWithin(place, path)),
  );
  for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, changed);
  watcher.on('error', (error) => options.log.debug({ err: error }, 'watching failed'));
  return async () => {
    stop.abort();
    clearTimeout(timer);
    await watcher.close();
    await working;
  };
}

/** Folders that nothing is read from need no watching; rules of .gitignore are looked at with the file. */
function isPassedOver(path: string): boolean {
  return path
    .split('/')
    .some((part) => part === 'node_modules' || (part.startsWith('.') && part !== '.gitignore'));
}

async function startWatcher(place: string, ignored: (path: string) => boolean): Promise<FSWatcher> {
  const { watch } = await import('chokidar');
  const watcher = watch(join(place), { ignored, ignoreInitial: true, followSymlinks: false });
  await new Promise<void>((resolve) => {
    watcher.once('ready', resolve);
    watcher.once('error', () => resolve());
  });
  return watcher;
}
