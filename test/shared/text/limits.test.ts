import { createDeflate } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { docxFile, paragraph } from '../../support/docx-file.ts';
import { pdfFile } from '../../support/pdf-file.ts';
import { parse, refusal } from './parsed.ts';

const MIB = 1024 * 1024;

/** Spaces, packed, without ever having them all. */
async function packedSpaces(mib: number): Promise<Buffer> {
  const deflate = createDeflate();
  const chunks: Buffer[] = [];
  const done = (async () => {
    for await (const chunk of deflate) chunks.push(chunk as Buffer);
  })();
  const spaces = Buffer.alloc(MIB, 0x20);
  for (let written = 0; written < mib; written += 1) {
    if (!deflate.write(spaces)) await new Promise((resolve) => deflate.once('drain', resolve));
  }
  deflate.end();
  await done;
  return Buffer.concat(chunks);
}

describe('each limit is named', () => {
  test.each([
    ['bytes', 'a.txt', 'abcdef', { bytes: 5 }, 'it has more than 5 bytes'],
    ['depth of JSON', 'a.json', '[[[[1]]]]', { depth: 3 }, 'it is nested more than 3 levels deep'],
    [
      'depth of JSON Lines',
      'a.jsonl',
      '{"a":1}\n[[[[1]]]]',
      { depth: 3 },
      'it is nested more than 3 levels deep',
    ],
    [
      'depth of elements',
      'a.html',
      '<div><div><div>',
      { depth: 2 },
      'its elements are nested more than 2 levels deep',
    ],
    ['elements', 'a.html', '<p>a<p>b<p>c', { elements: 2 }, 'it has more than 2 elements'],
    ['blocks', 'a.txt', 'a\n\nb\n\nc', { blocks: 2 }, 'it has more than 2 blocks'],
    ['blocks', 'a.md', 'a\n\nb\n\nc', { blocks: 2 }, 'it has more than 2 blocks'],
    ['characters', 'a.md', 'abc\n\ndef', { characters: 7 }, 'it has more than 7 characters of text'],
    ['characters', 'a.csv', 'a\n12345\n12345', { characters: 12 }, 'it has more than 12 characters of text'],
  ])('%s of %s', async (_, name, content, limits, message) => {
    expect(await refusal(name, content, { limits })).toBe(`TOO_LARGE: ${name}: ${message}.`);
  });

  test('depth of lists and quotes, with the line', async () => {
    expect(await refusal('a.md', 'a\n\n> > > b', { limits: { depth: 2 } })).toBe(
      'TOO_LARGE: a.md, line 3: lists and quotes are nested more than 2 levels deep.',
    );
  });

  test('files, bytes and ratio of a DOCX', async () => {
    const document = docxFile(paragraph('x'), [{ name: 'word/a.xml', content: Buffer.alloc(2 * MIB) }]);
    expect(await refusal('a.docx', document, { limits: { entries: 6 } })).toBe(
      'TOO_LARGE: a.docx: it has more than 6 files.',
    );
    expect(await refusal('a.docx', document, { limits: { unpackedBytes: MIB, ratio: 10_000 } })).toBe(
      `TOO_LARGE: a.docx/word/a.xml: it has more than ${MIB} bytes.`,
    );
    expect(await refusal('a.docx', document)).toBe(
      'TOO_LARGE: a.docx/word/a.xml: it unpacks to more than 200 times its size.',
    );
  });

  test('milliseconds', async () => {
    // Overlapping elements are opened anew in every paragraph: a tree of millions from a few hundred kilobytes.
    const open = Array.from({ length: 400 }, (_, index) => `<b id=${index}>`).join('');
    expect(await refusal('a.html', open + '<p>x'.repeat(100_000), { limits: { milliseconds: 200 } })).toBe(
      'TIMEOUT: a.html: reading it takes more than 200 milliseconds.',
    );
  });
});

describe('bombs', () => {
  test('a PDF with a page of 768 MiB', async () => {
    const bomb = pdfFile([{ packed: await packedSpaces(768) }]);
    expect(bomb.length).toBeLessThan(MIB);
    expect(await refusal('bomb.pdf', bomb)).toBe(
      'TOO_LARGE: bomb.pdf: reading it takes more than 512 MiB of memory.',
    );
  });

  test('a DOCX whose directory says less than what is in it', async () => {
    const bomb = docxFile(paragraph('x'), [
      { name: 'word/a.xml', content: Buffer.alloc(64 * MIB), uncompressedSize: 1000 },
    ]);
    expect(await refusal('bomb.docx', bomb)).toBe(
      'INVALID_INPUT: bomb.docx/word/a.xml: the archive is damaged or of a kind that cannot be read.',
    );
  });

  test('a DOCX of elements in elements', async () => {
    const [open, close] = ['<w:tbl><w:tr><w:tc>', '</w:tc></w:tr></w:tbl>'];
    const deep = docxFile(open.repeat(100_000) + paragraph('x') + close.repeat(100_000));
    expect(await refusal('deep.docx', deep, { limits: { ratio: 10_000 } })).toBe(
      'TOO_LARGE: deep.docx: its elements are nested more than 512 levels deep.',
    );
  });

  test.each(['[', '{"a":'])('JSON that begins with 100,000 of %s', async (open) => {
    expect(await refusal('a.json', open.repeat(100_000))).toBe(
      'TOO_LARGE: a.json: it is nested more than 512 levels deep.',
    );
  });

  test('HTML of 50 MB with a million nested elements', async () => {
    const deep = Buffer.from('<div>'.repeat(1_000_000) + 'x'.repeat(45 * 1_000_000));
    expect(await refusal('deep.html', deep)).toBe(
      'TOO_LARGE: deep.html: its elements are nested more than 512 levels deep.',
    );
  });

  test('HTML with a million elements side by side', async () => {
    expect(await refusal('wide.html', '<i>x</i>'.repeat(1_000_000))).toBe(
      'TOO_LARGE: wide.html: it has more than 200000 elements.',
    );
  });

  test('overlapping elements, which nobody can count beforehand', async () => {
    expect(await refusal('deep.html', '<b>'.repeat(100_000))).toBe(
      'TOO_LARGE: deep.html: it is nested more than 512 levels deep.',
    );
  });

  test('a feed of elements in elements', async () => {
    expect(await refusal('a.rss', `<rss><channel>${'<a>'.repeat(100_000)}`)).toBe(
      'TOO_LARGE: a.rss: its elements are nested more than 512 levels deep.',
    );
  });

  test('a heading that every block would repeat', async () => {
    const { blocks } = await parse('a.md', `# ${'h '.repeat(10_000)}\n\n${'x\n\n'.repeat(2_000)}`);
    expect(blocks.at(-1)?.headings.map((heading) => heading.length)).toEqual([200]);
  });

  test('keys that paths would repeat without end', async () => {
    const key = 'k'.repeat(100_000);
    const members = Array.from({ length: 200_000 }, (_, index) => index).join(',');
    expect(await refusal('a.json', `{"${key}":[${members}]}`)).toBe(
      'TOO_LARGE: a.json: it has more than 16777216 characters of text.',
    );
  });

  test('afterwards, the next document is read as if nothing had been', async () => {
    expect((await parse('a.md', '# A')).text).toBe('A');
    expect((await parse('a.html', '<p>a')).text).toBe('a');
  });
});
