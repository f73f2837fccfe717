import type { Links } from './mention-lists.ts';
import type { Term } from './passage-index.ts';
import { byScore, type Ranked } from './ranked.ts';
import type { Shares } from './shares.ts';

/** Passages from which a chain begins, and chains that are carried on from each hop. */
const WIDTH = 10;
/** Chains that end in the same passage and are carried on. */
const SAME_END = 2;
/** Chains of a hop whose passages are found. */
const MOST_CHAINS = 300;
/** A passage that only names the same entity is linked less than one that is about it. */
const NAMES_ONLY = 0.5;
/** What a link is worth beside the words, in words of average rarity. */
const LINK = 1.5;

interface Chain {
  slots: readonly number[];
  entities: readonly number[];
  score: number;
  /** Weight of each term that no passage of the chain has yet. */
  open: Float64Array;
}

/** A chain with one more passage. */
interface Longer {
  chain: Chain;
  end: number;
  entity: number;
  score: number;
}

/**
 * A beam search along what passages name: each hop looks for the words that the hops before have not found, among the
 * passages that share an entity with the last one. A chain is worth the words that it covers, by the square root of its
 * length, and its passages are worth as much as the best chain that they are in.
 * @param ranked passages by words, the best first.
 * @param hops passages of a chain, at most.
 */
export function followLinks(
  sharesOf: Shares,
  links: Links,
  terms: readonly Term[],
  ranked: readonly Ranked[],
  hops: number,
): Ranked[] {
  const found = new Map<number, Ranked>(ranked.map((one) => [one.slot, one]));
  const offer = (one: Ranked): void => {
    if (one.score > (found.get(one.slot)?.score ?? 0)) found.set(one.slot, one);
  };
  const meanIdf = terms.reduce((sum, { idf }) => sum + idf, 0) / Math.max(1, terms.length);
  const without = (open: Float64Array, slot: number): Float64Array => {
    const has = sharesOf(slot);
    return open.map((weight, at) => weight * (1 - Math.min(1, has[at] as number)));
  };

  const idfs = Float64Array.from(terms, ({ idf }) => idf);
  let chains: Chain[] = ranked
    .slice(0, WIDTH)
    .map(({ slot, score }) => ({ slots: [slot], entities: [], score, open: without(idfs, slot) }));
  for (let hop = 1; hop < hops && chains.length > 0; hop += 1) {
    const longer: Longer[] = [];
    for (const chain of chains) {
      const { open } = chain;
      for (const [end, { entity, strength }] of linkedTo(links, chain.slots)) {
        const has = sharesOf(end);
        let gain = 0;
        for (let at = 0; at < open.length; at += 1) gain += (open[at] as number) * (has[at] as number);
        longer.push({ chain, end, entity, score: chain.score + strength * (gain + LINK * meanIdf) });
      }
    }
    longer.sort((a, b) => b.score - a.score || a.end - b.end);
    for (const { chain, end, entity, score } of longer.slice(0, MOST_CHAINS)) {
      const entities = [...chain.entities, entity];
      for (const [at, slot] of [...chain.slots, end].entries()) {
        // The beginning of a chain comes before its end.
        const path = at === 0 ? undefined : entities.slice(0, at);
        offer({ slot, score: score / Math.sqrt(hop + 1) - at * 1e-6, path });
      }
    }
    chains = carriedOn(longer).map(({ chain, end, entity, score }) => ({
      slots: [...chain.slots, end],
      entities: [...chain.entities, entity],
      score,
      open: without(chain.open, end),
    }));
  }
  return [...found.values()].sort(byScore);
}

/** The best chains, with no more than a few that end in the same passage. */
function carriedOn(longer: readonly Longer[]): Longer[] {
  const ends = new Map<number, number>();
  const kept: Longer[] = [];
  for (const one of longer) {
    const same = ends.get(one.end) ?? 0;
    if (same === SAME_END) continue;
    ends.set(one.end, same + 1);
    if (kept.push(one) === WIDTH) break;
  }
  return kept;
}

/** Where the last passage of a chain leads, by the strongest link to each. */
function linkedTo(links: Links, slots: readonly number[]): Map<number, { entity: number; strength: number }> {
  const last = slots.at(-1) ?? 0;
  const linked = new Map<number, { entity: number; strength: number }>();
  for (const { to: entity, about } of links.entities(last)) {
    const rarity = links.rarity(entity);
    if (rarity === 0) continue;
    for (const passage of links.passages(entity)) {
      const strength = rarity * (about || passage.about ? 1 : NAMES_ONLY);
      if (slots.includes(passage.to) || strength <= (linked.get(passage.to)?.strength ?? 0)) continue;
      linked.set(passage.to, { entity, strength });
    }
  }
  return linked;
}
