import * as z from 'zod';
import type { JsonObject, JsonValue } from '../../../shared/mcp/surface.ts';
import { isScope, SCOPE_MESSAGE } from '../scope.ts';

/** How deep `data` may be nested: further down no reader of it goes. */
export const MAX_DATA_DEPTH = 32;

/** No NUL and no half of a surrogate pair: neither survives every database and every UTF-8 file. */
function isSound(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

const text = z.string().refine(isSound, 'must not have NUL or halves of surrogate pairs');
const name = text.min(1);
/** Milliseconds since the epoch, within what a date can be (ECMA-262 §21.4.1.1). */
const time = z.number().int().min(-8.64e15).max(8.64e15);
const level = z.number().int().min(0).max(4);
const scope = text.refine(isScope, SCOPE_MESSAGE);

const data = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value, 1),
  `must be a JSON object, at most ${MAX_DATA_DEPTH} levels deep, without NUL, broken characters or a key __proto__`,
);

function isPlain(value: unknown, depth: number): value is JsonValue {
  if (typeof value === 'string') return isSound(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object' || depth > MAX_DATA_DEPTH) return false;
  if (Array.isArray(value)) return value.every((one) => isPlain(one, depth + 1));
  return Object.entries(value).every(
    ([key, one]) => key !== '__proto__' && isSound(key) && isPlain(one, depth + 1),
  );
}

const Source = z.strictObject({
  title: text.optional(),
  uri: text.optional(),
  /** The words that the memory was drawn from. */
  quote: text.optional(),
  /** The program that brought it. */
  client: text.optional(),
  at: time,
});

/** One version of a memory with everything that is known about it; a message of a conversation is one too. */
export const MemoryRecord = z.strictObject({
  record: z.literal('memory'),
  id: name,
  version: z.number().int().min(1),
  scope,
  /** `fact`, `message`, …: the store decides which it knows. */
  kind: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'small letters, digits, hyphens and underscores'),
  text,
  key: name.optional(),
  subject: text.optional(),
  predicate: text.optional(),
  object: text.optional(),
  data: data.optional(),
  tags: z.array(name),
  /** Names or ids of the entities that it is about. */
  about: z.array(name),
  validFrom: time.optional(),
  validTo: time.optional(),
  recordedAt: time,
  retiredAt: time.optional(),
  status: z.enum(['active', 'superseded', 'retracted', 'archived']),
  /** The id of the memory that took its place. */
  supersededBy: name.optional(),
  importance: z.number().min(0).max(1),
  sensitivity: level,
  trust: level,
  pinned: z.boolean(),
  /** The session that a message belongs to, and its place there. */
  session: name.optional(),
  index: z.number().int().min(0).optional(),
  role: text.optional(),
  speaker: text.optional(),
  sources: z.array(Source),
});

export type MemoryRecord = z.output<typeof MemoryRecord>;

export const SessionRecord = z.strictObject({
  record: z.literal('session'),
  id: name,
  scope,
  title: text.optional(),
  started: time,
  ended: time.optional(),
});

export type SessionRecord = z.output<typeof SessionRecord>;

export const EntityRecord = z.strictObject({
  record: z.literal('entity'),
  id: name,
  scope,
  name,
  type: text.optional(),
  aliases: z.array(name),
});

export type EntityRecord = z.output<typeof EntityRecord>;

/** What an export is made of. Entities and sessions come before the memories that name them. */
export const TransferRecord = z.discriminatedUnion('record', [EntityRecord, SessionRecord, MemoryRecord]);

export type TransferRecord = z.output<typeof TransferRecord>;

const ORDER = { entity: 0, session: 1, memory: 2 } as const;

/** The order of an export: entities, sessions, memories; by id in UTF-16 units, then by version. */
export function compareRecords(a: TransferRecord, b: TransferRecord): number {
  const kind = ORDER[a.record] - ORDER[b.record];
  if (kind !== 0) return kind;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return versionOf(a) - versionOf(b);
}

function versionOf(record: TransferRecord): number {
  return record.record === 'memory' ? record.version : 0;
}
