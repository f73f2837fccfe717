import * as z from 'zod';
import type { JsonObject, JsonValue } from '../../../shared/mcp/surface.ts';
import { MEMORY_STATUSES } from '../memory.ts';
import { isScope, SCOPE_MESSAGE } from '../scope.ts';

/** How deep `data` may be nested: further down no reader of it goes. */
export const MAX_DATA_DEPTH = 32;

/** No half of a surrogate pair: it survives no UTF-8 file. */
const text = z.string().refine((value) => value.isWellFormed(), 'must not have halves of surrogate pairs');
const name = text.min(1);
/** Milliseconds since the epoch, within what a date can be (ECMA-262 §21.4.1.1). */
const time = z.number().int().min(-8.64e15).max(8.64e15);
const level = z.number().int().min(0).max(4);
const scope = text.refine(isScope, SCOPE_MESSAGE);

export const TransferData = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value, 1),
  `must be a JSON object, at most ${MAX_DATA_DEPTH} levels deep, without broken characters or a key __proto__`,
);

function isPlain(value: unknown, depth: number): value is JsonValue {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object' || depth > MAX_DATA_DEPTH) return false;
  if (Array.isArray(value)) return value.every((one) => isPlain(one, depth + 1));
  return Object.entries(value).every(
    ([key, one]) => key !== '__proto__' && key.isWellFormed() && isPlain(one, depth + 1),
  );
}

const Source = z.strictObject({
  title: text.optional(),
  uri: text.optional(),
  /** The words that the memory was drawn from. */
  quote: text.optional(),
  /** The id of the message that it was drawn from. */
  message: name.optional(),
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
  /** The encrypted text, which then is empty: exported without the key that it was sealed with. */
  sealed: z.base64().min(4).optional(),
  /** What tells the same from the new, where it is not that of the text: of a message, of what was redacted. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'SHA-256 in hexadecimal')
    .optional(),
  key: name.optional(),
  subject: text.optional(),
  predicate: text.optional(),
  object: text.optional(),
  data: TransferData.optional(),
  tags: z.array(name),
  /** Names of the entities that it is about, with the last version. */
  about: z.array(name),
  validFrom: time.optional(),
  validTo: time.optional(),
  recordedAt: time,
  retiredAt: time.optional(),
  status: z.enum(MEMORY_STATUSES),
  /** The id of the memory that took its place. */
  supersededBy: name.optional(),
  importance: z.number().min(0).max(1),
  sensitivity: level,
  trust: level,
  pinned: z.boolean(),
  /** The name of the session that a message belongs to, and its place there. */
  session: name.optional(),
  index: z.number().int().min(0).optional(),
  role: text.optional(),
  speaker: text.optional(),
  /** All that support the memory, with the last version. */
  sources: z.array(Source),
});

export type MemoryRecord = z.output<typeof MemoryRecord>;

export const SessionRecord = z.strictObject({
  record: z.literal('session'),
  id: name,
  scope,
  name,
  title: text.optional(),
  started: time,
  ended: time.optional(),
});

export type SessionRecord = z.output<typeof SessionRecord>;

export const EntityRecord = z.strictObject({
  record: z.literal('entity'),
  /** Of `entityRecordId`. */
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

/**
 * Names an entity in every store alike: the scope, a tab, the normalised name. No scope has a control character, so
 * that ids are in the order of the scopes and then of the names.
 */
export function entityRecordId(scope: string, normalisedName: string): string {
  return `${scope}\t${normalisedName}`;
}

/** The order of an export: entities, sessions, memories; by id in code points, as UTF-8 sorts, then by version. */
export function compareRecords(a: RecordName, b: RecordName): number {
  return ORDER[a.record] - ORDER[b.record] || compareText(a.id, b.id) || (a.version ?? 0) - (b.version ?? 0);
}

/** What records are told apart by. */
export interface RecordName {
  record: TransferRecord['record'];
  id: string;
  version?: number;
}

/** In the order of code points, which is that of UTF-8 and of SQLite; `<` compares UTF-16 units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    // Surrogates stand for what comes after all other units.
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
