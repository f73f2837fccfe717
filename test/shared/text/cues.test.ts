import { describe, expect, test } from 'vitest';
import { type Cues, findCues } from '../../../shared/text/cues.ts';
import { parse } from './parsed.ts';

const cuesOf = async (text: string, name = 'a.txt'): Promise<Cues> => findCues(await parse(name, text));
const namesIn = async (text: string, name?: string): Promise<string[]> =>
  (await cuesOf(text, name)).names.map((one) => (one.count === 1 ? one.name : `${one.name} ×${one.count}`));

describe('marks', () => {
  test('addresses end before the punctuation around them', async () => {
    const { urls, emails } = await cuesOf(
      'See (https://example.org/a_(b)), <http://e.org/?q=1&r#s>. Write to ada.l+x@mail.example.org, not a@b.',
    );
    expect(urls.map(({ text }) => text)).toEqual(['https://example.org/a_(b)', 'http://e.org/?q=1&r#s']);
    expect(urls[0]).toEqual({
      text: 'https://example.org/a_(b)',
      value: 'https://example.org/a_(b)',
      start: 5,
      end: 30,
    });
    expect(emails.map(({ text }) => text)).toEqual(['ada.l+x@mail.example.org']);
  });

  test('mentions and tags, and what looks like them', async () => {
    const { mentions, hashtags } = await cuesOf(
      '@ada and (@c-babbage). npm i @scope/name, https://e.org/@path, ada@e.org. #engine #a/b #1 #ff0 #c0ffee #fff &#x20; a#b #Zürich!',
    );
    expect(mentions.map(({ value }) => value)).toEqual(['ada', 'c-babbage']);
    expect(hashtags.map(({ value }) => value)).toEqual(['engine', 'a/b', 'Zürich']);
    expect(mentions[0]).toEqual({ text: '@ada', value: 'ada', start: 0, end: 4 });
  });

  test('in code there are addresses only', async () => {
    const { urls, mentions, hashtags, names, dates } = await cuesOf(
      '@Override\n# See John Smith, 5 June 1833\nx = "https://example.org"\n',
      'a.py',
    );
    expect({ mentions, hashtags, names, dates }).toEqual({
      mentions: [],
      hashtags: [],
      names: [],
      dates: [],
    });
    expect(urls.map(({ value }) => value)).toEqual(['https://example.org']);
  });

  test('links of the document, apart by their kind', async () => {
    const { links, wikilinks } = await cuesOf('[[Ada]] and [b](b.md)', 'a.md');
    expect(links).toEqual([{ text: 'b', target: 'b.md' }]);
    expect(wikilinks).toEqual([{ text: 'Ada', target: 'Ada', wiki: true }]);
  });
});

describe('dates', () => {
  test.each([
    ['on 5 June 1833 it', [['5 June 1833', '1833-06-05']]],
    ['July 20, 1969', [['July 20, 1969', '1969-07-20']]],
    ['the 3rd of May 1999', [['3rd of May 1999', '1999-05-03']]],
    ['2026-03-04T10:00:00Z', [['2026-03-04T10:00:00Z', '2026-03-04']]],
    ['2026/03/04', [['2026/03/04', '2026-03-04']]],
    ['13/04/2026', [['13/04/2026', '2026-04-13']]],
    [
      'in March 2026, or Sept. 2001',
      [
        ['March 2026', '2026-03'],
        ['Sept. 2001', '2001-09'],
      ],
    ],
    ['03/04/2026', []],
    ['tomorrow, 5 March, in 1843, Monday', []],
    ['version 2026.1.2', []],
    ['2026-13-40', []],
  ])('%s', async (text, expected) => {
    const { dates } = await cuesOf(text);
    expect(dates.map((one) => [one.text, one.value])).toEqual(expected);
    for (const { text: said, start, end } of dates) expect(text.slice(start, end)).toBe(said);
  });

  test('a stretch of time', async () => {
    expect((await cuesOf('From 3 to 5 March 2026.')).dates).toEqual([
      { text: '3 to 5 March 2026', value: '2026-03-03', until: '2026-03-05', start: 5, end: 22 },
    ]);
  });

  test('places are those of the whole text, however long it is', async () => {
    const text = `${'Words without end and more. '.repeat(200)}Born 10 December 1815.`;
    const { dates } = await cuesOf(text);
    expect(dates.map(({ value, start, end }) => [value, text.slice(start, end)])).toEqual([
      ['1815-12-10', '10 December 1815'],
    ]);
  });
});

describe('names', () => {
  test('runs of capitalised words, with small ones inside', async () => {
    expect(
      await namesIn(
        'In the letter Ada Lovelace told Charles Babbage of the University of London about J. R. R. Smith, ' +
          'Ludwig van Beethoven and the Banque de France.',
      ),
    ).toEqual([
      'Ada Lovelace',
      'Charles Babbage of the University of London',
      'J. R. R. Smith',
      'Ludwig van Beethoven',
      'Banque de France',
    ]);
  });

  test('a word at the beginning of a sentence counts if it stands elsewhere too', async () => {
    expect(await namesIn('Babbage wrote. Yesterday was fine. I met Babbage there.')).toEqual(['Babbage ×2']);
    expect(await namesIn('Engines weave. NASA and GitHub agree.')).toEqual(['NASA', 'GitHub']);
  });

  test('what only the sentence capitalises is no part of a name', async () => {
    expect(
      await namesIn('The Analytical Engine was planned. When Ada came, users left. Users Ada knew stayed.'),
    ).toEqual(['Analytical Engine', 'Ada ×2']);
  });

  test('possessives, numbers and accents', async () => {
    expect(
      await namesIn("We saw Babbage's mill, Apollo 11 and Élodie’s friend Müller-Lüdenscheidt."),
    ).toEqual(['Babbage', 'Apollo 11', 'Élodie', 'Müller-Lüdenscheidt']);
  });

  test('two names with "and" are one only where they never come apart', async () => {
    expect(await namesIn('We met Alice and Bob.')).toEqual(['Alice', 'Bob']);
    expect(await namesIn('We left Trinidad and Tobago. To Trinidad and Tobago we go.')).toEqual([
      'Trinidad and Tobago ×2',
    ]);
    expect(await namesIn('We met Alice and Bob. With Alice and Bob was Alice.')).toEqual([
      'Alice ×3',
      'Bob ×2',
    ]);
  });

  test('no names: days, months, contractions, addresses, titles in capitals', async () => {
    expect(
      await namesIn('On Monday I said it. In March I’m off to see @Ada at https://Example.org/Ada.'),
    ).toEqual([]);
    expect(await namesIn('# The Way Of One Call Through It\n\nwords\n', 'a.md')).toEqual([]);
    expect(await namesIn('北京は大きい。')).toEqual([]);
  });

  test('every place, in a document with lists and tables', async () => {
    const document = await parse(
      'a.md',
      '- Ada Lovelace\n- knows Charles Babbage\n\n| Who |\n| - |\n| Ada Lovelace |\n',
    );
    const { names } = await findCues(document);
    expect(names).toEqual([
      {
        name: 'Ada Lovelace',
        count: 2,
        spans: [
          [2, 14],
          [44, 56],
        ],
      },
      { name: 'Charles Babbage', count: 1, spans: [[23, 38]] },
    ]);
    for (const { name, spans } of names) {
      for (const [start, end] of spans) expect(document.text.slice(start, end)).toBe(name);
    }
  });
});

test('the same text has the same cues', async () => {
  const text = 'Ada met Bob on 5 June 1833 at https://e.org. #x @y';
  expect(await cuesOf(text)).toEqual(await cuesOf(text));
});
