import { bytesSource } from '../byte-source.ts';
import { checkMarkup } from '../check-markup.ts';
import type { Reading } from '../document.ts';
import type { DocumentLimits } from '../document-limits.ts';
import { createTextContext } from '../mdast-text.ts';
import { refused } from '../refusal.ts';
import { filesOfZip, type ZipFile } from '../zip/zip.ts';
import { openHtmlFragments } from './html.ts';

const BODY = 'word/document.xml';
const PROPERTIES = 'docProps/core.xml';
const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"];

/** A Word document, through HTML. All of the archive is unpacked once and checked before it is read. @throws IzaError */
export async function readDocx(name: string, bytes: Uint8Array, limits: DocumentLimits): Promise<Reading> {
  const files = await filesOfZip(bytesSource(name, bytes), {
    zipEntries: limits.entries,
    zipBytes: limits.unpackedBytes,
    fileBytes: limits.unpackedBytes,
    zipRatio: limits.ratio,
  });
  const body = files.find((file) => file.name === BODY);
  if (!body) {
    throw refused(name, 'it is a zip, and no Word document', 'Unpack it and hand in the files one by one.');
  }
  // What the directory of a zip says may be wrong, and mammoth's own unpacking would believe it.
  for (const file of files) if (file !== body) await drain(file);
  checkMarkup(name, await textOf(body), 'xml', limits);

  const { mammoth } = await import('./docx-packages.ts');
  let html: string;
  try {
    const images = mammoth.images.imgElement(async () => ({ src: '' }));
    ({ value: html } = await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes) },
      { styleMap: STYLES, convertImage: images, externalFileAccess: false },
    ));
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw refused(name, 'the Word document is damaged');
  }
  const context = createTextContext();
  const blocks = (await openHtmlFragments(name, context, limits))(html);
  const { title, creator, created } = await propertiesOf(files);
  const own = title ?? blocks.find(({ level }) => level === 1)?.text;
  return {
    ...(own !== undefined && { title: own }),
    ...(creator !== undefined && { author: creator }),
    ...(created !== undefined && { date: created }),
    blocks,
    links: context.links,
  };
}

async function drain(file: ZipFile): Promise<void> {
  for await (const _ of file.chunks());
}

async function textOf(file: ZipFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Title, creator and date of the file (ECMA-376, part 2, §11, core properties). */
async function propertiesOf(
  files: readonly ZipFile[],
): Promise<Partial<Record<'title' | 'creator' | 'created', string>>> {
  const file = files.find(({ name }) => name === PROPERTIES);
  if (!file) return {};
  const { XMLParser } = await import('./docx-packages.ts');
  const parser = new XMLParser({ removeNSPrefix: true, parseTagValue: false, ignoreAttributes: true });
  let found: Record<string, unknown> = {};
  try {
    found = parser.parse(await textOf(file))?.coreProperties ?? {};
  } catch {
    // Properties that cannot be read are properties that are not there.
  }
  const said = (['title', 'creator', 'created'] as const).flatMap((key) => {
    const value = found[key];
    return typeof value === 'string' && value.trim() !== '' ? [[key, value.trim()]] : [];
  });
  return Object.fromEntries(said);
}
