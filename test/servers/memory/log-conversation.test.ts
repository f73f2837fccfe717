import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logConversation, type Message, repeated } from '../../../servers/memory/conversation.ts';
import { invalid, setUp, ULID } from './set-up.ts';

describe('what of a batch is a repetition of the log', () => {
  /** A capital letter is a telling message, a small one has some words, a digit is short. */
  const at = (log: string, batch: string) =>
    repeated(
      [...log],
      Array.from(batch, (mark) => ({ mark, length: /[A-Z]/.test(mark) ? 24 : /[a-z]/.test(mark) ? 8 : 2 })),
    );

  test.each([
    ['', 'abc', [undefined, undefined, undefined]],
    ['abcdef', '', []],
    ['abcdef', 'abcdef', [0, 1, 2, 3, 4, 5]],
    // Three in a row are a repetition, wherever they stand; two are at the end of the log.
    ['abcdef', 'bcd', [1, 2, 3]],
    ['abcdef', 'xdefy', [undefined, 3, 4, 5, undefined]],
    ['abcabd', 'abd', [3, 4, 5]],
    ['abcdef', 'efgh', [4, 5, undefined, undefined]],
    ['abcde1', 'e12', [4, 5, undefined]],
    // People say the same again: fewer are new, and so are runs of which nothing is there only once.
    ['abcdef', 'b', [undefined]],
    ['abcdef', 'f', [undefined]],
    ['abcdef', 'bcx', [undefined, undefined, undefined]],
    ['aaaa', 'aaa', [undefined, undefined, undefined]],
    ['1212', '121', [undefined, undefined, undefined]],
    ['ab12', '12', [undefined, undefined]],
    // A telling message is recognised by itself, and others beside it.
    ['abCde', 'C', [2]],
    ['abCde', 'xCy', [undefined, 2, undefined]],
    ['abC1e', 'C1x', [2, 3, undefined]],
    ['a1Cde', 'x1C', [undefined, 1, 2]],
    ['aBcB', 'BB', [1, 3]],
    ['aB', 'BB', [1, undefined]],
  ])('%j and then %j', (log, batch, expected) => {
    expect(at(log, batch)).toEqual(expected);
  });

  test('what is told again in overlapping pieces is there once', () => {
    const letters = fc.integer({ min: 0, max: 4 }).map((n) => 'ABCDE'.charAt(n));
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 30 }), fc.nat(30), fc.nat(30), (whole, cut, back) => {
        const end = Math.min(cut, whole.length);
        const batch = whole.slice(Math.max(0, end - back));
        const places = at(whole.slice(0, end).join(''), batch.join(''));
        expect(places.filter((place) => place === undefined).length).toBeLessThanOrEqual(whole.length - end);
        const taken = places.filter((place) => place !== undefined);
        expect(new Set(taken).size).toBe(taken.length);
      }),
    );
  });

  test('no short message is lost, however small the pieces of the first telling are', () => {
    const letters = fc.integer({ min: 0, max: 2 }).map(String);
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 40 }), fc.integer({ min: 1, max: 8 }), (whole, size) => {
        const log: string[] = [];
        for (let start = 0; start < whole.length; start += size) {
          const piece = whole.slice(start, start + size);
          const places = at(log.join(''), piece.join(''));
          log.push(...piece.filter((_, index) => places[index] === undefined));
        }
        expect(log).toEqual(whole);
      }),
    );
  });
});

describe('log_conversation', () => {
  const say = (text: string, more: object = {}) => ({ role: 'user', text, ...more });

  test('keeps who said what in order, once', async () => {
    const { value, text, store } = await setUp();
    const messages = [
      say('Where shall we meet?', { speaker: 'Ada', at: '2026-11-19T10:00:00Z' }),
      { role: 'assistant', text: 'At the harbour.' },
      say('ok'),
    ];
    const first = await value('log_conversation', { session: 'trip', title: 'A trip', messages });
    expect(first).toEqual({
      session: expect.stringMatching(ULID),
      stored: 3,
      duplicates: 0,
      first: expect.stringMatching(ULID),
      last: expect.stringMatching(ULID),
    });
    const more = [...messages.slice(1), say('ok')];
    expect(await value('log_conversation', { session: 'trip', messages: more })).toMatchObject({
      session: first.session,
      stored: 1,
      duplicates: 2,
    });
    const { items } = await value('recall', { query: 'where shall we meet', limit: 1 });
    expect(items[0]).toMatchObject({
      text: 'Where shall we meet?',
      kind: 'message',
      speaker: 'Ada',
      session: first.session,
      at: '2026-11-19T10:00:00.000Z',
    });
    const log = await store.read((view) =>
      view
        .around([items.length > 0 ? 1 : 0], 9)
        .map(({ position, role, text: said }) => [position, role, said]),
    );
    expect(log).toEqual([
      [0, 'user', 'Where shall we meet?'],
      [1, 'assistant', 'At the harbour.'],
      [2, 'user', 'ok'],
      [3, 'user', 'ok'],
    ]);
    expect(await text('log_conversation', { session: 'trip', messages: more })).toMatch(
      /^Logged 0 messages, [0-9A-Z]{26} to [0-9A-Z]{26}; 3 were there already\.$/,
    );
  });

  test('messages with an id are there once, whatever their order and words', async () => {
    const { value } = await setUp();
    const log = async (...messages: object[]) => {
      const { stored, duplicates } = await value('log_conversation', { session: 's', messages });
      return [stored, duplicates];
    };
    expect(await log(say('one', { id: 'a' }), say('two', { id: 'b' }))).toEqual([2, 0]);
    expect(
      await log(say('two, mended', { id: 'b' }), say('one', { id: 'c' }), say('one', { id: 'a' })),
    ).toEqual([1, 2]);
  });

  test('the same name in another scope is another conversation', async () => {
    const { value } = await setUp();
    const log = (scope: string) => value('log_conversation', { session: 's', messages: [say('tea')], scope });
    const [one, two] = [await log('user'), await log('project:p')];
    expect([one.stored, two.stored, one.session === two.session]).toEqual([1, 1, false]);
  });

  test.each([
    ['no messages', { session: 's', messages: [] }, '/messages'],
    ['10,000 messages', { session: 's', messages: Array(10_000).fill(say('a')) }, '/messages'],
    [
      'a blank message',
      { session: 's', messages: [say('a'), say(' ')] },
      '/messages/1/text: must not be blank',
    ],
    ['a message of 1 MB', { session: 's', messages: [say('x'.repeat(1_000_000))] }, '/messages/0/text'],
    ['an unknown role', { session: 's', messages: [{ role: 'god', text: 'a' }] }, '/messages/0/role'],
    [
      'a date that is none',
      { session: 's', messages: [say('a', { at: '2026-02-31' })] },
      '/messages/0/at: must be a date',
    ],
    ['no name', { session: ' ', messages: [say('a')] }, '/session'],
  ])('refuses %s, and keeps nothing of it', async (_, args, why) => {
    const { refused } = await setUp();
    await refused('log_conversation', args, invalid('log_conversation', why));
  });

  test('keeps any characters', async () => {
    const { value } = await setUp();
    const texts = ['a\u0000b', '👩‍👩‍👧', 'שלום \u200f עולם', '\ud83d'];
    const args = { session: 's\u0000', messages: texts.map((each) => say(each, { speaker: '\ud83d x' })) };
    expect(await value('log_conversation', args)).toMatchObject({
      stored: 4,
      notes: ['Half surrogate pairs in the text are no characters; U+FFFD stands in their place.'],
    });
    expect(await value('log_conversation', args)).toMatchObject({ stored: 0, duplicates: 4 });
  });
});

/** Numbers from a seed, the same each time (Mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test.each([1, 2, 3])(
  'a log of 10,000 messages, told three times in other pieces, is there once (%d)',
  async (seed) => {
    const { store } = await setUp();
    const number = random(seed);
    const short = ['ok', 'yes', 'no', 'thanks', 'go on'];
    const log: Message[] = Array.from({ length: 10_000 }, (_, index) => ({
      role: index % 2 ? 'assistant' : 'user',
      // A third is what people say all the time, and nothing tells one from another but what stands beside it.
      text: number() < 1 / 3 ? (short[Math.floor(number() * short.length)] ?? '') : `message ${index}`,
    }));
    let serial = 0;
    const deps = {
      store,
      ids: { next: () => `${seed}-${serial++}` },
      screen: (text: string) => ({ text, sensitivity: 1, seal: false, redactions: [] }),
    };
    for (let time = 0; time < 3; time++) {
      for (let from = 0; from < log.length; ) {
        const size = 1 + Math.floor(number() * 500);
        await logConversation(deps, 'user', { name: 'long' }, log.slice(from, from + size), { tool: 'test' });
        from += size;
      }
    }
    const [session] = await store.read((view) => view.sessions(['user'], 1));
    const doubled = (session?.messages ?? 0) - log.length;
    expect(doubled).toBeGreaterThanOrEqual(0);
    expect(doubled / log.length).toBeLessThanOrEqual(0.005);
  },
);
