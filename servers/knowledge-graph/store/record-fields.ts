import type { RecordKind, Records } from '../graph.ts';

/** How the value of a field is kept where only numbers and texts can be. */
export type FieldForm = 'plain' | 'json';

type Fields<K extends RecordKind> = { [F in Exclude<keyof Records[K], symbol | number>]-?: FieldForm };

/** The fields of every kind of record: what engines make their columns and properties of. */
export const RECORD_FIELDS: { [K in RecordKind]: Fields<K> } = {
  entity: { entity: 'plain', type: 'plain', name: 'plain', summary: 'plain' },
  alias: { entity: 'plain', kind: 'plain', name: 'plain', norm: 'plain' },
  fact: {
    fact: 'plain',
    subject: 'plain',
    relation: 'plain',
    object: 'plain',
    value: 'json',
    validFrom: 'plain',
    validTo: 'plain',
    claim: 'json',
    confidence: 'plain',
    text: 'plain',
  },
  support: {
    fact: 'plain',
    episode: 'plain',
    chunk: 'plain',
    start: 'plain',
    end: 'plain',
    quote: 'plain',
    extractor: 'plain',
  },
  episode: {
    kind: 'plain',
    title: 'plain',
    uri: 'plain',
    source: 'plain',
    externalId: 'plain',
    hash: 'plain',
    occurredAt: 'plain',
    actor: 'plain',
  },
  chunk: {
    episode: 'plain',
    ord: 'plain',
    text: 'plain',
    headings: 'json',
    start: 'plain',
    end: 'plain',
    tokens: 'plain',
  },
  mention: { chunk: 'plain', entity: 'plain', count: 'plain' },
  merge: { winner: 'plain', loser: 'plain', rule: 'plain', evidence: 'plain' },
  distinct: { a: 'plain', b: 'plain', reason: 'plain' },
  ontology: { version: 'plain', document: 'json' },
};

/** The field by which the rows of one thing belong together; its first row gives it its number. */
export const IDENTITY: Partial<Record<RecordKind, 'entity' | 'fact'>> = { entity: 'entity', fact: 'fact' };

/** The record with the number of its row where it is the first of its thing. */
export function identified<K extends RecordKind>(kind: K, record: Records[K], row: number): Records[K] {
  const field = IDENTITY[kind];
  if (!field || (record as unknown as Record<string, unknown>)[field] !== 0) return record;
  return { ...record, [field]: row };
}

/** What is left of a record that was erased: that it was there, and what it hung on. */
export const BLANKED: {
  [K in 'entity' | 'alias' | 'fact' | 'support' | 'episode' | 'chunk']: Partial<Records[K]>;
} = {
  entity: { name: '', summary: undefined },
  alias: { name: '', norm: '' },
  fact: { value: undefined, text: undefined },
  support: { quote: undefined },
  episode: { title: undefined, uri: undefined, externalId: undefined, hash: '', actor: undefined },
  chunk: { text: '', headings: [] },
};

/** The words of a record that can be searched; undefined where there are none. */
export function wordsOf<K extends RecordKind>(kind: K, record: Records[K]): string | undefined {
  const { text, headings, value, name, kind: form } = record as unknown as Partial<Record<string, unknown>>;
  if (kind === 'chunk') return [...(headings as string[]), text].join('\n');
  if (kind === 'alias') return form === 'key' || name === '' ? undefined : String(name);
  if (kind !== 'fact') return undefined;
  const words = [text, typeof value === 'string' ? value : undefined].filter(Boolean).join('\n');
  return words === '' ? undefined : words;
}
