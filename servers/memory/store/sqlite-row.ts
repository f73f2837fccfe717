import type { JsonObject } from '../../../shared/mcp/surface.ts';
import type { Memory, MemoryKind, MemoryStatus } from '../memory.ts';

/** A version as SQLite gives it. */
export interface MemoryRow {
  seq: number;
  id: string;
  version: number;
  scope: string;
  kind: MemoryKind;
  text: string;
  sealed: Buffer | null;
  fingerprint: string;
  key: string | null;
  subject: string | null;
  predicate: string | null;
  object: string | null;
  data: string | null;
  tags: string;
  valid_from: number | null;
  valid_to: number | null;
  created_at: number;
  recorded_at: number;
  retired_at: number | null;
  status: MemoryStatus;
  superseded_by: string | null;
  importance: number;
  sensitivity: number;
  trust: number;
  pinned: number;
  conversation_id: string | null;
  position: number | null;
  role: string | null;
  speaker: string | null;
}

export const MEMORY_COLUMNS = `m.seq, m.id, m.version, s.name AS scope, m.kind, m.text, m.sealed, m.fingerprint, m.key,
  m.subject, m.predicate, m.object, m.data, m.tags, m.valid_from, m.valid_to, m.created_at, m.recorded_at, m.retired_at, m.status,
  m.superseded_by, m.importance, m.sensitivity, m.trust, m.pinned, m.conversation_id, m.position, m.role, m.speaker`;

export function toMemory(row: MemoryRow): Memory {
  const memory: Memory = {
    seq: row.seq,
    id: row.id,
    version: row.version,
    scope: row.scope,
    kind: row.kind,
    text: row.text,
    fingerprint: row.fingerprint,
    tags: row.tags === '[]' ? [] : (JSON.parse(row.tags) as string[]),
    createdAt: row.created_at,
    recordedAt: row.recorded_at,
    status: row.status,
    importance: row.importance,
    sensitivity: row.sensitivity,
    trust: row.trust,
    pinned: row.pinned === 1,
  };
  // One by one: every search makes some hundreds of these, and a loop over names takes five times as long.
  if (row.sealed !== null) memory.sealed = row.sealed;
  if (row.key !== null) memory.key = row.key;
  if (row.subject !== null) memory.subject = row.subject;
  if (row.predicate !== null) memory.predicate = row.predicate;
  if (row.object !== null) memory.object = row.object;
  if (row.data !== null) memory.data = JSON.parse(row.data) as JsonObject;
  if (row.valid_from !== null) memory.validFrom = row.valid_from;
  if (row.valid_to !== null) memory.validTo = row.valid_to;
  if (row.retired_at !== null) memory.retiredAt = row.retired_at;
  if (row.superseded_by !== null) memory.supersededBy = row.superseded_by;
  if (row.conversation_id !== null) memory.session = row.conversation_id;
  if (row.position !== null) memory.position = row.position;
  if (row.role !== null) memory.role = row.role;
  if (row.speaker !== null) memory.speaker = row.speaker;
  return memory;
}

export const INSERT_MEMORY = `INSERT INTO memory (id, version, scope_id, kind, text, sealed, fingerprint, key, subject,
    predicate, object, data, tags, valid_from, valid_to, created_at, recorded_at, retired_at, status, superseded_by,
    importance, sensitivity, trust, pinned, conversation_id, position, role, speaker)
  VALUES (${Array(28).fill('?').join(', ')})`;

/** A version in the order of `INSERT_MEMORY`: binding by names takes as long as the insertion. */
export function toValues(memory: Omit<Memory, 'seq'>, scopeId: number): unknown[] {
  return [
    memory.id,
    memory.version,
    scopeId,
    memory.kind,
    memory.text,
    memory.sealed ?? null,
    memory.fingerprint,
    memory.key ?? null,
    memory.subject ?? null,
    memory.predicate ?? null,
    memory.object ?? null,
    memory.data ? JSON.stringify(memory.data) : null,
    memory.tags.length === 0 ? '[]' : JSON.stringify(memory.tags),
    memory.validFrom ?? null,
    memory.validTo ?? null,
    memory.createdAt,
    memory.recordedAt,
    memory.retiredAt ?? null,
    memory.status,
    memory.supersededBy ?? null,
    memory.importance,
    memory.sensitivity,
    memory.trust,
    memory.pinned ? 1 : 0,
    memory.session ?? null,
    memory.position ?? null,
    memory.role ?? null,
    memory.speaker ?? null,
  ];
}

/** The properties that are there: SQL's null is an absent property elsewhere. */
export function present<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
