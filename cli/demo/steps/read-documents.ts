import { dirname } from 'node:path';
import { type Asking, askDownstream } from '../ask.ts';
import type { Documents } from '../documents.ts';
import { count } from '../shorten.ts';
import type { Toolbox } from './find-tools.ts';

/** Lists the folder and reads its documents through the tools that were found; holds both against the disk. */
export async function readDocuments(
  asking: Asking,
  { list, read }: Toolbox,
  { files, leftOut }: Documents,
): Promise<void> {
  const { step } = asking;
  const unlisted: string[] = [];
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) {
    const listing = await askDownstream(asking, list.name, list.argumentsFor(folder), (text) => text);
    const here = files.filter(({ path }) => dirname(path) === folder);
    unlisted.push(...here.map(({ path }) => path).filter((path) => !lists(listing, path)));
  }
  step.check(
    'the listing names every document',
    unlisted.length === 0,
    unlisted.length === 0 ? count(files.length, 'document') : `not in it: ${unlisted.join(', ')}`,
  );
  const different: string[] = [];
  for (const { name, path, text } of files) {
    const answer = await askDownstream(asking, read.name, read.argumentsFor(path), describeText);
    if (answer !== text) different.push(name);
  }
  for (const one of leftOut) step.note(`Not read: ${one}.`);
  step.check(
    'every document came through as it is on the disk',
    different.length === 0,
    different.length === 0
      ? `${count(files.length, 'document')}, ${count(
          files.reduce((sum, { text }) => sum + text.length, 0),
          'character',
        )}`
      : `different: ${different.join(', ')}`,
  );
}

function lists(listing: string, path: string): boolean {
  const name = path.slice(dirname(path).length + 1);
  return listing.split(/\r?\n/).some((line) => line === name || line.endsWith(` ${name}`));
}

function describeText(text: string): string {
  const lines = text.split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return `${count(text.length, 'character')}: ${first}`;
}
