import { IzaError } from '../../../shared/mcp/errors.ts';
import { hammingDistances, packSigns, wordsFor } from './sign-bits.ts';
import { BLOCK_SLOTS, createSlots, type Slots } from './slots.ts';
import { createTopHits, type TopHits, type VectorHit } from './top-hits.ts';
import { unitVector } from './unit-vector.ts';

export interface VectorSearch {
  /** Most hits. */
  limit: number;
  /** Which vectors may be found; all unless said. */
  allow?(seq: number): boolean;
}

/** Vectors of one model in memory, found by their direction. The lengths that vectors come with do not matter. */
export interface VectorIndex {
  /** @throws IzaError INVALID_INPUT for a vector that cannot be compared; the index is then as it was. */
  upsert(seq: number, vector: Float32Array): void;
  remove(seq: number): void;
  has(seq: number): boolean;
  readonly size: number;
  /** Best first, among equals the lowest seq. @throws IzaError INVALID_INPUT for a query that cannot be compared. */
  search(query: Float32Array, options: VectorSearch): VectorHit[];
}

/** Up to here every vector is compared in full, which takes no longer than a millisecond or two. */
const FEW = 4_096;
/** In smaller spaces the signs of a vector say too little about its direction. */
const MIN_SIGNS = 128;

/**
 * How many vectors are compared in full after their signs were: 200 as the measured least, more for long lists, and
 * a small share of large collections, where close neighbours are many and a scan of the signs costs far more anyway.
 */
const candidatesFor = (size: number, limit: number): number =>
  Math.max(200, 10 * limit, Math.ceil(size / 256));

/**
 * An index that looks at every vector: first how many signs differ from those of the query, then, for the best, the
 * cosine. Vectors at the same number of signs are taken or left together, so that an answer depends on what the index
 * holds and never on how it came there.
 */
export function createVectorIndex(dimensions: number): VectorIndex {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 65_535) {
    throw new RangeError(`An index needs 1 to 65,535 dimensions, not ${dimensions}.`);
  }
  const slots = createSlots(dimensions);
  const signsOfQuery = new Uint32Array(wordsFor(dimensions));
  let distances = new Uint16Array(0);

  return {
    get size() {
      return slots.size;
    },
    has: (seq) => slots.has(seq),
    upsert: (seq, vector) => slots.put(seq, unitVector(vector, dimensions)),
    remove: (seq) => slots.remove(seq),
    search(query, { limit, allow = () => true }) {
      const unit = unitVector(query, dimensions);
      if (!Number.isInteger(limit) || limit < 0) {
        throw new IzaError('INVALID_INPUT', `The limit has to be a whole number, not ${limit}.`);
      }
      const top = createTopHits(limit);
      const offer = (slot: number) => compare(slots, slot, unit, allow, top);
      const wanted = candidatesFor(slots.size, limit);
      if (slots.size <= Math.max(FEW, wanted) || dimensions < MIN_SIGNS) {
        for (let slot = 0; slot < slots.size; slot += 1) offer(slot);
        return top.list();
      }
      if (distances.length < slots.size) distances = new Uint16Array(slots.blocks().length * BLOCK_SLOTS);
      packSigns(unit, signsOfQuery, 0);
      for (const [number, { bits }] of slots.blocks().entries()) {
        const start = number * BLOCK_SLOTS;
        const count = Math.min(BLOCK_SLOTS, slots.size - start);
        hammingDistances(signsOfQuery, bits, count, distances, start);
      }
      nearestFirst(distances, slots.size, dimensions, wanted, offer);
      return top.list();
    },
  };
}

/** Offers one vector to the list; true when it may be found. */
function compare(
  slots: Slots,
  slot: number,
  query: Float32Array,
  allow: (seq: number) => boolean,
  top: TopHits,
): boolean {
  const index = slot % BLOCK_SLOTS;
  const block = slots.blocks()[(slot - index) / BLOCK_SLOTS];
  const seq = block?.seqs[index];
  if (block === undefined || seq === undefined || !allow(seq)) return false;
  const start = index * query.length;
  let score = 0;
  for (let i = 0; i < query.length; i += 1) {
    score += (query[i] as number) * (block.vectors[start + i] as number);
  }
  if (top.takes(seq, score)) top.add(seq, score);
  return true;
}

/**
 * Visits slots by distance, whole distances at a time, until `wanted` visits counted. A filter that lets few through
 * makes it go farther out, by four times as many slots in each round.
 */
function nearestFirst(
  distances: Uint16Array,
  size: number,
  dimensions: number,
  wanted: number,
  visit: (slot: number) => boolean,
): void {
  const at = new Uint32Array(dimensions + 1);
  for (let slot = 0; slot < size; slot += 1) {
    const distance = distances[slot] as number;
    at[distance] = (at[distance] as number) + 1;
  }
  let counted = 0;
  let reached = 0;
  let aim = wanted;
  for (let next = 0; counted < wanted && next <= dimensions; aim *= 4) {
    const from = next;
    while (next <= dimensions && reached < aim) {
      reached += at[next] as number;
      next += 1;
    }
    if (next === from) continue;
    for (let slot = 0; slot < size; slot += 1) {
      const distance = distances[slot] as number;
      if (distance >= from && distance < next && visit(slot)) counted += 1;
    }
  }
}
