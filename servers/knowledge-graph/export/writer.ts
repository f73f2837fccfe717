import type { ExportedEntity, ExportedFact } from './records.ts';

/**
 * Puts records into a format, piece by piece. All entities come before all facts. Where a format has two files, the
 * second has the facts.
 */
export interface GraphWriter {
  /** What each file begins with. */
  begin(): readonly string[];
  entity(entity: ExportedEntity): string;
  fact(fact: ExportedFact): string;
  /** What each file ends with. */
  end(): Promise<readonly string[]> | readonly string[];
}
