/** Numbers in (0, 1) that a seed decides: a linear congruential generator (Numerical Recipes, §7.1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

export interface ClusterOptions {
  dimensions: number;
  count: number;
  queries: number;
  seed: number;
  /** How far all vectors lean to one common side, in units of the spread of the clusters. */
  lean?: number;
}

/** Vectors around common centres, a hundred to a centre, and queries around the same centres. */
export function clusters({ dimensions, count, queries, seed, lean = 0 }: ClusterOptions): {
  vectors: Float32Array[];
  queries: Float32Array[];
} {
  const random = seeded(seed);
  // Box and Muller's way to the normal distribution.
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const draw = (spread: number) => Float32Array.from({ length: dimensions }, () => spread * normal());
  const side = draw(lean);
  const centres = Array.from({ length: Math.ceil(count / 100) }, () => draw(1));
  const near = (): Float32Array => {
    const centre = centres[Math.floor(random() * centres.length)] as Float32Array;
    return centre.map((value, i) => value + normal() + (side[i] as number));
  };
  return {
    vectors: Array.from({ length: count }, near),
    queries: Array.from({ length: queries }, near),
  };
}
