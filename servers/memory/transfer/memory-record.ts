import { IzaError } from '../../../shared/mcp/errors.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import type { MemoryDomain } from '../deps.ts';
import { fingerprint } from '../fingerprint.ts';
import { withoutMarks } from '../intake.ts';
import type { Memory, Provenance } from '../memory.ts';
import { opened } from '../readable.ts';
import type { Entity, Session } from '../store/store.ts';
import { type EntityRecord, entityRecordId, type MemoryRecord, type SessionRecord } from './record.ts';

/** What belongs to a memory beside its versions. */
export interface Surroundings {
  /** Names of the entities that it is about. */
  about: readonly string[];
  sources: readonly Provenance[];
}

/** A version of a memory as an export has it; with the last one, what belongs to the memory as a whole. */
export function recordOfMemory(
  memory: Memory,
  { about, sources }: Surroundings,
  session: string | undefined,
  deps: Pick<MemoryDomain, 'vault'>,
): MemoryRecord {
  const { seq: _, sealed, session: __, position: index, fingerprint: mark, createdAt: ___, ...rest } = memory;
  const opened = sealed ? openedSaid(memory, deps) : rest;
  return sound({
    ...rest,
    ...(opened && saidOf(opened)),
    record: 'memory',
    tags: [...rest.tags],
    about: [...about],
    sources: distinct(sources),
    ...(sealed && opened === undefined && { sealed: Buffer.from(sealed).toString('base64') }),
    ...(mark !== fingerprint(withoutMarks(opened?.text ?? '')) && { fingerprint: mark }),
    ...(session !== undefined && { session }),
    ...(index !== undefined && { index }),
  });
}

export function recordOfEntity({
  scope,
  name,
  normalisedName,
  type,
  aliases,
}: Entity & { normalisedName: string }): EntityRecord {
  const record = { id: entityRecordId(scope, normalisedName), scope, name, aliases };
  return { record: 'entity', ...record, ...(type !== undefined && { type }) };
}

export function recordOfSession({ id, scope, name, title, startedAt, lastAt }: Session): SessionRecord {
  const record = { id, scope, name, started: startedAt, ended: lastAt };
  return { record: 'session', ...record, ...(title !== undefined && { title }) };
}

type Said = Pick<Memory, 'text' | 'data' | 'subject' | 'object'>;

function saidOf({ text, data, subject, object }: Said): Said {
  return { text, ...(data && { data }), ...(subject && { subject }), ...(object && { object }) };
}

/** Undefined where its key is not at hand: then it stays sealed. */
function openedSaid(memory: Memory, { vault }: Pick<MemoryDomain, 'vault'>): Said | undefined {
  try {
    return opened(memory, { vault });
  } catch (error) {
    if (error instanceof IzaError && error.code === 'UNAVAILABLE') return undefined;
    throw error;
  }
}

/** A redaction may have left sources that are the same but for the time; the store takes each of them once. */
function distinct(sources: readonly Provenance[]): Provenance[] {
  const seen = new Set<string>();
  return sources.filter((source) => {
    const key = JSON.stringify({ ...source, at: 0 });
    return !seen.has(key) && seen.add(key);
  });
}

/** JSON columns can hold halves of surrogate pairs, which no UTF-8 file can. */
function sound(record: MemoryRecord): MemoryRecord {
  return {
    ...record,
    tags: record.tags.map((tag) => tag.toWellFormed()),
    ...(record.data && { data: wellFormed(record.data) as JsonObject }),
  };
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key.toWellFormed(), wellFormed(each)]),
  );
}
