import { describe, expect, test } from 'vitest';
import { createNameIndex } from '../../../../servers/knowledge-graph/resolution/name-index.ts';
import { seededRandom } from '../../../seeded-random.ts';

const indexOf = (...names: string[]) => {
  const index = createNameIndex();
  for (const [id, name] of names.entries()) index.add(id, name);
  return index;
};
const nearest = (index: ReturnType<typeof createNameIndex>, name: string): [number, string[]][] =>
  index.near(name, 3).map(({ id, why }) => [id, why]);

describe('near names', () => {
  const index = indexOf(
    'Microsoft',
    'World Health Organization',
    'Marie Curie',
    'Apple',
    'database',
    'Pierre Curie',
    'Nobel Prize in Physics',
  );

  test('say what is near about them', () => {
    expect(nearest(index, 'Microsfot')).toEqual([[0, ['one letter off (microsfot)']]]);
    expect(nearest(index, 'databases')).toEqual([[4, ['plural and singular (databases)']]]);
    expect(nearest(index, 'WHO')).toEqual([[1, ['one is spelled by the first letters of the other']]]);
    expect(nearest(index, 'Curie Marie')[0]).toEqual([2, ['the same words in another order']]);
    expect(nearest(index, 'M. Curie')[0]).toEqual([
      2,
      ['the same words, some as initials', '1 of 2 words the same'],
    ]);
    expect(nearest(index, 'Nobel Prize in Chemistry')).toEqual([[6, ['3 of 4 words the same']]]);
    expect(nearest(index, 'Аpple')).toEqual([[3, ['the same letters']]]);
    expect(nearest(index, 'Zebra')).toEqual([]);
  });

  test('the name that is found is given as it was added, with its score', () => {
    expect(index.near('APPLE', 1)).toEqual([{ id: 3, name: 'Apple', score: 1, why: ['the same letters'] }]);
    expect(index.near('WHO', 1)[0]?.score).toBe(0.8);
  });

  test('a long name finds its acronym', () => {
    expect(nearest(indexOf('DoD', 'Dodo'), 'Department of Defense')).toEqual([
      [0, ['one is spelled by the first letters of the other']],
    ]);
  });
});

describe('an index that changes', () => {
  test('an entity has several names and goes with all of them', () => {
    const index = indexOf('Microsoft');
    index.add(0, 'Redmond giant');
    index.add(1, 'Microsoft Research');
    expect(index.size).toBe(3);
    expect(index.near('Redmond gaint', 5).map(({ id, name }) => [id, name])).toEqual([[0, 'Redmond giant']]);
    expect(index.near('Microsoft', 5).map(({ id, score }) => [id, score === 1])).toEqual([
      [0, true],
      [1, false],
    ]);
    expect(index.remove(0)).toBe(true);
    expect(index.remove(0)).toBe(false);
    expect(index.size).toBe(1);
    expect(index.near('Microsoft', 5).map(({ id }) => id)).toEqual([1]);
  });

  test('names that are no names change nothing', () => {
    const index = indexOf('Ada');
    expect(() => index.add(1, ' ')).toThrow('A name is empty.');
    expect(() => index.near('a\u0000', 3)).toThrow('control characters');
    expect(index.size).toBe(1);
  });

  test('after thousands of changes it finds what a new one finds', () => {
    const random = seededRandom(3);
    const syllables = 'ka lo mi ren sta vor del ti ber gu hol jor kel lan mar nor pel qui ros sen'.split(' ');
    const word = (): string =>
      Array.from({ length: 3 }, () => syllables[Math.floor(random() * syllables.length)]).join('');
    const index = createNameIndex();
    const names = new Map<number, string>();
    for (let step = 0; step < 6000; step += 1) {
      const id = Math.floor(random() * 1500);
      if (names.has(id)) {
        index.remove(id);
        names.delete(id);
      } else {
        const name = `${word()} ${word()}`;
        index.add(id, name);
        names.set(id, name);
      }
    }
    const anew = createNameIndex();
    for (const [id, name] of names) anew.add(id, name);
    expect(index.size).toBe(names.size);
    for (const [id, name] of [...names].slice(0, 200)) {
      expect(index.near(name, 1)[0]?.score).toBe(1);
      expect(index.near(`${name}x`, 1)).toEqual(anew.near(`${name}x`, 1));
      expect(index.near(name, 50).map((near) => near.id)).toContain(id);
    }
  });
});
