import type { ExportedEntity, ExportedFact } from '../export/records.ts';

/** What a page shows. Times are milliseconds since the epoch. */
export interface ViewData {
  graph: string;
  entities: ExportedEntity[];
  facts: ExportedFact[];
}
