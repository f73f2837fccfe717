import { describe, expect, test } from 'vitest';
import { BOUND, factorsOf, weightsWith } from '../../../../servers/memory/learning/learned-weights.ts';
import { stepped } from '../../../../servers/memory/learning/step.ts';
import { FEATURES } from '../../../../servers/memory/ranking/features.ts';
import { SHIPPED_WEIGHTS } from '../../../../servers/memory/ranking/shipped-weights.ts';
import { DAY, memoryUnderTest } from './memory-under-test.ts';
import { randomFrom } from './random.ts';

const PEOPLE = ['Ada', 'Ben', 'Clara', 'Dmitri', 'Elif', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jonas'];
const PLACES = ['Lisbon', 'Oslo', 'Kyoto', 'Quito', 'Tartu', 'Perth', 'Bergen', 'Turin'];
const FILLERS = 'harbour hills garden market bridge station tower gallery river castle square theatre'.split(
  ' ',
);

interface Case {
  query: string;
  useful: string;
  others: string[];
}

/** Somebody who asks what things cost, of memories in which others talk at length about the same places. */
function cases(): Case[] {
  const random = randomFrom(5);
  return PEOPLE.flatMap((person) =>
    PLACES.map((place) => {
      const seen = (): string =>
        FILLERS.filter(() => random() < 0.5)
          .map((word) => `the ${word}`)
          .join(', ');
      return {
        query: `How much did ${person} pay for the visit to ${place}?`,
        useful: `${person} left ${20 + Math.floor(random() * 900)} euros in ${place}.`,
        others: [
          `${person} thinks that visiting ${place} by train is best, and saw ${seen()}.`,
          `${person} came to visit ${place} with friends and showed them ${seen()}.`,
        ],
      };
    }),
  );
}

type Factors = { feature: string; factor: number }[];

describe('feedback', () => {
  test('moves the ranking towards what helps, within bounds, and can be taken back whole', async () => {
    const { remember, recall, value } = await memoryUnderTest();
    const all = cases();
    const ids = new Map<string, string>();
    for (const { useful, others } of all) {
      const texts = [useful, ...others];
      const stored = await remember(...texts.map((text) => ({ text })));
      stored.forEach(({ id, status }, index) => {
        expect(status).toBe('new');
        ids.set(texts[index] ?? '', id);
      });
    }
    // Much else is remembered of the same people, so that a visit is something particular.
    for (const person of PEOPLE) {
      await remember(
        ...FILLERS.flatMap((a, index) =>
          [1, 4].map((step) => ({
            text: `${person} drew the ${a} and the ${FILLERS[(index + step) % FILLERS.length]} with Kim.`,
          })),
        ),
      );
    }
    const learning = async () =>
      (
        await value<{ stats: { learning: { rounds: number; factors: Factors } } }>('memory_admin', {
          action: 'stats',
        })
      ).stats.learning;
    // Those that are asked about while it learns, and those that it is measured by.
    const taught = all.filter((_, index) => index % 2 === 0);
    const measured = all.filter((_, index) => index % 2 === 1);
    const order = async () => {
      const found: { id: string; score: number }[][] = [];
      for (const { query } of measured)
        found.push((await recall(query, { limit: 10 })).map(({ id, score }) => ({ id, score })));
      return found;
    };
    const mrr = (orders: { id: string }[][]): number => {
      const ranks = measured.map(({ useful }, index) => {
        const rank = orders[index]?.findIndex(({ id }) => id === ids.get(useful)) ?? -1;
        return rank < 0 ? 0 : 1 / (rank + 1);
      });
      return ranks.reduce((sum, each) => sum + each, 0) / ranks.length;
    };

    const before = await order();
    for (let round = 0; round < 200; round++) {
      const { query, useful } = taught[round % taught.length] as Case;
      const told = await value('update_memory', { id: ids.get(useful), useful: true, query });
      expect(told).toEqual({
        id: ids.get(useful),
        version: 1,
        changed: [],
        uses: Math.floor(round / 40) + 1,
        misses: 0,
      });
      for (const { factor } of (await learning()).factors)
        expect(Math.abs(factor - 1)).toBeLessThanOrEqual(BOUND);
    }
    const after = await order();
    expect(mrr(after)).toBeGreaterThan(mrr(before) + 0.3);
    expect(await order()).toEqual(after);
    const { rounds, factors } = await learning();
    expect(rounds).toBeGreaterThan(0);
    expect(factors.find(({ feature }) => feature === 'count')?.factor).toBeGreaterThan(1);

    expect(await value('memory_admin', { action: 'reset_learning' })).toEqual({
      action: 'reset_learning',
      reset: { rounds },
    });
    expect(await order()).toEqual(before);
    expect(await learning()).toEqual({ rounds: 0, factors: [] });
  }, 120_000);

  test('that something did not help is counted, and strengthens nothing', async () => {
    const { remember, recall, value, store } = await memoryUnderTest();
    const [stored] = await remember(
      { text: 'The kettle is green.' },
      { text: 'The kettle of Ben is green and loud.' },
    );
    const id = stored?.id ?? '';
    const before = await recall('green kettle');
    const told = { id, version: 1, changed: [], uses: 0 };
    expect(await value('update_memory', { id, useful: false, query: 'green kettle' })).toEqual({
      ...told,
      misses: 1,
    });
    expect(await value('update_memory', { id, useful: false })).toEqual({ ...told, misses: 2 });
    expect(await recall('green kettle')).toEqual(before);
    expect(await store.read((view) => view.learning())).toEqual({ revision: 0, rounds: 0 });
  });

  test('that something helped makes it last longer', async () => {
    const { remember, value, clock, store } = await memoryUnderTest();
    const [stored] = await remember({ text: 'The kettle is green.', kind: 'fact' });
    const id = stored?.id ?? '';
    clock.advance(180 * DAY);
    await value('update_memory', { id, useful: true });
    // Half faded: 180 days become 180 · (1 + 0.8 · 0.5).
    expect((await store.read((view) => view.usage([id]))).get(id)).toEqual({
      uses: 1,
      lastUsedAt: clock.now(),
      halfLife: 252 * DAY,
    });
  });

  test('together with a correction is one change', async () => {
    const { remember, value } = await memoryUnderTest();
    const [stored] = await remember({ text: 'The kettle is green.' });
    const id = stored?.id ?? '';
    expect(await value('update_memory', { id, useful: true, tags: ['kitchen'] })).toEqual({
      id,
      version: 2,
      changed: ['tags'],
      change: expect.any(String),
      uses: 1,
      misses: 0,
    });
  });

  test('is refused for what is not there, of another version, and for a query alone', async () => {
    const { remember, call, store } = await memoryUnderTest();
    const [stored] = await remember({ text: 'The kettle is green.' });
    const id = stored?.id ?? '';
    for (const [args, code] of [
      [{ id: 'gone', useful: true }, 'NOT_FOUND'],
      [{ id, useful: true, expected_version: 2 }, 'CONFLICT'],
      [{ id, query: 'kettle' }, 'INVALID_INPUT'],
    ] as const) {
      const { isError, content } = await call('update_memory', args);
      expect([isError, content[0]?.type === 'text' && content[0].text.split(':')[0]]).toEqual([true, code]);
    }
    expect((await store.read((view) => view.usage([id]))).size).toBe(0);
  });

  test('is heeded by every process', async () => {
    const first = await memoryUnderTest();
    const second = await memoryUnderTest({ home: first.folder });
    const [useful, other] = await first.remember(
      { text: 'Ada left 300 euros in Oslo.' },
      {
        text: 'Ada thinks that visiting Oslo by train is best, and saw the harbour, the hills, the garden, the market.',
      },
    );
    const query = 'How much did Ada pay for the visit to Oslo?';
    expect((await second.recall(query)).map(({ id }) => id)).toEqual([other?.id, useful?.id]);
    const before = (await second.recall(query)).map(({ score }) => score);
    await first.value('update_memory', { id: useful?.id, useful: true, query });
    const after = await second.recall(query);
    expect(after).toEqual(await first.recall(query));
    expect(after.map(({ score }) => score)).not.toEqual(before);
  });
});

describe('a step', () => {
  const ranked = (score: number, values: Partial<Record<(typeof FEATURES)[number], number>>) => ({
    score,
    values: Float64Array.from(FEATURES, (name) => values[name] ?? 0),
  });

  test('weighs each pair by how wrong it was', () => {
    const useful = ranked(1, { count: 1 });
    const above = [ranked(1, { length: 1 }), ranked(1 + Math.log(3), {})];
    const moved = stepped({}, { useful, above });
    // σ(0) = 1/2 and σ(ln 3) = 3/4: of the count (1/2 + 3/4) / 2, of the length −1/2 / 2.
    expect(moved.count).toBeCloseTo(1 + 0.02 * SHIPPED_WEIGHTS.count * 0.625, 12);
    expect(moved.length).toBeCloseTo(1 - 0.02 * SHIPPED_WEIGHTS.length * 0.25, 12);
    expect(moved.words).toBe(1);
  });

  test('pulls what it does not teach back to the shipped weights', () => {
    const moved = stepped({ words: 1.2 }, { useful: ranked(0, {}), above: [ranked(1, {})] });
    expect(moved.words).toBeCloseTo(1.19, 12);
  });

  test('changes nothing where nothing stands above', () => {
    expect(stepped({ words: 1.2 }, { useful: ranked(0, { count: 1 }), above: [] })).toEqual({ words: 1.2 });
  });

  test('ends at the bounds, and passes over features of other releases', () => {
    const lesson = { useful: ranked(0, { words: 1 }), above: [ranked(50, {})] };
    let factors = {};
    for (let round = 0; round < 500; round++) factors = stepped(factors, lesson);
    expect(factors).toMatchObject({ words: 1.25 });
    expect(
      factorsOf([
        { feature: 'words', factor: 9 },
        { feature: 'gone', factor: 1.1 },
      ]),
    ).toEqual({ words: 1.25 });
    expect(weightsWith({ words: 1.25 })).toEqual({ ...SHIPPED_WEIGHTS, words: SHIPPED_WEIGHTS.words * 1.25 });
  });
});
