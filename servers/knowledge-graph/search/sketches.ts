/** Sets of numbers by the least of four hashes each, in the order of adding. */
export interface Sketches {
  add(set: Iterable<number>): void;
  /** Whether two sets are most likely nearly equal: all four minima agree with the probability of their overlap to the fourth. */
  alike(a: number, b: number): boolean;
}

/** Broder, On the resemblance and containment of documents (1997, https://doi.org/10.1109/SEQUEN.1997.666900). */
const HASHES = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const;

export function createSketches(): Sketches {
  const minima: number[] = [];
  return {
    add(set) {
      const least = HASHES.map(() => 0xffffffff);
      for (const value of set) {
        HASHES.forEach((factor, index) => {
          let hash = Math.imul(value + 1, factor);
          hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
          hash = (hash ^ (hash >>> 13)) >>> 0;
          if (hash < (least[index] ?? 0)) least[index] = hash;
        });
      }
      minima.push(...least);
    },
    alike(a, b) {
      return HASHES.every(
        (_, index) => minima[a * HASHES.length + index] === minima[b * HASHES.length + index],
      );
    },
  };
}
