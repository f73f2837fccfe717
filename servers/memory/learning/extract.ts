import { isChatter } from '../quality.ts';
import { contentStems } from '../ranking/query.ts';
import { textRank } from './text-rank.ts';

/** A message, as far as a digest is made from it. */
export interface Said {
  id: string;
  text: string;
  /** Who said it, by name or role. */
  by: string;
}

/** A sentence of a digest, and the messages that it rests on. */
export interface DigestSentence {
  text: string;
  /** Ids of messages. */
  cites: readonly string[];
  /** Where it is said in their very words. */
  quote?: string;
}

interface Candidate {
  text: string;
  said: Said;
  stems: readonly string[];
}

const FEWEST = 3;
const MOST = 7;
/** Messages for one sentence of a digest. */
const PER_SENTENCE = 8;
/** Sentences that are ranked against each other at once: a few milliseconds. */
const BLOCK = 150;
/** Messages that are taken apart at once. */
const READ_AT_ONCE = 20;
/** From this share of common stems on, a sentence says nothing new. */
const REPEATS = 0.6;
const LONGEST = 400;
const FEWEST_STEMS = 3;

let segmenter: Intl.Segmenter | undefined;

/**
 * The most central sentences of a conversation, in the order they were said: 3 to 7, or none where there are not three
 * that say something. Long conversations are ranked in blocks, and the best of each block again; `rest` is called in between.
 */
export async function extractDigest(
  messages: readonly Said[],
  rest: () => Promise<void>,
): Promise<DigestSentence[]> {
  const wanted = Math.min(MOST, Math.max(FEWEST, Math.round(messages.length / PER_SENTENCE)));
  let candidates: Candidate[] = [];
  for (const [index, said] of messages.entries()) {
    candidates.push(...candidatesOf(said));
    if (index % READ_AT_ONCE === READ_AT_ONCE - 1) await rest();
  }
  while (candidates.length > BLOCK) {
    const best: Candidate[] = [];
    for (let start = 0; start < candidates.length; start += BLOCK) {
      best.push(...central(candidates.slice(start, start + BLOCK), MOST));
      await rest();
    }
    candidates = best;
  }
  const chosen = central(candidates, wanted);
  if (chosen.length < FEWEST) return [];
  return chosen.map(({ text, said }) => ({ text: `${said.by}: ${text}`, cites: [said.id], quote: text }));
}

/** The sentences of a message that could stand in a digest: no questions, no chatter, nothing too short or too long. */
function candidatesOf(said: Said): Candidate[] {
  return sentencesOf(said.text)
    .filter((text) => text.length <= LONGEST && !/[?？]["”’)]*$/u.test(text) && !isChatter(text))
    .map((text) => ({ text, said, stems: contentStems(text) }))
    .filter(({ stems }) => new Set(stems).size >= FEWEST_STEMS);
}

/** The rules of Unicode end a sentence after the point of a title (https://www.unicode.org/reports/tr29/). */
const ABBREVIATED = /(?:^|[\s(])(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nr|vs|approx|ca|e\.g|i\.e|z\.B)\.$/u;

function sentencesOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  const found: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const sentence = segment.replace(/\s+/gu, ' ').trim();
    const before = found.at(-1);
    if (before !== undefined && ABBREVIATED.test(before)) found[found.length - 1] = `${before} ${sentence}`;
    else found.push(sentence);
  }
  return found;
}

/** The most central ones that do not repeat each other, in their order. */
function central(candidates: readonly Candidate[], wanted: number): Candidate[] {
  const ranks = textRank(candidates.map(({ stems }) => stems));
  const order = candidates
    .map((_, index) => index)
    .sort((a, b) => (ranks[b] ?? 0) - (ranks[a] ?? 0) || a - b);
  const chosen: number[] = [];
  const passed: number[] = [];
  for (const index of order) {
    const stems = new Set(candidates[index]?.stems);
    const repeats = chosen.some((other) => overlap(stems, new Set(candidates[other]?.stems)) > REPEATS);
    if (chosen.length < wanted) (repeats ? passed : chosen).push(index);
  }
  // Of talk that goes round in circles, the best of what is left.
  chosen.push(...passed.slice(0, Math.max(0, FEWEST - chosen.length)));
  return chosen.sort((a, b) => a - b).flatMap((index) => candidates[index] ?? []);
}

/** The share of the smaller set that the other has. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const each of small) if (large.has(each)) common++;
  return small.size === 0 ? 0 : common / small.size;
}
