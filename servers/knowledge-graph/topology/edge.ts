/** A fact between two entities. Ids, facts and relations are integers from 0 to LARGEST_ID. */
export interface Edge {
  fact: number;
  subject: number;
  object: number;
  /** Its number in the caller's table of relations. */
  relation: number;
  /** Milliseconds since the epoch from which it holds; unknown unless said. */
  validFrom?: number | undefined;
  /** When it ends to hold, itself no longer part of the time; still so unless said. */
  validTo?: number | undefined;
  /** Above 0; 1 unless said. Kept as a 32-bit float. */
  weight?: number | undefined;
}

/** Edges by columns of equal length; unknown starts and ends are -Infinity and Infinity. */
export interface EdgeColumns {
  facts: Uint32Array;
  subjects: Uint32Array;
  objects: Uint32Array;
  relations: Uint32Array;
  validFrom: Float64Array;
  validTo: Float64Array;
  /** All 1 when left out. */
  weights?: Float32Array | undefined;
}

/** The number above it marks an empty place in a table. */
export const LARGEST_ID = 2 ** 32 - 2;

/** @throws RangeError naming what is wrong with the edge. */
export function checkEdge(edge: Edge): void {
  for (const name of ['fact', 'subject', 'object', 'relation'] as const) {
    const value = edge[name];
    if (!Number.isInteger(value) || value < 0 || value > LARGEST_ID) {
      throw new RangeError(`The ${name} of an edge is an integer from 0 to ${LARGEST_ID}, not ${value}.`);
    }
  }
  checkRest(edge.fact, edge.validFrom ?? 0, edge.validTo ?? 0, edge.weight ?? 1);
}

/** @throws RangeError naming the first thing that is wrong. Facts that occur twice are found when they are sorted. */
export function checkColumns(columns: EdgeColumns): void {
  const { facts, subjects, objects, relations, validFrom, validTo, weights } = columns;
  for (const [name, column] of Object.entries(columns) as [string, Uint32Array | undefined][]) {
    if (column && column.length !== facts.length) {
      throw new RangeError(`There are ${facts.length} facts, but ${column.length} values in ${name}.`);
    }
  }
  for (let edge = 0; edge < facts.length; edge += 1) {
    const fact = facts[edge] as number;
    const from = validFrom[edge] as number;
    const to = validTo[edge] as number;
    const weight = weights === undefined ? 1 : (weights[edge] as number);
    const highest = Math.max(fact, subjects[edge] as number, objects[edge] as number);
    if (highest > LARGEST_ID || (relations[edge] as number) > LARGEST_ID) {
      throw new RangeError(`The edge of fact ${fact} has a number above ${LARGEST_ID}.`);
    }
    checkRest(fact, from, to, weight);
  }
}

function checkRest(fact: number, from: number, to: number, weight: number): void {
  if (Number.isNaN(from) || Number.isNaN(to)) {
    throw new RangeError(`The validity of fact ${fact} is no time.`);
  }
  // As a 32-bit float it must still be above 0 and finite.
  const kept = Math.fround(weight);
  if (!(kept > 0 && kept < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`The weight of fact ${fact} is a number above 0, not ${weight}.`);
  }
}
