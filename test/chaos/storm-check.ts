import type { Database } from '../../shared/db/database.ts';
import type { Kept, Set as Preference, Writer } from './storm-writer.ts';

export interface Verdict {
  /** Acknowledged writes that are not there as they were acknowledged. */
  lost: string[];
  /** Rows that nobody was told of, or that are there twice. */
  doubled: string[];
  /** Where the preferences tell a history that cannot have been. */
  illegal: string[];
  /** What SQLite finds wrong with the file and its index. */
  damage: string[];
}

interface Version {
  id: string;
  text: string;
  version: number;
  status: string;
  kind: string;
  retired: number | null;
}

/** Holds the database against what was acknowledged. */
export function check(db: Database, writers: readonly Writer[]): Verdict {
  const verdict: Verdict = { lost: [], doubled: [], illegal: [], damage: [] };
  const rows = db
    .prepare<[], Version>(
      'SELECT id, text, version, status, kind, retired_at AS retired FROM memory ORDER BY seq',
    )
    .all();
  checkMemories(
    rows,
    writers.flatMap(({ kept }) => kept),
    verdict,
  );
  checkMessages(db, writers, verdict);
  checkPreferences(
    db,
    writers.flatMap(({ sets }) => sets),
    verdict,
  );
  const receipts = db.prepare<[], number>('SELECT count(*) FROM receipt').pluck().get() ?? 0;
  const expected = writers.reduce((sum, writer) => sum + writer.receipts, 0);
  if (receipts < expected) verdict.lost.push(`${expected - receipts} receipts`);
  if (receipts > expected) verdict.doubled.push(`${receipts - expected} receipts`);
  for (const { integrity_check: found } of db.pragma('integrity_check') as { integrity_check: string }[]) {
    if (found !== 'ok') verdict.damage.push(found);
  }
  if ((db.pragma('foreign_key_check') as unknown[]).length > 0) verdict.damage.push('foreign keys');
  try {
    db.exec("INSERT INTO memory_words (memory_words, rank) VALUES ('integrity-check', 1)");
  } catch (error) {
    verdict.damage.push(String(error));
  }
  return verdict;
}

function checkMemories(rows: readonly Version[], kept: readonly Kept[], { lost, doubled }: Verdict): void {
  const notes = rows.filter(({ kind }) => kind === 'note');
  const current = new Map(notes.filter(({ retired }) => retired === null).map((row) => [row.id, row]));
  const versions = Map.groupBy(notes, ({ id }) => id);
  for (const { id, text, version, state } of kept) {
    const row = current.get(id);
    const same = row?.text === text && row.version === version && row.status === state;
    if (state === 'purged' ? versions.has(id) : !same) lost.push(`${id} ${text} v${version} ${state}`);
    if (state !== 'purged' && versions.get(id)?.length !== version) doubled.push(`versions of ${id}`);
    versions.delete(id);
  }
  for (const [id, [row]] of versions) doubled.push(`${id} ${row?.text}`);
}

function checkMessages(db: Database, writers: readonly Writer[], { lost, doubled }: Verdict): void {
  const there = db
    .prepare<[], { session: string; text: string; position: number }>(
      `SELECT c.name AS session, m.text, m.position FROM memory m JOIN conversation c ON c.id = m.conversation_id
       ORDER BY m.position`,
    )
    .all();
  const bySession = Map.groupBy(there, ({ session }) => session);
  for (const [session, texts] of writers.flatMap(({ logged }) => [...logged])) {
    const rows = bySession.get(session) ?? [];
    const found = new Set(rows.map(({ text }) => text));
    lost.push(...texts.filter((text) => !found.has(text)));
    if (rows.length > texts.length || rows.some(({ position }, index) => position !== index))
      doubled.push(session);
    bySession.delete(session);
  }
  doubled.push(...bySession.keys());
}

/** Of one key, at each time one value: none before the one it was answered after, and the last one open. */
function checkPreferences(
  db: Database,
  sets: readonly Preference[],
  { lost, doubled, illegal }: Verdict,
): void {
  const rows = db
    .prepare<
      [],
      { id: string; key: string; value: string; begin: number; end: number | null; first: number }
    >(
      `SELECT id, key, json_extract(data, '$.value') AS value, valid_from AS begin, valid_to AS end,
         (SELECT min(seq) FROM memory f WHERE f.id = m.id) AS first
       FROM memory m WHERE kind = 'preference' AND retired_at IS NULL AND status = 'active' ORDER BY key, first`,
    )
    .all();
  const place = new Map(rows.map((row, index) => [row.id, { ...row, index }]));
  for (const { id, key, value } of sets) {
    const row = place.get(id);
    if (row?.key !== key || row.value !== value) lost.push(`${key} = ${value}`);
  }
  if (rows.length > sets.length) doubled.push(`${rows.length - sets.length} preferences`);
  for (const [key, values] of Map.groupBy(rows, (row) => row.key)) {
    for (const [index, { value, end }] of values.entries()) {
      const next = values[index + 1];
      if (next ? end === null || end > next.begin : end !== null) illegal.push(`${key} = ${value}`);
    }
  }
  for (const [key, values] of Map.groupBy(sets, (set) => set.key)) {
    // In the order of the database, none may have been sent after a later one was answered.
    const ordered = values.toSorted((a, b) => (place.get(a.id)?.index ?? 0) - (place.get(b.id)?.index ?? 0));
    let answered = Number.POSITIVE_INFINITY;
    for (const set of ordered.reverse()) {
      if (set.sent > answered) illegal.push(`${key} = ${set.value} came before what was answered before it`);
      answered = Math.min(answered, set.answered);
    }
  }
}
