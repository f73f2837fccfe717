import { expect, test } from 'vitest';
import { createKnownNames } from '../../../servers/knowledge-graph/known-names.ts';
import { namesInChunks } from '../../../servers/knowledge-graph/mentions.ts';
import { DOCUMENT_LIMITS } from '../../../shared/text/document-limits.ts';
import { readPlainText } from '../../../shared/text/formats/plain-text.ts';

const known = (...names: string[]) => {
  const all = createKnownNames();
  for (const name of names) all.add(name);
  return all;
};

test('known names are found however they are written, the longest first', () => {
  const names = known('Person-centered therapy', 'Apple', 'New York', 'New York City', 'Zürich');
  const found = (text: string) => names.find(text).map(({ name }) => name);
  expect(names.size).toBe(5);
  expect(found('We use person-centered  Therapy in new york city.')).toEqual([
    'person-centered Therapy',
    'new york city',
  ]);
  expect(found('An apple is no Apple; apples are not.')).toEqual(['Apple']);
  expect(found('ZURICH, New, York')).toEqual(['ZURICH', 'New, York']);
  expect(found('Newer Yorkshire')).toEqual([]);
  expect(names.find('in Zürich')[0]).toEqual({ name: 'Zürich', start: 3, end: 9 });
});

test('a chunk names what is known and what looks like a name, each with how often', async () => {
  const text = 'We met Ada Lovelace at the analytical engine. Later Ada Lovelace wrote to Charles Babbage.';
  const document = readPlainText('text', text, DOCUMENT_LIMITS);
  const cut = text.indexOf('Later');
  const chunks = [
    { start: 0, end: cut },
    { start: cut, end: text.length },
    { start: 0, end: text.length },
  ];
  const [first, second, whole] = await namesInChunks(document, chunks, known('Analytical Engine'));
  expect(first).toEqual([
    { name: 'Ada Lovelace', norm: 'adalovelace', count: 1 },
    { name: 'analytical engine', norm: 'analyticalengine', count: 1 },
  ]);
  expect(second?.map(({ name }) => name)).toEqual(['Ada Lovelace', 'Charles Babbage']);
  expect(whole?.map(({ name, count }) => [name, count])).toEqual([
    ['Ada Lovelace', 2],
    ['analytical engine', 1],
    ['Charles Babbage', 1],
  ]);
});

test('a longer known name goes before a shorter one by form', async () => {
  const text = 'She joined the Bank of the North Sea in May.';
  const document = readPlainText('text', text, DOCUMENT_LIMITS);
  const [named] = await namesInChunks(
    document,
    [{ start: 0, end: text.length }],
    known('The Bank of the North Sea'),
  );
  expect(named).toEqual([{ name: 'the Bank of the North Sea', norm: 'bankofthenorthsea', count: 1 }]);
});
