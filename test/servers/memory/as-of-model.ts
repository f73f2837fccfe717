/** Moments from 0 to `LAST`; before them lies cell 0 and after them the last cell, so that open intervals have ends. */
export const LAST = 12;
const CELLS = LAST + 3;

/** The cell of a moment. */
const cellOf = (moment: number): number => moment + 1;

interface Version {
  written: number;
  recorded: number;
  retired: number;
  active: boolean;
  /** In which cells it holds. */
  holds: readonly boolean[];
}

interface Kept {
  name: number;
  key: string | undefined;
  text: string;
  versions: Version[];
}

/** What one call changed: of each memory the versions before it and after it. */
type Change = Map<Kept, { before: Version | undefined; after: Version }>;

export interface Item {
  key: string | undefined;
  text: string;
  from: number | undefined;
  to: number | undefined;
}

/** The first moment of an interval and the one after its last; absent where it is open. */
function edges(holds: readonly boolean[]): { from: number | undefined; to: number | undefined } {
  const [first, last] = [holds.indexOf(true), holds.lastIndexOf(true)];
  return { from: first === 0 ? undefined : first - 1, to: last === CELLS - 1 ? undefined : last };
}

/**
 * What has to be answered, told by painting: each memory has one cell for each moment, and whoever speaks later paints
 * over what was there, as far as nothing begins that was to begin later. Slow and plain, on purpose.
 */
export function createModel() {
  const all: Kept[] = [];
  const changes: Change[] = [];
  let written = 0;
  let now = 0;

  const latest = (kept: Kept): Version | undefined => kept.versions.at(-1);
  const begin = (holds: readonly boolean[]): number => holds.indexOf(true);

  const write = (change: Change, kept: Kept, next: Pick<Version, 'active' | 'holds'>): void => {
    const before = latest(kept);
    if (before) before.retired = now;
    written += 1;
    const after = { ...next, written, recorded: now, retired: Number.POSITIVE_INFINITY };
    kept.versions.push(after);
    change.set(kept, { before: change.has(kept) ? change.get(kept)?.before : before, after });
  };

  const rememberOne = (change: Change, { key, text, from, to }: Item): Kept => {
    const first = from === undefined ? (key === undefined ? 0 : cellOf(now)) : cellOf(from);
    const end = to === undefined ? CELLS : cellOf(to);
    const wanted = Array.from({ length: CELLS }, (_, cell) => cell >= first && cell < end);
    const rivals = all.filter((kept) => {
      const is = latest(kept);
      return (
        key !== undefined &&
        kept.key === key &&
        is?.active &&
        is.holds.some((holds, cell) => holds && wanted[cell])
      );
    });
    // Of several with the same words the one that began first, of these the one first written, is meant.
    const [same] = rivals
      .flatMap((rival) => {
        const is = latest(rival);
        const means = is && rival.text === text && begin(is.holds) <= first;
        return means ? [{ rival, begins: begin(is.holds), written: is.written }] : [];
      })
      .sort((a, b) => a.begins - b.begins || a.written - b.written);
    const stop = Math.min(
      CELLS,
      ...rivals.map((rival) => begin(latest(rival)?.holds ?? [])).filter((other) => other > first),
    );
    if (same) {
      // What is told again with dates holds in both intervals; without dates it says nothing of when.
      const { holds } = latest(same.rival) ?? { holds: [] };
      const both = holds.map((held, cell) => held || (wanted[cell] === true && cell < stop));
      const isLonger = both.some((held, cell) => held !== holds[cell]);
      if (isLonger && (from !== undefined || to !== undefined)) {
        write(change, same.rival, { active: true, holds: both });
      }
      return same.rival;
    }
    const added: Kept = { name: all.length, key, text, versions: [] };
    all.push(added);
    write(change, added, { active: true, holds: wanted.map((holds, cell) => holds && cell < stop) });
    // Those that began first end first: of those that began together, the one written last has the word.
    const inOrder = rivals
      .flatMap((rival) => {
        const is = latest(rival);
        return is ? [{ rival, begins: begin(is.holds), written: is.written }] : [];
      })
      .sort((a, b) => a.begins - b.begins || a.written - b.written);
    for (const { rival } of inOrder) {
      const { holds } = latest(rival) ?? { holds: [] };
      if (begin(holds) <= first) {
        write(change, rival, { active: true, holds: holds.map((held, cell) => held && cell < first) });
      }
    }
    return added;
  };

  return {
    advance(by: number): void {
      now += by;
    },
    get now(): number {
      return now;
    },
    size: () => all.length,

    /** The names of what holds the texts now; undefined when one of them would end before it begins. */
    remember(items: readonly Item[]): number[] | undefined {
      const over = items.some(
        ({ key, from, to }) => key !== undefined && from === undefined && to !== undefined && to <= now,
      );
      if (over) return undefined;
      const change: Change = new Map();
      const kept = items.map((item) => rememberOne(change, item).name);
      changes.push(change);
      return kept;
    },

    /** Whether it holds at any time: of what does not, the ends cannot be told from its cells. */
    holdsEver: (name: number): boolean => all[name]?.versions.at(-1)?.holds.includes(true) ?? false,

    /** False when the interval would be none. */
    update(name: number, { from, to }: { from: number | undefined; to: number | undefined }): boolean {
      const kept = all[name];
      const is = kept && latest(kept);
      if (!kept || !is) throw new Error('no such memory');
      const held = edges(is.holds);
      const next = { from: from ?? held.from, to: to ?? held.to };
      if (next.from !== undefined && next.to !== undefined && next.to <= next.from) return false;
      const first = next.from === undefined ? 0 : cellOf(next.from);
      const end = next.to === undefined ? CELLS : cellOf(next.to);
      const change: Change = new Map();
      write(change, kept, {
        active: is.active,
        holds: Array.from({ length: CELLS }, (_, cell) => cell >= first && cell < end),
      });
      changes.push(change);
      return true;
    },

    retract(names: readonly number[]): void {
      const change: Change = new Map();
      for (const name of new Set(names)) {
        const kept = all[name];
        const is = kept && latest(kept);
        if (kept && is?.active) write(change, kept, { active: false, holds: is.holds });
      }
      changes.push(change);
    },

    changes: () => changes.length,

    /** `nothing` when it changed nothing, `late` when something was changed since. */
    undo(index: number): 'done' | 'late' | 'nothing' {
      const change = changes[index];
      if (!change || change.size === 0) return 'nothing';
      if ([...change].some(([kept, { after }]) => latest(kept) !== after)) return 'late';
      const undoing: Change = new Map();
      for (const [kept, { before }] of change) {
        const first = kept.versions[0];
        if (before) write(undoing, kept, before);
        else if (first) write(undoing, kept, { active: false, holds: first.holds });
      }
      changes.push(undoing);
      return 'done';
    },

    /** Names of what holds at a moment, by what was known at another; now unless given. */
    asOf(validAt: number, knownAt?: number): number[] {
      return all
        .filter(({ versions }) =>
          versions.some(
            ({ recorded, retired, active, holds }) =>
              active &&
              holds[cellOf(validAt)] &&
              (knownAt === undefined
                ? retired === Number.POSITIVE_INFINITY
                : recorded <= knownAt && knownAt < retired),
          ),
        )
        .map(({ name }) => name);
    },

    /** Who has the word on a key: of those that hold, the one that began last, and of these the last written. */
    byKey(key: string, at: number): number | undefined {
      const holding = all.flatMap((kept) => {
        const is = latest(kept);
        return kept.key === key && is?.active && is.holds[cellOf(at)] ? [{ name: kept.name, ...is }] : [];
      });
      holding.sort((a, b) => begin(b.holds) - begin(a.holds) || b.written - a.written);
      return holding[0]?.name;
    },
  };
}
