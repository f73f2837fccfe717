import type { GraphStore } from '../store/store.ts';
import { type ExportFormat, FORMATS } from './formats.ts';
import { entitiesIn, factsIn } from './records.ts';
import type { Selection } from './select.ts';

export interface Counts {
  entities: number;
  facts: number;
  /** Entities beyond the limit, and facts beyond what the format can show. */
  leftOut: { entities: number; facts: number };
}

export interface Piece {
  /** Which of the format's files it belongs to. */
  file: number;
  text: string;
}

/** A selection in a format, in pieces: the same selection gives the same bytes. `counts` counts along. */
export async function* writeExport(
  store: GraphStore,
  format: ExportFormat,
  selection: Selection,
  counts: Counts,
  onRecord: () => void = () => {},
): AsyncGenerator<Piece> {
  const { files, mostFacts = Number.POSITIVE_INFINITY, mostSources, writer: load } = FORMATS[format];
  const ofFacts = files.length - 1;
  const writer = await load(selection.graph);
  for (const [file, text] of writer.begin().entries()) yield { file, text };
  for await (const entity of entitiesIn(store, selection)) {
    counts.entities += 1;
    yield { file: 0, text: writer.entity(entity) };
    onRecord();
  }
  for await (const fact of factsIn(store, selection, mostSources)) {
    if (counts.facts >= mostFacts) counts.leftOut.facts += 1;
    else {
      counts.facts += 1;
      yield { file: ofFacts, text: writer.fact(fact) };
    }
    onRecord();
  }
  for (const [file, text] of (await writer.end()).entries()) yield { file, text };
}

/** Nothing written yet. */
export function noCounts({ omitted }: Pick<Selection, 'omitted'>): Counts {
  return { entities: 0, facts: 0, leftOut: { entities: omitted, facts: 0 } };
}
