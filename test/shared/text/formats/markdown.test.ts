import { expect, test } from 'vitest';
import { outline, parse } from '../parsed.ts';

const NOTE = `---
title: Engines
author: Ada
date: 2026-01-02
tags: [a, b]
---
# Difference *engine*

Designed by [[Charles Babbage|Babbage]] and described
in [a letter][1], see ![[drawing.png]].

## Parts

1. Mill
   - cogs
   - \`axles\`
2. Store
- [x] built
- [ ] tested

| Part | Weight |
| ---- | -----: |
| Mill | 5 t    |

> It weaves
> patterns.

\`\`\`ts
const a = 1;
\`\`\`

<details><summary>More</summary><a href="https://example.org/more">here</a></details>
<!-- not shown -->

Done.[^1]

[1]: https://example.org/letter 'Letter'
[^1]: By *hand*.
`;

test('a note with all that Markdown has', async () => {
  const note = await parse('note.md', NOTE);
  expect(outline(note)).toEqual([
    'heading1 Difference engine',
    'paragraph (Difference engine) Designed by Babbage and described in a letter, see drawing.png.',
    'heading2 (Difference engine) Parts',
    'list (Difference engine > Parts) 1. Mill\n  - cogs\n  - axles\n2. Store',
    'list (Difference engine > Parts) - [x] built\n- [ ] tested',
    'table (Difference engine > Parts) Part | Weight\nMill | 5 t',
    'quote (Difference engine > Parts) It weaves patterns.',
    'code (Difference engine > Parts) const a = 1;',
    'paragraph (Difference engine > Parts) More',
    'paragraph (Difference engine > Parts) here',
    'paragraph (Difference engine > Parts) Done.',
    'paragraph (Difference engine > Parts) By hand.',
  ]);
  expect(note).toMatchObject({
    kind: 'markdown',
    title: 'Engines',
    author: 'Ada',
    date: '2026-01-02',
    frontMatter: { title: 'Engines', author: 'Ada', date: '2026-01-02', tags: ['a', 'b'] },
    links: [
      { text: 'Babbage', target: 'Charles Babbage', wiki: true },
      { text: 'a letter', target: 'https://example.org/letter' },
      { text: 'drawing.png', target: 'drawing.png', wiki: true },
      { text: 'here', target: 'https://example.org/more' },
    ],
  });
  expect(note.text).toBe(note.blocks.map(({ text }) => text).join('\n\n'));
  for (const { text, start, end } of note.blocks) expect(note.text.slice(start, end)).toBe(text);
});

test('the first heading is the title where the front matter has none', async () => {
  expect(await parse('a.md', '---\ndraft: true\n---\n\n## Two\n\n# One\n')).toMatchObject({
    title: 'One',
    frontMatter: { draft: true },
  });
  expect(await parse('a.md', 'nothing')).not.toHaveProperty('title');
});

test('front matter that is no YAML is text, and a warning', async () => {
  const note = await parse('a.md', '---\ntitle: [a\n---\n\nText.\n');
  expect(note).not.toHaveProperty('frontMatter');
  expect(note.warnings).toEqual(['a.md, line 3: the front matter is not plain YAML, or has a key twice.']);
  expect(note.text).toContain('Text.');
});

test('line ends of Windows', async () => {
  const { text, frontMatter } = await parse(
    'a.md',
    '---\r\na: 1\r\n---\r\n# A\r\n\r\n```\r\nb\r\nc\r\n```\r\n',
  );
  expect({ text, frontMatter }).toEqual({ text: 'A\n\nb\nc', frontMatter: { a: 1 } });
});

test('headings are under those of a lower level, whatever is left out between', async () => {
  const note = await parse('a.md', '# A\n\n#### D\n\nd\n\n## B\n\nb\n\n# A2\n\na\n');
  expect(outline(note)).toEqual([
    'heading1 A',
    'heading4 (A) D',
    'paragraph (A > D) d',
    'heading2 (A) B',
    'paragraph (A > B) b',
    'heading1 A2',
    'paragraph (A2) a',
  ]);
});

test('links that lead nowhere are left out', async () => {
  const { links, text } = await parse(
    'a.md',
    '[a](#here) [b](javascript:alert) [c](<>) [d](d.md) <https://e.org>',
  );
  expect(text).toBe('a b c d https://e.org');
  expect(links).toEqual([
    { text: 'd', target: 'd.md' },
    { text: 'https://e.org', target: 'https://e.org' },
  ]);
});

test('definitions far from where they are used', async () => {
  const filler = 'Words and words.\n\n'.repeat(500);
  const { links } = await parse('a.md', `[x][far]\n\n${filler}## End\n\n[far]: https://example.org/far\n`);
  expect(links).toEqual([{ text: 'x', target: 'https://example.org/far' }]);
});

test('a wikilink in a table, with its bar escaped', async () => {
  const { links, text } = await parse('a.md', '| a |\n| - |\n| [[b\\|c]] |\n');
  expect(text).toBe('a\nc');
  expect(links).toEqual([{ text: 'c', target: 'b', wiki: true }]);
});
