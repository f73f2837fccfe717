import { describe, expect, test } from 'vitest';
import { kindOf } from '../../../shared/text/kind.ts';
import { parse, refusal } from './parsed.ts';

const kind = (name: string, content: string, mediaType?: string): string => {
  const known = kindOf(Buffer.from(content), { name, mediaType });
  return known.language === undefined ? known.kind : `${known.kind} ${known.language}`;
};

describe('what a document is', () => {
  test.each([
    ['a.md', 'x', 'markdown'],
    ['README.MARKDOWN', 'x', 'markdown'],
    ['folder.d/a.html', 'x', 'html'],
    ['a.xml', '<?xml version="1.0"?>\n<rss version="2.0">', 'feed'],
    ['a.xml', '<project/>', 'code xml'],
    ['a.ts', '// <html>', 'code typescript'],
    ['Dockerfile', 'FROM node', 'code dockerfile'],
    ['run', '#!/usr/bin/env python3\n', 'code python'],
    ['run', '#!/bin/sh\n', 'code shell'],
    ['a.yaml', 'a: 1', 'code yaml'],
    ['a.json', '[1]', 'json'],
    ['a.unknown', 'words', 'text'],
    ['document', '<!DOCTYPE html><p>', 'html'],
    ['document', '{"a": 1}', 'json'],
    ['document', '[1, 2]', 'json'],
    ['document', '[see] words', 'text'],
    ['document', '# Title\n', 'markdown'],
    ['document', 'About %PDF-1.7 files', 'text'],
    ['a.txt', '%PDF-1.7', 'pdf'],
    ['constructor', 'x', 'text'],
    ['a.constructor', 'x', 'text'],
  ])('%s %j is %s', (name, content, expected) => {
    expect(kind(name, content)).toBe(expected);
  });

  test.each([
    ['text/markdown; charset=utf-8', 'markdown'],
    ['TEXT/HTML', 'html'],
    ['application/rss+xml', 'feed'],
    ['text/plain', 'text'],
  ])('by the media type %s where the name says nothing', (mediaType, expected) => {
    expect(kind('document', 'words', mediaType)).toBe(expected);
  });
});

describe('what is no document', () => {
  test.each([
    ['a.png', Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'a PNG image'],
    ['a.txt', Buffer.from('SQLite format 3\0'), 'an SQLite database'],
    ['a.md', Buffer.from([0x1f, 0x8b, 8]), 'a gzip archive'],
  ])('%s: %s', async (name, bytes, what) => {
    expect(await refusal(name, bytes)).toBe(
      `INVALID_INPUT: ${name}: it is ${what}, not a document that can be read.`,
    );
  });

  test.each([
    ['NUL bytes', Buffer.from('a\0b')],
    [
      'control characters',
      Buffer.from(Array.from({ length: 100 }, (_, index) => (index % 10 === 0 ? 1 : 0x61))),
    ],
  ])('%s', async (_, bytes) => {
    expect(await refusal('a.txt', bytes)).toBe(
      'INVALID_INPUT: a.txt: it is a binary file, not a document that can be read.',
    );
  });
});

describe('encodings', () => {
  const utf16 = (text: string, big: boolean): Buffer => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return big ? bytes.swap16() : bytes;
  };

  test.each([
    ['UTF-8', Buffer.from('naïve €'), 'naïve €'],
    ['UTF-8 with a mark', Buffer.from('\ufeffnaïve €'), 'naïve €'],
    ['UTF-16 LE', utf16('naïve €', false), 'naïve €'],
    ['UTF-16 BE', utf16('naïve €', true), 'naïve €'],
    ['windows-1252', Buffer.from([0x6e, 0x61, 0xef, 0x76, 0x65, 0x20, 0x80]), 'naïve €'],
    ['nothing at all', Buffer.alloc(0), ''],
  ])('%s', async (_, bytes, text) => {
    expect((await parse('a.txt', bytes)).text).toBe(text);
  });

  test('the one that the media type names', async () => {
    const bytes = Buffer.from([0xc4, 0xc1]);
    expect((await parse('a.txt', bytes, { mediaType: 'text/plain; charset=koi8-r' })).text).toBe('да');
    expect((await parse('a.txt', bytes, { mediaType: 'text/plain; charset=nonsense' })).text).toBe('ÄÁ');
  });

  test('UTF-16 that ends within a character', async () => {
    expect(await refusal('a.txt', Buffer.from([0xff, 0xfe, 0x61]))).toBe(
      'INVALID_INPUT: a.txt: it is not the utf-16le that it says it is.',
    );
  });
});
