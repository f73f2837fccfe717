import * as z from 'zod';
import type { Draft, Link, Reading } from '../document.ts';
import type { DocumentLimits } from '../document-limits.ts';
import { checkJsonDepth } from '../json-depth.ts';
import { refused } from '../refusal.ts';
import { readMarkdown } from './markdown.ts';

/** Text as nbformat has it: whole, or line by line. */
const Source = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]);

/** What is read of a Jupyter notebook (https://nbformat.readthedocs.io, format 4). */
const Notebook = z.object({
  cells: z.array(z.object({ cell_type: z.string(), source: Source.catch('') })),
  metadata: z
    .object({
      title: z.string().optional().catch(undefined),
      language_info: z.object({ name: z.string() }).optional().catch(undefined),
      kernelspec: z.object({ language: z.string() }).optional().catch(undefined),
    })
    .catch({}),
});

/** A notebook's cells: Markdown by its blocks, code as it stands. What cells put out is left out. @throws IzaError */
export async function readNotebook(name: string, text: string, limits: DocumentLimits): Promise<Reading> {
  checkJsonDepth(name, text, limits.depth);
  const { cells, metadata } = parseNotebook(name, text);
  const language = metadata.language_info?.name ?? metadata.kernelspec?.language;
  const blocks: Draft[] = [];
  const links: Link[] = [];
  for (const { cell_type: type, source } of cells) {
    if (type === 'markdown') {
      const cell = await readMarkdown(name, source, limits);
      for (const block of cell.blocks) blocks.push(block);
      for (const link of cell.links) links.push(link);
    } else blocks.push({ kind: type === 'code' ? 'code' : 'paragraph', text: source });
  }
  const title = metadata.title ?? blocks.find(({ level }) => level === 1)?.text;
  return {
    ...(title !== undefined && { title }),
    ...(language !== undefined && { language: language.toLowerCase() }),
    blocks,
    links,
  };
}

function parseNotebook(name: string, text: string): z.output<typeof Notebook> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused(name, 'the notebook is not JSON');
  }
  const notebook = Notebook.safeParse(value);
  if (notebook.success) return notebook.data;
  throw refused(name, 'it is no Jupyter notebook of format 4', 'Open it in Jupyter and save it again.');
}
