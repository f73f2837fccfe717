/** How likely the walk goes on along the graph rather than anywhere, as in PageRank. */
const DAMPING = 0.85;
const ROUNDS = 100;
const SETTLED = 1e-9;

/**
 * How central each of some texts is: TextRank (Mihalcea and Tarau, 2004, https://aclanthology.org/W04-3252) on a graph
 * whose edges weigh the cosine of TF-IDF vectors, as in LexRank (Erkan and Radev, 2004,
 * https://doi.org/10.1613/jair.1523). Texts come as their stems; the ranks add up to 1. Quadratic: for some hundred.
 */
export function textRank(texts: readonly (readonly string[])[]): Float64Array {
  const size = texts.length;
  const edges = similarities(vectorsOf(texts), size);
  const degrees = Float64Array.from({ length: size }, (_, row) =>
    edges.subarray(row * size, (row + 1) * size).reduce((sum, weight) => sum + weight, 0),
  );
  let ranks = new Float64Array(size).fill(1 / size);
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(size);
    let loose = 0;
    for (let from = 0; from < size; from++) {
      const degree = degrees[from] ?? 0;
      const rank = ranks[from] ?? 0;
      // A text with nothing in common hands its rank to all alike.
      if (degree === 0) loose += rank;
      else
        for (let to = 0; to < size; to++) {
          const weight = edges[from * size + to] ?? 0;
          if (weight > 0) next[to] = (next[to] ?? 0) + (rank * weight) / degree;
        }
    }
    let moved = 0;
    for (let to = 0; to < size; to++) {
      const rank = (1 - DAMPING) / size + DAMPING * ((next[to] ?? 0) + loose / size);
      moved += Math.abs(rank - (ranks[to] ?? 0));
      next[to] = rank;
    }
    ranks = next;
    if (moved < SETTLED) break;
  }
  return ranks;
}

/** Unit vectors of tf · ln(1 + N / df). */
function vectorsOf(texts: readonly (readonly string[])[]): Map<string, number>[] {
  const frequency = new Map<string, number>();
  for (const stems of texts) {
    for (const stem of new Set(stems)) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  }
  return texts.map((stems) => {
    const vector = new Map<string, number>();
    for (const stem of stems) {
      const rarity = Math.log(1 + texts.length / (frequency.get(stem) ?? 1));
      vector.set(stem, (vector.get(stem) ?? 0) + rarity);
    }
    const length = Math.hypot(...vector.values()) || 1;
    for (const [stem, value] of vector) vector.set(stem, value / length);
    return vector;
  });
}

function similarities(vectors: readonly Map<string, number>[], size: number): Float64Array {
  const having = new Map<string, { row: number; value: number }[]>();
  const edges = new Float64Array(size * size);
  vectors.forEach((vector, row) => {
    for (const [stem, value] of vector) {
      const others = having.get(stem) ?? [];
      for (const other of others) {
        const weight = value * other.value;
        edges[row * size + other.row] = (edges[row * size + other.row] ?? 0) + weight;
        edges[other.row * size + row] = (edges[other.row * size + row] ?? 0) + weight;
      }
      others.push({ row, value });
      having.set(stem, others);
    }
  });
  return edges;
}
