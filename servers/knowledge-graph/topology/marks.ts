/** The farthest distance that a mark can say. */
export const FARTHEST = 14;
const STEP = FARTHEST + 2;

/** How far some nodes are: `base` and their distance. What was written before the last clearing is below `base`. */
export interface Marks {
  base: number;
  values: Int32Array;
}

export function createMarks(): Marks {
  return { base: 0, values: new Int32Array(0) };
}

/** Forgets all marks, mostly without touching them, and makes place for nodes below `size`. */
export function clearMarks(marks: Marks, size: number): void {
  marks.base += STEP;
  if (size > marks.values.length) marks.values = new Int32Array(size + (size >>> 3));
  else if (marks.base + STEP >= 2 ** 31) marks.values.fill(0);
  else return;
  marks.base = STEP;
}

/** The distance of a node, or below 0 where there is no mark. */
export function distanceOf(marks: Marks, node: number): number {
  return (marks.values[node] as number) - marks.base;
}

/** @param distance 0 to FARTHEST. */
export function mark(marks: Marks, node: number, distance: number): void {
  marks.values[node] = marks.base + distance;
}
