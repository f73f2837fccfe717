import { createHash } from 'node:crypto';
import type { EpisodeRecord, RecordKind, Records, Row } from '../graph.ts';
import type { Neo4jRow } from './neo4j-client.ts';
import type { Neo4jValue } from './neo4j-values.ts';
import { RECORD_FIELDS, wordsOf } from './record-fields.ts';

/** The properties of a node. */
export type Properties = { [name: string]: Neo4jValue };

/**
 * What a row is found by where that may be longer than an index of Neo4j takes (8 kB): a hash of it. An episode that
 * has not ended has it as its `item` as well, of which there is one.
 */
export function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** A text as it is searched: the analyzer of the index stems and folds case, but keeps accents. */
export function foldAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '');
}

/** The node of a record: its fields, where it stands in time, its words, and what it is found by. */
export function encodeRow<K extends RecordKind>(
  kind: K,
  record: Records[K],
  { row, graph, added }: { row: number; graph: string; added: number },
): Properties {
  const words = wordsOf(kind, record);
  return {
    ...encodeFields(kind, record),
    ...keysOf(kind, record, graph),
    ...(words !== undefined && { words: foldAccents(words) }),
    row,
    graph,
    added,
  };
}

/** The properties of some fields; null for those that are undefined. */
export function encodeFields<K extends RecordKind>(kind: K, record: Partial<Records[K]>): Properties {
  const forms = RECORD_FIELDS[kind] as Readonly<Record<string, string>>;
  return Object.fromEntries(
    Object.entries(record)
      .filter(([field]) => forms[field] !== undefined)
      .map(([field, value]) => [
        field,
        forms[field] === 'json' && value !== undefined ? JSON.stringify(value) : (value as Neo4jValue),
      ]),
  );
}

/** What no field is and goes with the words of a row. */
export const UNNAMED = { words: null, key: null, item: null } as const;

/** The record of a node as it was at the moment of a change: what a later one ended had not ended. */
export function decodeRow<K extends RecordKind>(kind: K, node: Neo4jRow, seq: number): Row<Records[K]> {
  const record: Record<string, unknown> = { row: node.row, graph: node.graph, added: node.added };
  if (typeof node.ended === 'number' && node.ended <= seq) record.ended = node.ended;
  for (const [field, form] of Object.entries(RECORD_FIELDS[kind])) {
    const value = node[field];
    if (value === null || value === undefined) continue;
    record[field] = form === 'json' ? JSON.parse(value as string) : value;
  }
  return record as unknown as Row<Records[K]>;
}

function keysOf<K extends RecordKind>(kind: K, record: Records[K], graph: string): Properties {
  if (kind === 'alias') return { key: keyOf(graph, (record as Records['alias']).norm) };
  if (kind !== 'episode') return {};
  const { source, externalId } = record as EpisodeRecord;
  if (source === undefined || externalId === undefined) return {};
  const key = keyOf(graph, source, externalId);
  return { key, item: key };
}
