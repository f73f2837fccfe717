import { describe, expect, test } from 'vitest';
import { forbidsMerging } from '../../../../servers/knowledge-graph/resolution/guards.ts';
import { resolve } from '../../../../servers/knowledge-graph/resolution/resolve.ts';
import { seededRandom } from '../../../seeded-random.ts';
import { HARD_PAIRS } from '../hard-pairs.ts';
import { ORGANISATIONS, PEOPLE, PLACES, TRUE_VARIANTS } from '../true-variants.ts';
import { knownOf, mention, sameType } from './known-names.ts';

const hard = HARD_PAIRS.flatMap(({ type, pairs }) =>
  pairs.flatMap(([a, b]) => [
    { known: a, named: b, type },
    { known: b, named: a, type },
  ]),
);
const variants = TRUE_VARIANTS.flatMap(({ what, type, pairs }) =>
  pairs.flatMap(([a, b]) => [
    { what, known: a, named: b, type },
    { what, known: b, named: a, type },
  ]),
);

/** Every name of the lists, as entities of one graph. */
const everyone = [
  ...new Set([...HARD_PAIRS.flatMap(({ pairs }) => pairs.flat()), ...ORGANISATIONS, ...PEOPLE, ...PLACES]),
].map((name, id) => ({ id, name }));

describe('names that are hard to tell apart', () => {
  test('there are at least 500 pairs of them, each once', () => {
    const pairs = HARD_PAIRS.flatMap(({ type, pairs }) =>
      pairs.map((pair) => [...pair].sort().join('|') + type),
    );
    expect(pairs.length).toBeGreaterThanOrEqual(500);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  test('none is resolved to the other', () => {
    const wrong = hard.filter(({ known, named, type }) => {
      const found = resolve(
        mention(named, { type }),
        knownOf([{ id: 1, name: known, ...(type && { type }) }]),
        sameType,
      );
      return !('new' in found);
    });
    expect(wrong).toEqual([]);
  });

  test('nor where the other is known without a type', () => {
    const wrong = hard.filter(({ known, named, type }) => {
      const found = resolve(mention(named, { type }), knownOf([{ id: 1, name: known }]), sameType);
      return 'same' in found;
    });
    expect(wrong).toEqual([]);
  });

  test('nor to any other of all of them', () => {
    const known = knownOf(everyone);
    const wrong = everyone.filter(({ id, name }) => {
      const found = resolve(mention(name), known, sameType);
      return 'same' in found && found.same !== id;
    });
    expect(wrong).toEqual([]);
  });

  test('nine of ten are forbidden with a reason, the same from both sides', () => {
    const reasons = hard.map(({ known, named, type }) =>
      forbidsMerging({ name: known, type }, { name: named, type }),
    );
    expect(reasons.filter((_, at) => at % 2 === 0)).toEqual(reasons.filter((_, at) => at % 2 === 1));
    expect(reasons.filter(Boolean).length / reasons.length).toBeGreaterThan(0.9);
  });
});

describe('names that are written in several ways', () => {
  test('there are at least 200 pairs of them in eight ways', () => {
    expect(variants.length / 2).toBeGreaterThanOrEqual(200);
    expect(new Set(variants.map(({ what }) => what)).size).toBe(8);
  });

  test('99.5 % are resolved to one', () => {
    const missed = variants.filter(({ known, named, type }) => {
      const found = resolve(
        mention(named, { type }),
        knownOf([{ id: 1, name: known, ...(type && { type }) }]),
        sameType,
      );
      return !('same' in found && found.same === 1 && found.rule === 'name');
    });
    expect(missed.slice(Math.floor(variants.length * 0.005))).toEqual([]);
  });
});

describe('names with a slip', () => {
  const known = knownOf(everyone);
  const ranks = (write: (name: string) => string | undefined): number[] =>
    [...ORGANISATIONS, ...PEOPLE, ...PLACES].flatMap((name) => {
      const other = write(name);
      if (other === undefined) return [];
      const found = resolve(mention(other), known, sameType);
      const target = everyone.find((entity) => entity.name === name)?.id;
      // A slip may change nothing that counts: then it has to be the same, and has no rank.
      if ('same' in found && found.same === target) return [];
      return 'new' in found ? found.similar.findIndex(({ id }) => id === target) : -1;
    });
  const inTopThree = (found: readonly number[]): number =>
    found.filter((rank) => rank >= 0 && rank < 3).length / found.length;

  test('typos are offered among the first three, 95 % of them', () => {
    const random = seededRandom(7);
    const typo = (name: string): string => {
      const at = 1 + Math.floor(random() * (name.length - 2));
      const letter = 'etaoinshrdlu'[Math.floor(random() * 12)] ?? 'e';
      const kind = Math.floor(random() * 4);
      if (kind === 0) return name.slice(0, at) + name.slice(at + 1);
      if (kind === 1) return name.slice(0, at) + letter + name.slice(at);
      if (kind === 2) return name.slice(0, at) + letter + name.slice(at + 1);
      return name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2);
    };
    const found = Array.from({ length: 5 }, () => ranks(typo)).flat();
    expect(found.length).toBeGreaterThan(400);
    expect(inTopThree(found)).toBeGreaterThanOrEqual(0.95);
  });

  test('plurals too', () => {
    const found = ranks((name) => (/[a-rt-xz]$/.test(name) ? `${name}s` : undefined));
    expect(found.length).toBeGreaterThan(60);
    expect(inTopThree(found)).toBeGreaterThanOrEqual(0.95);
  });

  test('initials too', () => {
    const found = ranks((name) =>
      PEOPLE.includes(name) ? name.replace(/^(\p{L})\p{L}+/u, '$1.') : undefined,
    );
    expect(found).toHaveLength(30);
    expect(inTopThree(found)).toBeGreaterThanOrEqual(0.95);
  });
});
