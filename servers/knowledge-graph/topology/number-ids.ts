import type { Nodes } from './nodes.ts';

/**
 * Numbers all ids of some columns, upwards, so that entities which came after one another lie beside one another, and
 * writes the columns as numbers.
 */
export function numberIds(columns: readonly Uint32Array[], nodes: Nodes): Int32Array[] {
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  const highest = Math.max(...columns.map(highestOf));
  // Ids that lie close together, as a store gives them, are looked up in a plain array meanwhile.
  const known = highest < 4 * length ? new Int32Array(highest + 1).fill(-1) : undefined;
  for (const id of known ? marked(columns, known) : sorted(columns, length)) {
    const node = nodes.intern(id);
    if (known) known[id] = node;
  }
  return columns.map((column) => {
    const numbers = new Int32Array(column.length);
    for (let at = 0; at < column.length; at += 1) {
      const id = column[at] as number;
      numbers[at] = known ? (known[id] as number) : nodes.find(id);
    }
    return numbers;
  });
}

/** The highest of some numbers, or -1. */
export function highestOf(values: Uint32Array): number {
  let highest = -1;
  for (let at = 0; at < values.length; at += 1) highest = Math.max(highest, values[at] as number);
  return highest;
}

/** The different ids, upwards, by the places that they mark. */
function* marked(columns: readonly Uint32Array[], marks: Int32Array): Generator<number> {
  for (const column of columns) for (let at = 0; at < column.length; at += 1) marks[column[at] as number] = 0;
  for (let id = 0; id < marks.length; id += 1) if (marks[id] !== -1) yield id;
}

/** The same by sorting. */
function* sorted(columns: readonly Uint32Array[], length: number): Generator<number> {
  const ids = new Uint32Array(length);
  let at = 0;
  for (const column of columns) {
    ids.set(column, at);
    at += column.length;
  }
  let last = -1;
  for (const id of ids.sort()) {
    if (id !== last) yield id;
    last = id;
  }
}
