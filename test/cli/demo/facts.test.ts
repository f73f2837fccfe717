import { describe, expect, test } from 'vitest';
import type { Document } from '../../../cli/demo/documents.ts';
import { batchesOf, factsOf } from '../../../cli/demo/facts.ts';
import { paragraphsOf, plain } from '../../../cli/demo/prose.ts';
import { questionsFor } from '../../../cli/demo/questions.ts';

function document(name: string, text: string): Document {
  return { name, path: `/d/${name}`, uri: `file:///d/${name}`, text };
}

const sentencesOf = (text: string): string[] => factsOf(document('a.md', text)).map(({ text: fact }) => fact);

describe('the prose of a document', () => {
  test('paragraphs and list items, under the heading they stand under', () => {
    const text = `---
title: front matter
---
Before any heading,
on two lines.

# First \`part\` #

- one item
  goes on
- [x] another
1. a numbered one

Second
------

Its text.
`;
    expect(paragraphsOf(text)).toEqual([
      { text: 'Before any heading, on two lines.' },
      { heading: 'First part', text: 'one item goes on' },
      { heading: 'First part', text: 'another' },
      { heading: 'First part', text: 'a numbered one' },
      { heading: 'Second', text: 'Its text.' },
    ]);
  });

  test.each([
    ['a fenced block', '```js\n# no heading\n```'],
    ['an indented block', '    const a = 1;'],
    ['a table', '| a | b |\n|---|---|'],
    ['HTML', '<p align="center">'],
    ['a quotation', '> said'],
    ['a picture', '![a](b.png)'],
    ['a badge', '[![a](b.svg)](c)'],
    ['a link definition', '[a]: https://example.org'],
    ['a rule', '* * *'],
  ])('%s is not prose', (_, text) => {
    expect(paragraphsOf(text)).toEqual([]);
  });

  test('Windows line ends, and no text at all', () => {
    expect(paragraphsOf('# A\r\n\r\nb\r\nc\r\n')).toEqual([{ heading: 'A', text: 'b c' }]);
    expect(paragraphsOf('')).toEqual([]);
  });

  test('marks are taken out', () => {
    expect(plain('See **[the guide](https://a.b/c)** and `npm ci`<br/> now ![x](y)')).toBe(
      'See the guide and npm ci now',
    );
  });
});

describe('the facts of a document', () => {
  test('the first sentence of each section, with the file and the heading', () => {
    const text =
      '# A\nThe first thing to know. More.\n\n## B\nThe second thing to know.\n\n## C\nThe third thing to know.';
    expect(sentencesOf(text)).toEqual([
      'a.md, A: The first thing to know.',
      'a.md, B: The second thing to know.',
      'a.md, C: The third thing to know.',
    ]);
  });

  test('of hardly any sections, the first sentence of every paragraph', () => {
    expect(sentencesOf('The first thing to know.\n\nThe second thing to know.')).toEqual([
      'a.md: The first thing to know.',
      'a.md: The second thing to know.',
    ]);
  });

  test('what is too short, only introduces, or was said before is passed over', () => {
    const text = `Short.\n\nThis is how it is done:\n\nThe only thing to know.\n\nThe only thing to know.\n\n${'x'.repeat(601)}`;
    expect(sentencesOf(text)).toEqual(['a.md: The only thing to know.']);
  });

  test('six at most, and the quote keeps the marks', () => {
    const facts = factsOf(
      document(
        'a.md',
        Array.from({ length: 9 }, (_, n) => `# H${n}\nRun \`step ${n}\` of the whole.`).join('\n'),
      ),
    );
    expect(facts).toHaveLength(6);
    expect(facts[5]).toMatchObject({
      sentence: 'Run step 5 of the whole.',
      quote: 'Run `step 5` of the whole.',
      text: 'a.md, H5: Run step 5 of the whole.',
    });
  });
});

describe('batches', () => {
  const prose = (count: number): string =>
    Array.from({ length: count }, (_, n) => `Paragraph number ${n} of the text.`).join('\n\n');

  test('never mix documents, and there are six or so when there is enough', () => {
    const batches = batchesOf([
      document('a.md', prose(6)),
      document('b.md', prose(6)),
      document('c.md', prose(3)),
    ]);
    expect(batches.map(({ key, document: { name }, facts }) => [key, name, facts.length])).toEqual([
      ['demo-batch-1', 'a.md', 2],
      ['demo-batch-2', 'a.md', 2],
      ['demo-batch-3', 'a.md', 2],
      ['demo-batch-4', 'b.md', 2],
      ['demo-batch-5', 'b.md', 2],
      ['demo-batch-6', 'b.md', 2],
      ['demo-batch-7', 'c.md', 2],
      ['demo-batch-8', 'c.md', 1],
    ]);
  });

  test('two sentences are enough, one is not', () => {
    expect(batchesOf([document('a.md', prose(2))]).map(({ facts }) => facts.length)).toEqual([1, 1]);
    expect(() => batchesOf([document('a.md', prose(1))])).toThrow(
      'There is too little in these documents to remember.',
    );
  });
});

describe('questions', () => {
  test('ask with the rarest words, from last to first, and of different documents', () => {
    const a = factsOf(
      document('a.md', 'The heron eats small fish at dawn.\n\nThe heron sleeps on one leg at noon.'),
    );
    const b = factsOf(document('b.md', 'The otter eats large crabs at dusk.'));
    expect(questionsFor([...a, ...b], 2).map(({ text, fact }) => [text, fact.document.name])).toEqual([
      ['What about noon, leg, one, sleeps?', 'a.md'],
      ['What about dusk, crabs, large, otter?', 'b.md'],
    ]);
  });
});
