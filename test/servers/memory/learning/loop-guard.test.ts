import { describe, expect, test } from 'vitest';
import { memoryUnderTest } from './memory-under-test.ts';
import { randomFrom } from './random.ts';

const NAMES = ['Ada', 'Ben', 'Clara', 'Dmitri', 'Elif', 'Farid'];
const PLACES = ['Lisbon', 'Oslo', 'Kyoto', 'Quito', 'Tartu', 'Perth'];
const THINGS = ['a green bicycle', 'two maple chairs', 'the blue kettle', 'seven tickets', 'an old piano'];

describe('what came out of recall and is remembered again', () => {
  test('adds nothing in a thousand loops, whole, cut, joined or as it was shown', async () => {
    const { remember, recall, call, value } = await memoryUnderTest();
    const random = randomFrom(11);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
    const texts = Array.from(
      { length: 60 },
      (_, index) =>
        `${pick(NAMES)} bought ${pick(THINGS)} in ${pick(PLACES)} on day ${index}, and did not say to ${pick(NAMES)} what the ${index + 3} of them had cost.`,
    );
    await remember(...texts.slice(0, 50).map((text) => ({ text, kind: 'fact' })));
    // Longer than recall shows at a time.
    await remember(
      ...texts.slice(50).map((text) => ({ text: `${text} ${text.replaceAll('the', 'all')} ${text}` })),
    );
    const counted = async () =>
      (await value<{ stats: { scopes: { memories: number }[] } }>('memory_admin', { action: 'stats' })).stats
        .scopes[0]?.memories;
    const before = await counted();
    expect(before).toBe(60);
    for (let loop = 0; loop < 200; loop++) {
      const query = `${pick(NAMES)} ${pick(THINGS)} ${pick(PLACES)}`;
      const items = await recall(query, { limit: 6 });
      const some = items.slice(0, 1 + Math.floor(random() * 5)).map(({ text }) => text);
      const cut = (text: string) => `${text.slice(0, 40 + Math.floor(random() * 30))}…`;
      const shapes = [
        () => some[0] ?? '',
        () => cut(some[0] ?? ''),
        () => some.join(' '),
        () => some.map((text) => `- ${text}`).join('\n'),
        () => `Recalled: ${some.map(cut).join(' and also ')}`,
        () => some.map((text) => JSON.stringify(text)).join('\n'),
        async () => {
          const [block] = (await call('recall', { query, limit: 3 })).content;
          const lines = block?.type === 'text' ? block.text.split('\n').slice(1) : [];
          return lines.filter((line) => /^ {0,2}[-f]/.test(line)).join('\n');
        },
      ];
      const told: object[] = [];
      for (let each = 0; each < 5; each++) {
        told.push({ text: await pick(shapes)(), ...(random() < 0.5 && { kind: 'note' }) });
      }
      for (const [index, { status }] of (await remember(...told)).entries()) {
        expect([loop, told[index], status]).toEqual([
          loop,
          told[index],
          expect.stringMatching(/duplicate|merged/),
        ]);
      }
    }
    expect(await counted()).toBe(before);
  }, 240_000);

  test.each([
    ['says not', 'Ada did not buy the blue kettle in Oslo.'],
    ['has another number', 'Ada bought the blue kettle in Oslo for 31 crowns.'],
    ['says who said so', 'Ben says Ada bought the blue kettle in Oslo for 30 crowns.'],
    ['has a part of it', 'The blue kettle in Oslo.'],
    ['goes on', 'Ada bought the blue kettle in Oslo for 30 crowns and sold it to Clara.'],
    ['has another sign', 'Ada bought the blue kettle in Oslo for -30 crowns.'],
  ])('a text that %s is no copy', async (_, text) => {
    const { remember } = await memoryUnderTest();
    await remember({ text: 'Ada bought the blue kettle in Oslo for 30 crowns.' });
    expect((await remember({ text }))[0]).toMatchObject({ status: 'new' });
  });

  test.each([
    [
      'is of another kind, in other marks',
      { text: 'Ada bought the blue kettle in Oslo!', kind: 'procedure' },
    ],
    [
      'is of another day',
      { text: 'Recalled: Ada bought the blue kettle in Oslo.', valid_from: '2026-01-05' },
    ],
    ['has a key', { text: 'Recalled: Ada bought the blue kettle in Oslo.', key: 'kettle' }],
  ])('an item that %s is no copy', async (_, item) => {
    const { remember } = await memoryUnderTest();
    await remember({ text: 'Ada bought the blue kettle in Oslo.' });
    expect((await remember(item))[0]).toMatchObject({ status: 'new' });
  });

  test('memory_context offers nothing of least importance', async () => {
    const { remember, value } = await memoryUnderTest();
    await remember(
      { text: 'The kettle is green.', importance: 0.1 },
      { text: 'The kettle is loud.', importance: 0.2 },
    );
    const { sections } = await value<{ sections: { text: string }[] }>('memory_context', { task: 'kettle' });
    expect(sections.map(({ text }) => text).join('')).toContain('loud');
    expect(sections.map(({ text }) => text).join('')).not.toContain('green');
  });
});
