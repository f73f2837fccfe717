import { MAX_TEXT, MEMORY_KINDS } from '../memory.ts';
import { normaliseName } from '../names.ts';
import { overLimit, refused } from './limits.ts';
import { entityRecordId, type TransferRecord } from './record.ts';

/** What redaction and the parts of a decision may add to the longest text. */
const LONGEST = 10 * MAX_TEXT;

/** What is looked at of a record when its neighbours are looked at. */
export interface RecordOutline {
  record: TransferRecord['record'];
  id: string;
  version: number;
  scope: string;
  /** Whether it is the last version. */
  open: boolean;
  /** Of a message, or of a session itself, its name. */
  session: string | undefined;
  where: string;
}

/** @throws IzaError for what no store of ours has. */
export function outlineOf(record: TransferRecord, where: string): RecordOutline {
  const common = { record: record.record, id: record.id, scope: record.scope, where };
  if (record.record === 'entity') {
    const id = entityRecordId(record.scope, normaliseName(record.name));
    if (record.id !== id) throw refused(where, `the entity's id is not ${JSON.stringify(id)}`);
    return { ...common, version: 1, open: true, session: undefined };
  }
  if (record.record === 'session') return { ...common, version: 1, open: true, session: record.name };
  const { version, retiredAt, recordedAt, kind, session, index, text, sealed } = record;
  if (!MEMORY_KINDS.some((known) => known === kind)) {
    throw refused(where, `${JSON.stringify(kind)} is no kind of memory`);
  }
  if (text.length > LONGEST) throw overLimit(where, 'the text has', LONGEST, 'characters');
  if (sealed !== undefined && text !== '') throw refused(where, 'it is sealed and has a text in plain too');
  if (retiredAt !== undefined && retiredAt < recordedAt)
    throw refused(where, 'it ended before it was recorded');
  if ((session === undefined) !== (index === undefined)) {
    throw refused(where, 'session and index go together');
  }
  return { ...common, version, open: retiredAt === undefined, session };
}

/**
 * Looks at records in the order of an export: whether each memory has all its versions, the last one open and no
 * other, in one scope, and each message its session. @throws IzaError
 */
export function createRecordCheck(): { see(outline: RecordOutline): void; end(): void } {
  const sessions = new Set<string>();
  const ids = new Set<string>();
  let last: RecordOutline | undefined;

  const finish = (): void => {
    if (last && !last.open) throw refused(last.where, `the last version of ${last.id} is missing`);
  };

  return {
    see(outline) {
      const { record, id, version, scope, open, session, where } = outline;
      const key = JSON.stringify([scope, session]);
      if (record === 'session') {
        if (sessions.has(key) || ids.has(id)) throw refused(where, 'the session is there twice');
        sessions.add(key);
        ids.add(id);
        return;
      }
      if (record !== 'memory') return;
      if (session !== undefined && !sessions.has(key)) {
        throw refused(where, `its session ${JSON.stringify(session)} is not in the export`);
      }
      const before = last?.id === id ? last : undefined;
      if (!before) finish();
      const expected = (before?.version ?? 0) + 1;
      if (version !== expected) throw refused(where, `version ${expected} of ${id} is missing`);
      if (before?.open) throw refused(where, `version ${before.version} of ${id} has not ended`);
      if (before && before.scope !== scope) throw refused(where, `${id} is in two scopes`);
      last = { ...outline, open };
    },
    end: finish,
  };
}
