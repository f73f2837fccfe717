import type { Stats } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';
import type { IngestLimits } from '../settings.ts';

export interface FoundFile {
  /** Within the root, with slashes. */
  path: string;
  size: number;
  /** Milliseconds since the epoch. */
  mtime: number;
}

export interface Walked {
  files: FoundFile[];
  /** How many were passed over, by reason. */
  skipped: Record<string, number>;
  /** A limit that was hit, or a folder that could not be read: what was not seen may still be there. */
  partial?: string;
}

interface Rules {
  /** The folder that they are for, within the root. */
  base: string;
  rules: Ignore;
}

/** Files of rules larger than this are none. */
const MOST_RULES = 1024 * 1024;
/** What is other people's work wherever it stands. */
const NEVER = new Set(['node_modules']);
/** Stats at a time. */
const AT_ONCE = 32;

/**
 * The files in a folder and those below it, by their paths. Hidden ones and what a .gitignore names are passed over,
 * and so are symbolic links: what one leads to within the folder is found where it is, and a loop is none.
 * @throws the file system's error when the root cannot be read; of what is below, that is said.
 */
export async function walkFolder(
  root: string,
  limits: Pick<IngestLimits, 'files' | 'depth'>,
  signal?: AbortSignal,
): Promise<Walked> {
  const files: FoundFile[] = [];
  const skipped: Record<string, number> = {};
  let partial: string | undefined;
  const skip = (reason: string): void => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };

  const visit = async (folder: string, depth: number, above: readonly Rules[]): Promise<void> => {
    signal?.throwIfAborted();
    const place = join(root, folder);
    let entries: Awaited<ReturnType<typeof listFolder>>;
    try {
      entries = await listFolder(place);
    } catch (error) {
      if (folder === '') throw error;
      skip('unreadable');
      partial ??= `${folder} cannot be read`;
      return;
    }
    const own = entries.some(({ name }) => name === '.gitignore') ? await readRules(root, folder) : undefined;
    const rules = own ? [...above, own] : above;
    const names: string[] = [];
    const below: string[] = [];
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.')) skip('hidden');
      else if (entry.isSymbolicLink()) skip('link');
      else if (isIgnored(rules, path, entry.isDirectory())) skip('ignored');
      else if (entry.isDirectory()) below.push(path);
      else if (entry.isFile()) names.push(path);
      else skip('special');
    }
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const stats = await Promise.all(
        names.slice(at, at + AT_ONCE).map((path) => lstat(join(root, path)).catch(() => undefined)),
      );
      for (const [index, stat] of stats.entries()) {
        if (!stat?.isFile()) continue;
        if (files.length >= limits.files) {
          skip('too many');
          partial ??= `there are more than ${limits.files} files`;
        } else files.push(foundFile(names[at + index] ?? '', stat));
      }
    }
    for (const path of below) {
      if (files.length >= limits.files) {
        partial ??= `there are more than ${limits.files} files`;
        return;
      }
      if (depth >= limits.depth) {
        skip('too deep');
        partial ??= `there are folders more than ${limits.depth} deep`;
      } else await visit(path, depth + 1, rules);
    }
  };

  await visit('', 1, []);
  return { files, skipped, ...(partial !== undefined && { partial }) };
}

/**
 * One file of a folder, where the same rules let it be read; why not, or undefined where there is none.
 */
export async function findFile(root: string, path: string): Promise<FoundFile | string | undefined> {
  const parts = path.split('/');
  if (parts.some((part) => part.startsWith('.') || part === '')) return 'hidden';
  const rules: Rules[] = [];
  for (let depth = 0; depth < parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join('/');
    const own = await readRules(root, folder);
    if (own) rules.push(own);
    const inner = parts.slice(0, depth + 1).join('/');
    const stat = await lstat(join(root, inner)).catch(() => undefined);
    if (!stat) return undefined;
    if (stat.isSymbolicLink()) return 'link';
    if (isIgnored(rules, inner, stat.isDirectory())) return 'ignored';
    if (depth === parts.length - 1) return stat.isFile() ? foundFile(path, stat) : undefined;
  }
  return undefined;
}

/** A path within a root as it is kept, with slashes. */
export function pathWithin(root: string, place: string): string {
  return relative(root, place).split(sep).join('/');
}

export function foundFile(path: string, { size, mtimeMs: mtime }: Stats): FoundFile {
  return { path, size, mtime };
}

async function listFolder(place: string) {
  const entries = await readdir(place, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readRules(root: string, folder: string): Promise<Rules | undefined> {
  const text = await readSmall(join(root, folder, '.gitignore'));
  if (text === undefined) return undefined;
  const { default: ignore } = await import('ignore');
  return { base: folder, rules: ignore().add(text) };
}

async function readSmall(place: string): Promise<string | undefined> {
  const stat = await lstat(place).catch(() => undefined);
  if (!stat?.isFile() || stat.size > MOST_RULES) return undefined;
  const file = await open(place).catch(() => undefined);
  try {
    return await file?.readFile('utf8');
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

/** The last rule that says anything counts, and those of a deeper folder come after those above it. */
function isIgnored(rules: readonly Rules[], path: string, isFolder: boolean): boolean {
  if (isFolder && NEVER.has(path.slice(path.lastIndexOf('/') + 1))) return true;
  let ignored = false;
  for (const { base, rules: own } of rules) {
    const inner = base === '' ? path : path.slice(base.length + 1);
    const said = own.test(isFolder ? `${inner}/` : inner);
    if (said.ignored) ignored = true;
    else if (said.unignored) ignored = false;
  }
  return ignored;
}
