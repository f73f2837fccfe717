import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { IzaError } from '../../shared/mcp/errors.ts';

/** A text file as it is on the disk, read without any server: what the servers say is held against it. */
export interface Document {
  /** Its path in the folder, with forward slashes: `docs/memory.md`. */
  name: string;
  /** Absolute, with no symbolic link in it. */
  path: string;
  uri: string;
  text: string;
}

export interface Documents {
  /** Absolute, with no symbolic link in it. */
  folder: string;
  files: Document[];
  /** Text files that were left out, and why. */
  leftOut: string[];
}

const TEXT_EXTENSIONS = new Set(['.md', '.markdown', '.txt', '.rst', '.adoc']);
/** Text files that by custom have no extension. */
const TEXT_NAMES = /^(readme|licen[cs]e|copying|notice|authors|contributing|changelog|changes|news)$/i;
const MAX_FILES = 12;
const MAX_BYTES = 256 * 1024;

/**
 * The text files of a folder and of its `docs` folder, by name, a README before the others; the first twelve.
 * @throws IzaError NOT_FOUND when there is no such folder, or no text file in it.
 */
export async function findDocuments(given: string): Promise<Documents> {
  const folder = await realpath(resolve(given)).catch(() => undefined);
  if (folder === undefined || !(await stat(folder)).isDirectory()) {
    throw new IzaError('NOT_FOUND', `There is no folder ${given}.`, {
      hint: 'Give a folder with text files: iza demo --documents <dir>.',
    });
  }
  const paths = [...(await textFiles(folder)), ...(await textFiles(join(folder, 'docs')))];
  const found: Documents = { folder, files: [], leftOut: [] };
  for (const path of paths) {
    const name = relative(folder, path).replaceAll('\\', '/');
    if (found.files.length === MAX_FILES)
      found.leftOut.push(`${name} (the demo reads ${MAX_FILES} files at most)`);
    else if ((await stat(path)).size > MAX_BYTES) found.leftOut.push(`${name} (larger than 256 KiB)`);
    else {
      found.files.push({
        name,
        path,
        uri: pathToFileURL(path).href,
        text: await readFile(path, 'utf8'),
      });
    }
  }
  if (found.files.length === 0) {
    throw new IzaError('NOT_FOUND', `There is no document in ${folder}.`, {
      why: `Looked for ${[...TEXT_EXTENSIONS].join(', ')} and README, LICENSE and the like, of at most 256 KiB, there and in its docs folder.`,
      hint: 'Give a folder with text files: iza demo --documents <dir>.',
    });
  }
  return found;
}

async function textFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && isText(entry.name))
    .map(({ name }) => join(folder, name))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** What introduces the others comes first. */
function rank(path: string): number {
  return /^readme/i.test(basename(path)) ? 0 : 1;
}

function isText(name: string): boolean {
  const extension = extname(name).toLowerCase();
  return extension === '' ? TEXT_NAMES.test(name) : TEXT_EXTENSIONS.has(extension);
}

/** A word that stands in every memory drawn from the document: its extension, or its whole name without one. */
export function wordOf({ name }: Document): string {
  return extname(name).slice(1) || basename(name);
}
