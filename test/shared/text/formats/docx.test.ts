import { expect, test } from 'vitest';
import { docxFile, paragraph } from '../../../support/docx-file.ts';
import { zipFile } from '../../../support/zip-file.ts';
import { outline, parse, refusal } from '../parsed.ts';

const row = (cells: string[]): string =>
  `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`;

const BODY =
  paragraph('Engines', 'Title') +
  paragraph('Parts', 'Heading2') +
  paragraph('The mill &amp; the store.') +
  `<w:p><w:hyperlink r:id="link"><w:r><w:t>A letter</w:t></w:r></w:hyperlink></w:p>` +
  `<w:tbl>${row(['Part', 'Weight'])}${row(['Mill', '5 t'])}</w:tbl>`;

test('a Word document by its styles, with what its properties say', async () => {
  const core =
    '<dc:title>Notes</dc:title><dc:creator>Ada</dc:creator><dcterms:created>2026-01-02T00:00:00Z</dcterms:created>';
  const document = await parse('a.docx', docxFile(BODY, [], core));
  expect(outline(document)).toEqual([
    'heading1 Engines',
    'heading2 (Engines) Parts',
    'paragraph (Engines > Parts) The mill & the store.',
    'paragraph (Engines > Parts) A letter',
    'table (Engines > Parts) Part | Weight\nMill | 5 t',
  ]);
  expect(document).toMatchObject({
    kind: 'docx',
    title: 'Notes',
    author: 'Ada',
    date: '2026-01-02T00:00:00Z',
    links: [{ text: 'A letter', target: 'https://example.org/a' }],
  });
});

test('without properties, its first heading is the title', async () => {
  expect(await parse('a.docx', docxFile(BODY))).toMatchObject({ title: 'Engines' });
});

test('a zip that is something else', async () => {
  expect(await refusal('a.zip', zipFile([{ name: 'a.txt', content: 'a' }]))).toBe(
    'INVALID_INPUT: a.zip: it is a zip, and no Word document.',
  );
});

test('a damaged archive', async () => {
  const whole = docxFile(BODY);
  expect(await refusal('a.docx', whole.subarray(0, whole.length - 30))).toBe(
    'INVALID_INPUT: a.docx: the archive is damaged or of a kind that cannot be read.',
  );
  expect(await refusal('a.docx', docxFile('<w:p>'))).toBe(
    'INVALID_INPUT: a.docx: the Word document is damaged.',
  );
});
