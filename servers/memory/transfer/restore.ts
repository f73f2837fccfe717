import type { MemoryDomain } from '../deps.ts';
import { contentOf } from '../intake.ts';
import type { Memory } from '../memory.ts';
import { normaliseName } from '../names.ts';
import type { MemoryChange } from '../store/store.ts';
import { beginOf, rivalsOf, supersede } from '../supersede.ts';
import { type ImportCounts, NOTHING, sum } from './counts.ts';
import { heldBack, type PreparedRecord, type PreparedVersion } from './prepare-record.ts';
import type { SessionRecord } from './record.ts';

export interface RestoreContext {
  /** The `seq` of the newest version before the import: what is older than it was not brought by it. */
  since: number;
  /** Conversations that had messages before the import, by `conversationKey`. */
  merged: readonly string[];
}

export interface Restored extends ImportCounts {
  /** Conversations of this batch that had messages before. */
  merged: string[];
}

/** What a conversation is known by: its scope, which has no control characters, and its name. */
function conversationKey(scope: string, name: string): string {
  return `${scope}\t${name}`;
}

/**
 * Puts records back as a part of a change, exactly as they were where there is nothing yet. Versions of one memory
 * have to be in one batch.
 */
export function restoreRecords(
  change: MemoryChange,
  deps: Pick<MemoryDomain, 'ids'>,
  records: readonly PreparedRecord[],
  { since, merged }: RestoreContext,
): Restored {
  let counts: ImportCounts = NOTHING;
  const found: string[] = [];
  const conversations = createConversations(change, merged);
  const versions = new Map<string, PreparedVersion[]>();
  const refused = new Set(records.flatMap((record) => (record.kind === 'refused' ? record.id : [])));
  counts = { ...counts, refused: refused.size };
  for (const record of records) {
    if (record.kind === 'version') {
      const { id } = record.version.memory;
      versions.set(id, [...(versions.get(id) ?? []), record.version]);
    } else if (record.kind === 'session') {
      if (restoreSession(change, deps, record.session)) {
        found.push(conversationKey(record.session.scope, record.session.name));
      }
    } else if (record.kind === 'entity') {
      const { scope, name, type, aliases } = record.entity;
      const entity = change.restoreEntity(scope, name, record.norm, type);
      for (const alias of aliases) change.addAlias(entity, alias, normaliseName(alias));
    }
  }
  for (const [id, history] of versions) {
    // Its history would have a gap.
    if (refused.has(id)) continue;
    counts = sum(counts, restoreMemory(change, history, { since, conversations }));
  }
  return { ...counts, merged: found };
}

/** Says whether the conversation had messages already. */
function restoreSession(
  change: MemoryChange,
  deps: Pick<MemoryDomain, 'ids'>,
  { id, scope, name, title, started, ended = started }: SessionRecord,
): boolean {
  const there = change.session(scope, name);
  const own = there || change.isTaken(id) ? deps.ids.next() : id;
  const titled = there?.title === undefined && title !== undefined;
  change.saveSession({ id: own, scope, name, startedAt: started, lastAt: ended, ...(titled && { title }) });
  return (there?.messages ?? 0) > 0;
}

type Conversations = ReturnType<typeof createConversations>;

/** Where messages go: to their own places, or to the end of a conversation that has others there. */
function createConversations(change: MemoryChange, merged: readonly string[]) {
  const grown = new Set(merged);
  const ids = new Map<string, string | undefined>();
  const logs = new Map<string, { marks: Set<string>; next: number }>();
  return {
    /** The place of a message, or undefined when the conversation has it. */
    place({ scope, position, fingerprint }: PreparedVersion['memory'], name: string) {
      const key = conversationKey(scope, name);
      if (!ids.has(key)) ids.set(key, change.session(scope, name)?.id);
      const session = ids.get(key);
      if (session === undefined || !grown.has(key)) return { session, position };
      const log = logs.get(session) ?? logOf(change, session);
      logs.set(session, log);
      if (log.marks.has(fingerprint)) return undefined;
      log.marks.add(fingerprint);
      return { session, position: log.next++ };
    },
  };
}

function logOf(change: MemoryChange, session: string): { marks: Set<string>; next: number } {
  const said = change.conversation(session);
  return { marks: new Set(said.map(({ mark }) => mark)), next: (said.at(-1)?.position ?? -1) + 1 };
}

function restoreMemory(
  change: MemoryChange,
  history: readonly PreparedVersion[],
  { since, conversations }: { since: number; conversations: Conversations },
): ImportCounts {
  const trusted = history.map((version, index) =>
    isOrders(version) && !history.slice(0, index).some(({ memory }) => memory.status === 'quarantined')
      ? heldBack(version)
      : version,
  );
  const last = trusted.at(-1);
  if (!last) return NOTHING;
  const counts = { ...NOTHING, redacted: trusted.some(({ redacted }) => redacted) ? 1 : 0 };
  const there = change.versions(last.memory.id).filter(({ scope }) => scope === last.memory.scope);
  // Nothing of another scope is touched.
  if (there.length === 0 && change.isTaken(last.memory.id)) return { ...NOTHING, refused: 1 };
  const known = there.length > 0 ? continued(change, there, trusted) : twinOf(change, last, since);
  if (known) {
    surround(change, known, trusted);
    return { ...counts, duplicates: 1 };
  }
  const place = last.session === undefined ? {} : conversations.place(last.memory, last.session);
  if (!place) return { ...counts, duplicates: 1 };
  const put = trusted.map(({ memory }) => change.restore(placed(memory, place)));
  const current = put.at(-1);
  if (!current) return counts;
  surround(change, current, trusted);
  settle(change, current, since);
  return { ...counts, new: 1, held: last.memory.status !== history.at(-1)?.memory.status ? 1 : 0 };
}

/** A person released what was held back before; what never was came from elsewhere. */
function isOrders({ suspicious, memory }: PreparedVersion): boolean {
  return suspicious && memory.status === 'active' && memory.kind !== 'message';
}

function placed(
  memory: PreparedVersion['memory'],
  { session, position }: { session?: string | undefined; position?: number | undefined },
): Omit<Memory, 'seq' | 'createdAt'> {
  return {
    ...memory,
    ...(session !== undefined && { session }),
    ...(position !== undefined && { position }),
  };
}

/** The current version of a memory that is there, brought up to the file's where that goes on from it. */
function continued(
  change: MemoryChange,
  there: readonly Memory[],
  history: readonly PreparedVersion[],
): Memory | undefined {
  const current = there.at(-1);
  const same = history[there.length - 1]?.memory;
  const last = history.at(-1)?.memory;
  if (!current || !same || !last || last.version <= current.version) return current;
  const isSame = same.recordedAt === current.recordedAt && same.fingerprint === current.fingerprint;
  if (!isSame) return current;
  const { id: _, version: __, scope: ___, fingerprint, recordedAt, retiredAt, ...content } = last;
  const { session, position } = current;
  return change.revise(current, { ...content, ...placedAt(session, position) }, 'update', fingerprint);
}

function placedAt(session: string | undefined, position: number | undefined) {
  return { ...(session !== undefined && { session }), ...(position !== undefined && { position }) };
}

/** The same words on the same thing that were there before the import. */
function twinOf(change: MemoryChange, { memory }: PreparedVersion, since: number): Memory | undefined {
  if (memory.kind === 'message' || memory.status !== 'active') return undefined;
  return change
    .twins(memory.scope, memory.fingerprint, 20)
    .find(
      (twin) =>
        twin.seq <= since &&
        twin.status === 'active' &&
        twin.kind === memory.kind &&
        twin.key === memory.key &&
        (twin.validTo ?? Number.MAX_SAFE_INTEGER) > (memory.validFrom ?? memory.recordedAt) &&
        (memory.validTo ?? Number.MAX_SAFE_INTEGER) > beginOf(twin),
    );
}

/** Ties a memory to its entities and sources. */
function surround(change: MemoryChange, memory: Memory, history: readonly PreparedVersion[]): void {
  for (const { about, sources } of history) {
    for (const name of about) {
      change.link(memory.id, change.restoreEntity(memory.scope, name, normaliseName(name)));
    }
    for (const source of sources) change.addSource(memory, source);
  }
}

/** Where something that was there before is another word on the same thing, the one that begins later holds. */
function settle(change: MemoryChange, added: Memory, since: number): void {
  if (added.status !== 'active') return;
  let current = added;
  const rivals = rivalsOf(change, added.scope, contentOf(added));
  for (const rival of rivals.filter(({ id, seq }) => id !== added.id && seq <= since)) {
    if (beginOf(rival) <= beginOf(current)) supersede(change, rival, current);
    else current = supersede(change, current, rival);
  }
}
