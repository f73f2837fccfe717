import { overLimit, refused } from '../../../shared/text/refusal.ts';
import { MAX_TEXT, MEMORY_KINDS } from '../memory.ts';
import { normaliseName } from '../names.ts';
import type { ImportItem } from './import-item.ts';
import { entityRecordId, TransferData, type TransferRecord } from './record.ts';

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

export function outlineOf(record: TransferRecord, file: string): RecordOutline {
  const where = `${file}, ${JSON.stringify(record.id.slice(0, 80))}`;
  const common = { record: record.record, id: record.id, scope: record.scope, where };
  if (record.record === 'memory') {
    const { version, retiredAt, session } = record;
    return { ...common, version, open: retiredAt === undefined, session };
  }
  return {
    ...common,
    version: 1,
    open: true,
    session: record.record === 'session' ? record.name : undefined,
  };
}

/** Whether a store of ours can hold it. @throws IzaError */
export function checkItem({ record, data }: ImportItem, file: string): void {
  if (data && !TransferData.safeParse(data).success) {
    throw refused(file, 'what is beside a text is nested too deeply, or is no JSON that can be kept');
  }
  if (!record) return;
  const where = `${file}, ${JSON.stringify(record.id.slice(0, 80))}`;
  if (record.record === 'entity') {
    const norm = normaliseName(record.name);
    const id = entityRecordId(record.scope, norm);
    if (norm === '' || record.id !== id) throw refused(where, `the id is not ${JSON.stringify(id)}`);
  }
  if (record.record !== 'memory') return;
  const { retiredAt, recordedAt, kind, session, index, text, sealed, about } = record;
  if (!MEMORY_KINDS.some((known) => known === kind)) {
    throw refused(where, `${JSON.stringify(kind)} is no kind of memory`);
  }
  if (text.length > LONGEST) throw overLimit(where, 'the text has', LONGEST, 'characters');
  if (sealed !== undefined && text !== '') throw refused(where, 'it is sealed and has a text in plain too');
  if (retiredAt !== undefined && retiredAt < recordedAt) {
    throw refused(where, 'it ended before it was recorded');
  }
  if ((session === undefined) !== (index === undefined)) {
    throw refused(where, 'session and index go together');
  }
  if (about.some((name) => normaliseName(name) === '')) throw refused(where, 'about has an empty name');
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
