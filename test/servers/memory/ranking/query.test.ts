import { describe, expect, test } from 'vitest';
import { loadDateTagger } from '../../../../servers/memory/ranking/dates.ts';
import { analyse } from '../../../../servers/memory/ranking/query.ts';

const now = Date.UTC(2024, 0, 1);
const wordsOf = (text: string, names: string[] = []): string[] =>
  analyse(text, { now, names }).terms.map(({ word }) => word);

describe('what a query is taken apart into', () => {
  test('words that say something, each stem once; what only says what is wanted counts less', () => {
    const { terms } = analyse('What kind of dogs does the dog lady have?', { now });
    expect(terms.map(({ word, weight }) => [word, weight])).toEqual([
      ['kind', 0.3],
      ['dogs', 1],
      ['lady', 1],
    ]);
  });

  test('names of people, even where they are stop words', () => {
    const { terms } = analyse('Will Will visit Ann?', { now, names: ['Will Smith', 'Ann'] });
    expect(terms.map(({ word, person }) => [word, person])).toEqual([
      ['will', true],
      ['visit', false],
      ['ann', true],
    ]);
  });

  test('the one who asks is a person when their name is given', () => {
    const { terms } = analyse('Where did I park?', { now, self: 'Kim' });
    expect(terms.map(({ word, person }) => [word, person])).toEqual([
      ['park', false],
      ['kim', true],
    ]);
    expect(wordsOf('Where did I park?')).toEqual(['park']);
  });

  test('other words that may stand for a word', () => {
    const [dog] = analyse('dog', { now }).terms;
    expect(dog?.variants.find(({ stem }) => stem === 'puppi')).toEqual({
      stem: 'puppi',
      worth: 0.6,
      category: false,
    });
    const [pet] = analyse('pet', { now }).terms;
    expect(pet?.variants.find(({ stem }) => stem === 'hamster')).toEqual({
      stem: 'hamster',
      worth: 0.5,
      category: true,
    });
  });

  test.each([
    ['When did it happen?', 'when'],
    ['In which month was the race?', 'when'],
    ['Where is it?', 'where'],
    ['Which city did she visit?', 'where'],
    ['Who came?', 'who'],
    ['How many cats?', 'count'],
    ['How long was the trip?', 'duration'],
    ['How many years did it take?', 'duration'],
    ['Why did he leave?', 'why'],
    ['What is the dog called?', 'name'],
    ['Tell me about tea', undefined],
  ])('%s asks for %s', (text, answer) => {
    expect(analyse(text, { now }).answer).toBe(answer);
  });

  test('quoted phrases, in stems', () => {
    expect(analyse('who said "running water" and “green teas”', { now }).phrases).toEqual([
      ['run', 'water'],
      ['green', 'tea'],
    ]);
  });

  test('what is shut out is no word to look for', () => {
    const query = analyse('What sports does she like besides rock climbing and swimming?', { now });
    expect(query.excluded).toEqual(['rock', 'climb']);
    expect(query.terms.map(({ word }) => word)).toEqual(['sports', 'like', 'swimming']);
  });

  test('times, told from now', async () => {
    const dates = await loadDateTagger();
    expect(analyse('what happened in March 2023', { now, dates }).dates).toEqual([
      { from: Date.UTC(2023, 2), to: Date.UTC(2023, 3) },
    ]);
  });

  test('a page that is pasted is cut to its first words', () => {
    const page = Array.from({ length: 5000 }, (_, number) => `word${number}`).join(' ');
    expect(wordsOf(page)).toHaveLength(32);
  });
});
