import { packSigns, wordsFor } from './sign-bits.ts';

/** Vectors a block: large enough that blocks cost nothing, small enough to grow by. */
export const BLOCK_SLOTS = 4_096;

/** Vectors that lie one after another, with their signs beside them. */
export interface Block {
  seqs: Float64Array;
  vectors: Float32Array;
  bits: Uint32Array;
}

/**
 * Vectors in dense slots. They grow by blocks, so that a million of them is never copied to make room, and a vector
 * that leaves is replaced by the last one. The order of slots therefore says nothing.
 */
export interface Slots {
  readonly size: number;
  /** The blocks that hold something; every one but the last is full. */
  blocks(): readonly Block[];
  has(seq: number): boolean;
  /** Takes a vector of length 1. */
  put(seq: number, unit: Float32Array): void;
  remove(seq: number): void;
}

export function createSlots(dimensions: number): Slots {
  const words = wordsFor(dimensions);
  const blocks: Block[] = [];
  const slotOf = new Map<number, number>();

  const at = (slot: number): { block: Block; index: number } => {
    const number = Math.floor(slot / BLOCK_SLOTS);
    blocks[number] ??= {
      seqs: new Float64Array(BLOCK_SLOTS),
      vectors: new Float32Array(BLOCK_SLOTS * dimensions),
      bits: new Uint32Array(BLOCK_SLOTS * words),
    };
    return { block: blocks[number], index: slot % BLOCK_SLOTS };
  };

  const write = (slot: number, seq: number, unit: Float32Array): void => {
    const { block, index } = at(slot);
    block.seqs[index] = seq;
    block.vectors.set(unit, index * dimensions);
    packSigns(unit, block.bits, index * words);
    slotOf.set(seq, slot);
  };

  return {
    get size() {
      return slotOf.size;
    },
    blocks: () => blocks,
    has: (seq) => slotOf.has(seq),
    put(seq, unit) {
      write(slotOf.get(seq) ?? slotOf.size, seq, unit);
    },
    remove(seq) {
      const slot = slotOf.get(seq);
      if (slot === undefined) return;
      const last = at(slotOf.size - 1);
      const lastSeq = last.block.seqs[last.index] as number;
      const from = last.index * dimensions;
      // Moved before the map forgets `seq`, so that the vector that goes may itself be the last one.
      write(slot, lastSeq, last.block.vectors.subarray(from, from + dimensions));
      // What was forgotten is not to stay in memory either.
      last.block.vectors.fill(0, from, from + dimensions);
      last.block.bits.fill(0, last.index * words, (last.index + 1) * words);
      slotOf.delete(seq);
      if (slotOf.size % BLOCK_SLOTS === 0) blocks.pop();
    },
  };
}
