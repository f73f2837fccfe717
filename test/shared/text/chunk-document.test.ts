import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildDocument, documentWithin } from '../../../shared/text/build-document.ts';
import { type Chunk, chunkDocument } from '../../../shared/text/chunk-document.ts';
import type { Draft, ParsedDocument } from '../../../shared/text/document.ts';
import { DOCUMENT_LIMITS } from '../../../shared/text/document-limits.ts';
import { estimateTokens } from '../../../shared/text/tokens.ts';
import { parse } from './parsed.ts';

const texts = (chunks: readonly Chunk[]): string[] => chunks.map(({ text }) => text);
/** A sentence of so many tokens of three bytes. */
const sentence = (tokens: number, letter: string): string =>
  `${letter.toUpperCase()}${letter.repeat(tokens * 3 - 2)}.`;

describe('chunks', () => {
  test('a section is a chunk where it fits, and no chunk goes over a heading', async () => {
    const body = 'Some words that are not few. '.repeat(2).trim();
    const document = await parse('a.md', `# One\n\n${body}\n\n## Two\n\n${body}\n\n# Three\n\n${body}\n`);
    expect(chunkDocument(document, { maxTokens: 64, overlapTokens: 0 })).toEqual([
      { ord: 0, headings: ['One'], text: `One\n\n${body}`, start: 0, end: 62, tokens: 21 },
      { ord: 1, headings: ['One', 'Two'], text: `Two\n\n${body}`, start: 64, end: 126, tokens: 21 },
      { ord: 2, headings: ['Three'], text: `Three\n\n${body}`, start: 128, end: 192, tokens: 22 },
    ]);
  });

  test('what is tiny goes with what follows, under the headings of both', async () => {
    const document = await parse('a.md', '# Title\n\n## Part\n\nA first sentence about it.\n');
    expect(chunkDocument(document, { maxTokens: 100 })).toMatchObject([
      { headings: ['Title'], text: 'Title\n\nPart\n\nA first sentence about it.' },
    ]);
  });

  test('sentences stay whole, and the last ones are said again', async () => {
    const [a, b, c, d] = [sentence(10, 'a'), sentence(10, 'b'), sentence(10, 'c'), sentence(10, 'd')];
    const document = await parse('a.txt', `${a} ${b} ${c} ${d}`);
    expect(texts(chunkDocument(document, { maxTokens: 24, overlapTokens: 12 }))).toEqual([
      `${a} ${b}`,
      `${b} ${c}`,
      `${c} ${d}`,
    ]);
    expect(texts(chunkDocument(document, { maxTokens: 24, overlapTokens: 0 }))).toEqual([
      `${a} ${b}`,
      `${c} ${d}`,
    ]);
  });

  test('what would be said again gives way to a long sentence', async () => {
    const [a, b, c] = [sentence(10, 'a'), sentence(8, 'b'), sentence(22, 'c')];
    const document = await parse('a.txt', `${a} ${b} ${c}`);
    expect(texts(chunkDocument(document, { maxTokens: 24, overlapTokens: 12 }))).toEqual([`${a} ${b}`, c]);
  });

  test('items and rows stay whole; a long list is parted between them', async () => {
    const items = ['- one and more', '- two and more', '- three and more', '- four and more'];
    const document = await parse('a.md', `${items.join('\n')}\n`);
    expect(texts(chunkDocument(document, { maxTokens: 16, overlapTokens: 0 }))).toEqual([
      items.slice(0, 3).join('\n'),
      items[3],
    ]);
  });

  test('a heading does not stay alone before a long block', async () => {
    const lines = Array.from({ length: 6 }, (_, index) => `const value${index} = ${index};`);
    const document = await parse('a.md', `# Heading\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n`);
    expect(texts(chunkDocument(document, { maxTokens: 38, overlapTokens: 0 }))).toEqual([
      `Heading\n\n${lines.slice(0, 5).join('\n')}`,
      lines[5],
    ]);
  });

  test('a sentence that is too long is cut between words, a word that is too long within', async () => {
    const words = Array.from({ length: 20 }, () => 'abcde').join(' ');
    expect(texts(chunkDocument(await parse('a.txt', words), { maxTokens: 16, overlapTokens: 0 }))).toEqual([
      Array.from({ length: 8 }, () => 'abcde').join(' '),
      Array.from({ length: 8 }, () => 'abcde').join(' '),
      Array.from({ length: 4 }, () => 'abcde').join(' '),
    ]);
    expect(
      texts(chunkDocument(await parse('a.txt', 'x'.repeat(100)), { maxTokens: 16, overlapTokens: 0 })),
    ).toEqual(['x'.repeat(48), 'x'.repeat(48), 'x'.repeat(4)]);
    // A family is one character of 25 bytes, so there is one to 16 tokens.
    const family = '👨‍👩‍👧‍👦';
    expect(texts(chunkDocument(await parse('a.txt', family.repeat(3)), { maxTokens: 16 }))).toEqual([
      family,
      family,
      family,
    ]);
  });

  test('nothing gives no chunks, and options have to make sense', async () => {
    expect(chunkDocument(await parse('a.txt', ' \n '))).toEqual([]);
    const document = await parse('a.txt', 'a');
    expect(() => chunkDocument(document, { maxTokens: 15 })).toThrow(RangeError);
    expect(() => chunkDocument(document, { maxTokens: 20, overlapTokens: 20 })).toThrow(RangeError);
    expect(() => chunkDocument(document, { maxTokens: Number.NaN })).toThrow(RangeError);
  });
});

const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
  fc.constantFrom(
    'The',
    'engine.',
    'Dr.',
    'said,',
    'why?',
    'Élodie',
    '北京。',
    '👨‍👩‍👧‍👦',
    'x'.repeat(70),
    '\ud800',
  ),
);
const prose = fc
  .array(fc.tuple(word, fc.constantFrom(' ', ' ', ' ', '\n', '\r\n', '\n\n', '. ')), { maxLength: 60 })
  .map((words) => words.flat().join(''));
const draft: fc.Arbitrary<Draft> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('paragraph', 'list', 'table', 'code', 'quote') as fc.Arbitrary<Draft['kind']>,
    text: prose,
  }),
  fc.record({ kind: fc.constant('heading' as const), level: fc.integer({ min: 1, max: 6 }), text: word }),
);
const built = fc
  .array(draft, { maxLength: 15 })
  .map((blocks) => buildDocument('a', 'markdown', { blocks, links: [] }, DOCUMENT_LIMITS));
const plain = prose.map((text) =>
  documentWithin('a', { kind: 'text', text }, text.trim() === '' ? [] : [[0, text.length]], DOCUMENT_LIMITS),
);
const options = fc
  .record({ maxTokens: fc.integer({ min: 16, max: 80 }), overlapTokens: fc.integer({ min: 0, max: 60 }) })
  .filter(({ maxTokens, overlapTokens }) => overlapTokens < maxTokens);

test('of any document: spans are exact, budgets are kept, all that is not space is in a chunk, in order', () => {
  fc.assert(
    fc.property(fc.oneof(built, plain), options, (document: ParsedDocument, given) => {
      const chunks = chunkDocument(document, given);
      const covered = new Uint8Array(document.text.length);
      for (const [index, { ord, text, start, end, tokens }] of chunks.entries()) {
        expect(ord).toBe(index);
        expect(document.text.slice(start, end)).toBe(text);
        expect(text.trim()).not.toBe('');
        expect(tokens).toBe(estimateTokens(text));
        expect(tokens).toBeLessThanOrEqual(given.maxTokens);
        covered.fill(1, start, end);
        const before = chunks[index - 1];
        if (!before) continue;
        expect(start).toBeGreaterThan(before.start);
        expect(end).toBeGreaterThan(before.end);
        const again = document.text.slice(start, Math.max(start, before.end));
        expect(estimateTokens(again)).toBeLessThanOrEqual(given.overlapTokens);
      }
      for (const { start, end } of document.blocks) {
        for (let at = start; at < end; at += 1) {
          if (!covered[at]) expect(document.text[at]).toMatch(/\s/);
        }
      }
      expect(chunkDocument(document, given)).toEqual(chunks);
    }),
    { numRuns: 500 },
  );
});
