/** The farthest distance that a mark can say. */
export const FARTHEST = 14;
const STEP = FARTHEST + 2;

/** How far some nodes are, forgotten all at once without touching each. */
export interface Marks {
  /** Forgets all marks, and makes place for nodes below `size`. */
  clear(size: number): void;
  /** -1 where there is no mark. */
  get(node: number): number;
  /** @param distance 0 to FARTHEST. */
  set(node: number, distance: number): void;
}

/** What was written before the last clearing is below `base`. */
export function createMarks(): Marks {
  let base = 0;
  let values = new Uint32Array(0);
  return {
    clear(size) {
      base += STEP;
      if (size > values.length) values = new Uint32Array(size + (size >>> 3));
      else if (base + STEP > 2 ** 32) values.fill(0);
      else return;
      base = STEP;
    },
    get: (node) => Math.max(-1, (values[node] as number) - base),
    set(node, distance) {
      values[node] = base + distance;
    },
  };
}
