import type { Link, Reading } from '../document.ts';
import type { DocumentLimits } from '../document-limits.ts';
import { overLimit, refused } from '../refusal.ts';
import { draftsOfLines, type PageLine } from './pdf-lines.ts';

type Pdf = Awaited<ReturnType<typeof import('unpdf').getDocumentProxy>>;

/** Pieces of text on a page: an operator can show the same letters without end. */
const PIECES = 500_000;

/** A PDF by its text, with the page that each block begins on. Pictures of text are not read. @throws IzaError */
export async function readPdf(name: string, bytes: Uint8Array, limits: DocumentLimits): Promise<Reading> {
  const pdf = await open(name, bytes);
  try {
    if (pdf.numPages > limits.pages) throw overLimit(name, 'it has', limits.pages, 'pages');
    const lines: PageLine[] = [];
    const links: Link[] = [];
    let size = 0;
    for (let page = 1; page <= pdf.numPages; page += 1) {
      for (const line of await linesOf(name, pdf, page)) {
        size += line.text.length;
        if (size > limits.characters)
          throw overLimit(name, 'it has', limits.characters, 'characters of text');
        lines.push(line);
      }
      for (const link of await linksOf(pdf, page)) links.push(link);
    }
    const blocks = draftsOfLines(lines);
    const properties = await propertiesOf(pdf);
    return {
      ...properties,
      blocks,
      links,
      ...(blocks.length === 0 && {
        warnings: [`${name}: there is no text in it; its pages may be pictures.`],
      }),
    };
  } finally {
    await pdf.loadingTask.destroy();
  }
}

async function open(name: string, bytes: Uint8Array): Promise<Pdf> {
  const { getDocumentProxy } = await import('unpdf');
  try {
    // A copy, since the reader detaches what it is given.
    return await getDocumentProxy(Uint8Array.from(bytes), {
      verbosity: 0,
      disableFontFace: true,
      useSystemFonts: false,
      enableXfa: false,
      stopAtErrors: false,
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      throw refused(name, 'the PDF is locked with a password', 'Save it without one.');
    }
    throw refused(name, 'the PDF is damaged');
  }
}

async function linesOf(name: string, pdf: Pdf, number: number): Promise<PageLine[]> {
  let page: Awaited<ReturnType<Pdf['getPage']>>;
  try {
    page = await pdf.getPage(number);
  } catch {
    throw refused(`${name}, page ${number}`, 'the page is damaged');
  }
  const lines: PageLine[] = [];
  let line: PageLine | undefined;
  let pieces = 0;
  const end = (): void => {
    if (line && line.text.trim() !== '') lines.push({ ...line, text: line.text.replace(/\s+/g, ' ').trim() });
    line = undefined;
  };
  const reader = page.streamTextContent().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const { items } = part.value as { items: { str?: string; transform: number[]; hasEOL: boolean }[] };
    pieces += items.length;
    if (pieces > PIECES) throw overLimit(`${name}, page ${number}`, 'it has', PIECES, 'pieces of text');
    for (const { str, transform, hasEOL } of items) {
      if (str === undefined) continue;
      const [, , c = 0, d = 0, , y = 0] = transform;
      if (str.trim() !== '') {
        line ??= { text: '', y, size: Math.hypot(c, d), page: number };
      }
      if (line) line.text += str;
      if (hasEOL) end();
    }
  }
  end();
  page.cleanup();
  return lines;
}

/** Addresses that places of a page lead to (ISO 32000-1, §12.5.6.5), by the words there. */
async function linksOf(pdf: Pdf, number: number): Promise<Link[]> {
  const page = await pdf.getPage(number);
  const notes: { url?: unknown; overlaidText?: unknown }[] = await page.getAnnotations().catch(() => []);
  return notes.flatMap(({ url, overlaidText }) => {
    if (typeof url !== 'string' || url === '') return [];
    const text = typeof overlaidText === 'string' ? overlaidText.replace(/\s+/g, ' ').trim() : '';
    return [{ text: text === '' ? url : text, target: url }];
  });
}

/** What the PDF says of itself (ISO 32000-1, §14.3.3). */
async function propertiesOf(pdf: Pdf): Promise<Pick<Reading, 'title' | 'author' | 'date'>> {
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  const said = info as Record<string, unknown>;
  const text = (key: string): string | undefined => {
    const value = said[key];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const [title, author, date] = [text('Title'), text('Author'), dateOf(text('CreationDate'))];
  return { ...(title && { title }), ...(author && { author }), ...(date && { date }) };
}

/** `D:20260102030405+01'00'` as a date (ISO 32000-1, §7.9.4). */
function dateOf(text: string | undefined): string | undefined {
  const [, year, month = '01', day = '01'] = /^(?:D:)?(\d{4})(\d{2})?(\d{2})?/.exec(text ?? '') ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}
