import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Statements } from '../../../shared/db/statements.ts';
import { type Starts, startOf } from '../learning/recalled-copy.ts';
import { BIN_WORDS, binsAreNear, fillBins, shareApart, startKey } from '../outline.ts';
import { lettersOf, SAME } from '../similar.ts';

/** Versions among which copies are looked for: the words of more take longer to read than all of a remember. */
export const NEWEST = 5_000;

/**
 * Outlines of the newest texts, in this process: nearly always they tell that a text is a copy of none, and the
 * database need not be asked. They decide nothing else, so what was erased since may be in them.
 */
export interface NewestTexts {
  /** Versions, by seq: all of the newest that say nearly what this text says are among them. Undefined: not known. */
  alike(text: string): number[] | undefined;
  /** All of the newest that begin so are among them. Undefined: not known. */
  begun(starts: Starts): number[] | undefined;
  /** A version that the change has written. */
  added(seq: number, kind: string, text: string): void;
  /** Runs a change: what it writes is in the outlines, and is out of them again when it fails. */
  during<T>(change: () => T): T;
  close(): void;
}

/** Places, of which a version has the one of its seq: more than are looked at, so that a change may be taken back. */
const PLACES = 8_192;
/** Versions that are read while a change waits: a few milliseconds. For more, the database is asked meanwhile. */
const AT_ONCE = 500;
const SLICE = 250;
/** More candidates than that, and asking for each takes longer than asking for all. */
const MOST = 50;
/** Longer texts (UTF-16 units) are candidates always: reading them takes longer than asking for one. */
const LONG = 2_000;
const APART = shareApart(SAME);
/** Far below one trigram, and far above the errors of the sums. */
const ROUNDING = 1e-6;

export function createNewestTexts(sql: Statements): NewestTexts {
  const seqs = new Float64Array(PLACES);
  const sizes = new Uint32Array(PLACES);
  const bins = new Uint32Array(PLACES * BIN_WORDS);
  const starts = { cut: new Uint32Array(PLACES), whole: new Uint32Array(PLACES) };
  /** What has no outline. */
  const isOpen = new Uint8Array(PLACES);
  let known = 0;
  let newest = 0;
  /** Whether nobody else can have written since the newest was looked for. */
  let holdsLock = false;
  let reading = false;
  let closed = false;

  const put = (seq: number, given: string | null): void => {
    const text = given !== null && given.length <= LONG ? given : null;
    const place = seq % PLACES;
    const start = startOf(text ?? '');
    seqs[place] = seq;
    sizes[place] = fillBins(lettersOf(text ?? ''), bins, place * BIN_WORDS);
    starts.cut[place] = startKey(start.cut);
    starts.whole[place] = startKey(start.whole);
    isOpen[place] = text === null || (start.cut.length === 0 && text.trim() !== '') ? 1 : 0;
  };

  const look = (): void => {
    newest = sql<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM memory').get()?.seq ?? 0;
    known = Math.max(known, newest - NEWEST);
  };

  const read = (limit: number): void => {
    const rows = sql<[number, number], { seq: number; text: string | null }>(
      `SELECT seq, CASE WHEN octet_length(text) <= ${2 * LONG} THEN text END AS text FROM memory
       WHERE seq > ? AND kind <> 'message' ORDER BY seq LIMIT ?`,
    ).all(known, limit);
    for (const { seq, text } of rows) put(seq, text);
    known = rows.length < limit ? newest : (rows.at(-1)?.seq ?? newest);
  };

  const readOn = async (): Promise<void> => {
    for (look(); !closed && newest - known > AT_ONCE; look()) {
      read(SLICE);
      await nextTurn();
    }
  };

  /** Whether all that the database has is here, within the change that asks. */
  const isThere = (): boolean => {
    if (!holdsLock) look();
    holdsLock = true;
    if (newest - known <= AT_ONCE) {
      if (newest > known) read(AT_ONCE + 1);
      return true;
    }
    if (!reading) {
      reading = true;
      const done = (): void => {
        reading = false;
      };
      // Begun by itself, outside the transaction. A database that cannot be read fails the calls that need it.
      nextTurn().then(readOn).then(done, done);
    }
    return false;
  };

  const candidates = (isOne: (place: number) => boolean): number[] | undefined => {
    if (!isThere()) return undefined;
    const found: number[] = [];
    for (let seq = Math.max(1, newest - NEWEST + 1); seq <= newest; seq++) {
      const place = seq % PLACES;
      // A message has no place, and what was there before it may be there still.
      if ((isOne(place) || isOpen[place] === 1) && seqs[place] === seq) found.push(seq);
      if (found.length > MOST) return undefined;
    }
    return found;
  };

  return {
    alike(text) {
      const own = new Uint32Array(BIN_WORDS);
      const size = fillBins(lettersOf(text), own, 0);
      const [least, most] = [size * SAME - ROUNDING, size / SAME + ROUNDING];
      return candidates((place) => {
        const other = sizes[place] ?? 0;
        if (other < least || other > most) return false;
        return binsAreNear(own, 0, bins, place * BIN_WORDS, (size + other) * APART + ROUNDING);
      });
    },
    begun({ rows, words }) {
      const keys = new Set(rows.map(startKey));
      keys.delete(0);
      const ends = new Uint8Array(256);
      for (const key of keys) ends[key & 255] = 1;
      const known = starts[words];
      return candidates((place) => {
        const key = known[place] ?? 0;
        return ends[key & 255] === 1 && keys.has(key);
      });
    },
    added(seq, kind, text) {
      if (!holdsLock || known !== newest) return;
      if (kind !== 'message') put(seq, text);
      newest = seq;
      known = seq;
    },
    during(change) {
      const before = known;
      try {
        return change();
      } catch (error) {
        // What is read again overwrites what was taken back; what that had overwritten is read again too.
        known = known - before < PLACES - NEWEST ? Math.min(known, before) : 0;
        throw error;
      } finally {
        holdsLock = false;
      }
    },
    close() {
      closed = true;
    },
  };
}
