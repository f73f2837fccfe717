import type { PassageIndex, Term } from './passage-index.ts';
import { byScore, type Ranked } from './ranked.ts';
import type { Shares } from './shares.ts';

/**
 * What words count that stand in the passage before or after, and in the one before or after that: an answer often
 * stands beside the words of the question. A word counts once, where it counts most.
 */
const BESIDE = [0.4, 0.15] as const;

/**
 * Passages by their own words and by those beside them in the same document, the best first.
 * @param most how many, at most.
 */
export function rankByWords(
  index: PassageIndex,
  terms: readonly Term[],
  sharesOf: Shares,
  isWanted: (slot: number) => boolean,
  most: number,
): Ranked[] {
  const { slots, scores } = index.score(terms);
  const own = best(slots, scores, isWanted, most);
  const there = new Set(
    own.flatMap(({ slot }) => [slot, ...besides(index, slot, isWanted).map(([at]) => at)]),
  );
  const ranked = [...there].map((slot): Ranked => {
    const near = besides(index, slot, isWanted);
    if (near.length === 0) return { slot, score: scores[slot] ?? 0 };
    const score = terms.reduce((sum, { idf }, at) => {
      const counts = near.map(([other, worth]) => worth * (sharesOf(other)[at] ?? 0));
      return sum + idf * Math.max(sharesOf(slot)[at] ?? 0, ...counts);
    }, 0);
    return { slot, score };
  });
  return ranked.sort(byScore).slice(0, most);
}

/** Passages beside one in its document, and what their words count for it. */
function besides(
  index: PassageIndex,
  slot: number,
  isWanted: (slot: number) => boolean,
): [slot: number, worth: number][] {
  const found: [number, number][] = [];
  for (const direction of [-1, 1]) {
    for (let at = slot, far = 0; far < BESIDE.length; far += 1) {
      at = nextOf(index, at, direction, isWanted);
      if (at < 0) break;
      found.push([at, BESIDE[far] ?? 0]);
    }
  }
  return found;
}

/** The next passage of the same document that is wanted; -1 where there is none. */
function nextOf(
  index: PassageIndex,
  slot: number,
  direction: number,
  isWanted: (slot: number) => boolean,
): number {
  const at = slot + direction;
  const inside = at >= 0 && at < index.size && index.episode(at) === index.episode(slot);
  return inside && isWanted(at) ? at : -1;
}

function best(
  slots: Int32Array,
  scores: Float32Array,
  isWanted: (slot: number) => boolean,
  most: number,
): Ranked[] {
  let kept: Ranked[] = [];
  let least = 0;
  for (const slot of slots) {
    const score = scores[slot] ?? 0;
    if (score <= least || !isWanted(slot)) continue;
    kept.push({ slot, score });
    if (kept.length < most * 2) continue;
    kept = kept.sort(byScore).slice(0, most);
    least = kept.at(-1)?.score ?? 0;
  }
  return kept.sort(byScore).slice(0, most);
}
