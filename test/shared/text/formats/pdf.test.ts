import { expect, test } from 'vitest';
import { pageContent, pdfFile } from '../../../support/pdf-file.ts';
import { parse, refusal } from '../parsed.ts';

const PAGES = [
  pageContent([
    { text: 'The Analytical Engine', size: 24, y: 700 },
    { text: 'Parts', size: 16, y: 660 },
    { text: 'It weaves alge-', size: 11, y: 630 },
    { text: 'braic patterns (just so).', size: 11, y: 616 },
    { text: 'Another paragraph.', size: 11, y: 580 },
  ]),
  pageContent([{ text: 'On the second page.', size: 11, y: 700 }]),
];

test('text with its pages; what is set larger is a heading', async () => {
  const pdf = await parse(
    'a.pdf',
    pdfFile(PAGES, { Title: 'Notes', Author: 'Ada', CreationDate: 'D:20260102030405Z' }),
  );
  expect(pdf).toMatchObject({ kind: 'pdf', title: 'Notes', author: 'Ada', date: '2026-01-02' });
  expect(pdf.blocks.map(({ kind, level, page, text }) => [kind, level, page, text])).toEqual([
    ['heading', 1, 1, 'The Analytical Engine'],
    ['heading', 2, 1, 'Parts'],
    ['paragraph', undefined, 1, 'It weaves algebraic patterns (just so).'],
    ['paragraph', undefined, 1, 'Another paragraph.'],
    ['paragraph', undefined, 2, 'On the second page.'],
  ]);
  expect(pdf.blocks.at(-1)?.headings).toEqual(['The Analytical Engine', 'Parts']);
});

test('links by their addresses', async () => {
  const link =
    '<< /Type /Annot /Subtype /Link /Rect [72 695 200 715] /A << /S /URI /URI (https://example.org/a) >> >>';
  const { links } = await parse('a.pdf', pdfFile(['', ''], {}, link));
  expect(links).toEqual([
    { text: 'https://example.org/a', target: 'https://example.org/a' },
    { text: 'https://example.org/a', target: 'https://example.org/a' },
  ]);
});

test('a PDF without text is said to be one', async () => {
  const pdf = await parse('scan.pdf', pdfFile(['']));
  expect(pdf).toMatchObject({
    text: '',
    blocks: [],
    warnings: ['scan.pdf: there is no text in it; its pages may be pictures.'],
  });
});

test('too many pages', async () => {
  expect(await refusal('a.pdf', pdfFile(PAGES), { limits: { pages: 1 } })).toBe(
    'TOO_LARGE: a.pdf: it has more than 1 pages.',
  );
});

test('a damaged PDF, and what only has its name', async () => {
  expect(await refusal('a.pdf', '%PDF-1.7\nnothing')).toBe('INVALID_INPUT: a.pdf: the PDF is damaged.');
  expect(await refusal('a.pdf', 'nothing')).toBe(
    'INVALID_INPUT: a.pdf: it is called a PDF, and does not begin as one.',
  );
});
