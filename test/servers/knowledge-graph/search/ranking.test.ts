import { describe, expect, test } from 'vitest';
import { canonOf } from '../../../../servers/knowledge-graph/canon.ts';
import { followLinks } from '../../../../servers/knowledge-graph/search/follow-links.ts';
import { createMentionLists, linksOf } from '../../../../servers/knowledge-graph/search/mention-lists.ts';
import { packInto } from '../../../../servers/knowledge-graph/search/pack.ts';
import { createPassageIndex } from '../../../../servers/knowledge-graph/search/passage-index.ts';
import { rankByWords } from '../../../../servers/knowledge-graph/search/rank-by-words.ts';
import { followedBy, fuse } from '../../../../servers/knowledge-graph/search/ranked.ts';
import { sharesIn } from '../../../../servers/knowledge-graph/search/shares.ts';
import { timesAsked } from '../../../../servers/knowledge-graph/search/times-asked.ts';
import { createWalks } from '../../../../servers/knowledge-graph/search/walk-links.ts';

const index = (texts: readonly (readonly [episode: number, title: string, text: string])[]) => {
  const passages = createPassageIndex();
  for (const [at, [episode, title, text]] of texts.entries()) {
    passages.add({ chunk: 10 + at, episode, title, text, added: at + 1 });
  }
  return passages;
};
const all = () => true;

describe('words of passages', () => {
  test('count as BM25 has it, a title twice', () => {
    const passages = index([
      [1, '', 'grey cat'],
      [2, 'Cat', 'grey dog sleeps here'],
      [3, '', 'owl'],
    ]);
    const terms = passages.terms(['cat', 'grei', 'hors']);
    // 3 passages, 2 with each: ln(1 + 1.5 / 2.5).
    expect(terms.map(({ stem, idf }) => [stem, idf])).toEqual([
      ['cat', Math.log(1.6)],
      ['grei', Math.log(1.6)],
    ]);
    // 8 words in 3 passages: the first has 2, the second 5.
    const share = (times: number, words: number) =>
      (times * 2.2) / (times + 1.2 * (0.4 + (0.6 * words * 3) / 8));
    const [cat, grey] = terms.map(({ term }) => term);
    expect(passages.share(0, cat ?? -1)).toBeCloseTo(share(1, 2), 12);
    expect(passages.share(1, cat ?? -1)).toBeCloseTo(share(2, 5), 12);
    expect(passages.share(2, grey ?? -1)).toBe(0);
    const { slots, scores } = passages.score(terms);
    expect([...slots].sort()).toEqual([0, 1]);
    expect(scores[0]).toBeCloseTo(Math.log(1.6) * 2 * share(1, 2), 5);
  });

  test('go when they are erased, and are of their time', () => {
    const passages = index([
      [1, '', 'grey cat'],
      [1, '', 'grey dog'],
    ]);
    passages.end(1, 7);
    expect([1, 6, 7, 'now', 'ever'].map((at) => passages.isKnown(1, at as number))).toEqual([
      false,
      true,
      false,
      false,
      true,
    ]);
    passages.erase(1);
    expect(passages.terms(['dog'])).toEqual([]);
    expect([...passages.score(passages.terms(['grei'])).slots]).toEqual([0]);
  });

  test('near copies are told', () => {
    const passages = index([
      [1, '', 'the grey cat sleeps on the old mat'],
      [2, 'Title', 'The grey cat sleeps on the old mat.'],
      [3, '', 'an owl hunts at night'],
    ]);
    expect([passages.alike(0, 1), passages.alike(0, 2)]).toEqual([true, false]);
  });

  test('beside a passage count for less, and only within a document', () => {
    const passages = index([
      [1, '', 'filler'],
      [1, '', 'zebra'],
      [1, '', 'filler'],
      [1, '', 'filler'],
      [2, '', 'filler'],
    ]);
    const terms = passages.terms(['zebra']);
    const ranked = rankByWords(passages, terms, sharesIn(passages, terms), all, 10);
    const most = ranked[0]?.score ?? 0;
    expect(ranked.map(({ slot, score }) => [slot, Number((score / most).toFixed(6))])).toEqual([
      [1, 1],
      [0, 0.4],
      [2, 0.4],
      [3, 0.15],
    ]);
  });
});

describe('what passages name', () => {
  const lists = () => {
    const mentions = createMentionLists();
    mentions.add(0, 5, false);
    mentions.add(1, 5, true);
    mentions.add(1, 6, false);
    mentions.add(2, 7, false);
    return mentions;
  };

  test('is kept both ways, once, and taken out again', () => {
    const mentions = lists();
    mentions.add(1, 5, false);
    expect(mentions.passages(5)).toEqual([
      { to: 0, about: false },
      { to: 1, about: true },
    ]);
    expect(mentions.entities(1)).toEqual([
      { to: 5, about: true },
      { to: 6, about: false },
    ]);
    mentions.remove(0, 5);
    expect([mentions.count(5), mentions.entities(0), mentions.count(99), mentions.size]).toEqual([
      1,
      [],
      0,
      3,
    ]);
  });

  test('is seen through merges, at a moment', () => {
    const links = linksOf(lists(), canonOf([{ winner: 5, loser: 7 }]), 3, (slot) => slot !== 0);
    expect(links.passages(5)).toEqual([
      { to: 1, about: true },
      { to: 2, about: false },
    ]);
    expect(links.entities(2)).toEqual([{ to: 5, about: false }]);
    expect(links.rarity(6)).toBe(1);
    expect(links.rarity(5)).toBeCloseTo(Math.log(4 / 3) / Math.log(4), 12);
  });

  test('leads a chain to the words that are missing, and a walk to what is near', () => {
    const passages = index([
      [1, 'Grey Bridge', 'designed by Brunel'],
      [2, 'Brunel', 'came from a harbour'],
      [3, 'Owl', 'nothing of it'],
    ]);
    const mentions = createMentionLists();
    mentions.add(0, 1, true);
    mentions.add(0, 2, false);
    mentions.add(1, 2, true);
    mentions.add(2, 3, true);
    const links = linksOf(mentions, canonOf([]), 3, all);
    const terms = passages.terms(['grei', 'bridg']);
    const shares = sharesIn(passages, terms);
    const ranked = rankByWords(passages, terms, shares, all, 10);
    expect(ranked.map(({ slot }) => slot)).toEqual([0]);
    const chains = followLinks(shares, links, terms, ranked, 2);
    expect(chains.map(({ slot, path }) => [slot, path])).toEqual([
      [0, undefined],
      [1, [2]],
    ]);
    const walked = createWalks().rank(links, ranked, new Map());
    expect(walked.map(({ slot }) => slot)).toEqual([0, 1]);
    expect(
      createWalks()
        .rank(links, [], new Map([[3, 1]]))
        .map(({ slot }) => slot),
    ).toEqual([2]);
    expect(createWalks().rank(links, [], new Map([[99, 1]]))).toEqual([]);
  });
});

test('ranks are fused: a first place in every list is worth 1', () => {
  const list = (...slots: number[]) => slots.map((slot) => ({ slot, score: 9 }));
  expect(fuse([list(4, 7), list(4, 8, 7)])).toEqual([
    { slot: 4, score: 1, path: undefined },
    { slot: 7, score: 61 / 62 / 2 + 61 / 63 / 2, path: undefined },
    { slot: 8, score: 61 / 62 / 2, path: undefined },
  ]);
  expect(followedBy(list(2), list(1, 2, 3)).map(({ slot }) => slot)).toEqual([2, 1, 3]);
});

test('what is packed takes turns, and a kind ends where one does not fit', () => {
  const lists = { facts: ['aa', 'bb'], passages: ['c'.repeat(20), 'd'], entities: ['ee'] };
  const none = () => undefined;
  // As JSON with a comma: 5 bytes each, the long one 23.
  expect(packInto(lists, 9, none)).toEqual({ facts: ['aa', 'bb'], passages: [], entities: ['ee'] });
  expect(packInto(lists, 10, none)).toEqual({ facts: ['aa'], passages: ['c'.repeat(20)], entities: [] });
  expect(packInto(lists, 11, none)).toEqual({ facts: ['aa'], passages: ['c'.repeat(20)], entities: ['ee'] });
  expect(packInto({ ...lists, facts: [], entities: [] }, 4, (one) => one.slice(0, 5)).passages).toEqual([
    'ccccc',
  ]);
});

test('the time that a query speaks of', async () => {
  const at = (text: string) => Date.parse(text);
  expect(await timesAsked('who led it?')).toBeUndefined();
  expect(await timesAsked('in room 4711 since version 2.2019.1')).toBeUndefined();
  expect(await timesAsked('who led it in 2019?')).toEqual({ from: at('2019'), to: at('2020') });
  expect(await timesAsked('before 2019')).toEqual({ from: Number.NEGATIVE_INFINITY, to: at('2019') });
  expect(await timesAsked('until 2019')).toEqual({ from: Number.NEGATIVE_INFINITY, to: at('2020') });
  expect(await timesAsked('since March 2019')).toEqual({ from: at('2019-03'), to: Number.POSITIVE_INFINITY });
  expect(await timesAsked('after 2019-12-31')).toEqual({ from: at('2020'), to: Number.POSITIVE_INFINITY });
  expect(await timesAsked('from 2018 to 2020')).toEqual({ from: at('2018'), to: at('2021') });
  expect(await timesAsked('on 29 February 2020')).toEqual({ from: at('2020-02-29'), to: at('2020-03-01') });
});
