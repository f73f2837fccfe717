import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MemoryDomain } from '../deps.ts';
import type { Memory } from '../memory.ts';
import type { MemoryView } from '../store/store.ts';
import { recordOfEntity, recordOfMemory, recordOfSession } from './memory-record.ts';
import { compareText, type TransferRecord } from './record.ts';

/** Entities, sessions or memories that one read gives: a few milliseconds in which no call is answered. */
const PAGE = 200;
const ALL = Number.MAX_SAFE_INTEGER;

type Deps = Pick<MemoryDomain, 'store' | 'vault'>;

/**
 * Everything in these scopes, in the order of an export. What is written meanwhile is not in it: versions that came
 * later are left out, and those that they took the place of are the last ones still.
 */
export async function* exportRecords(
  { store, vault }: Deps,
  scopes: readonly string[],
): AsyncGenerator<TransferRecord> {
  const last = await store.read((view) => view.size());
  const wanted = [...new Set(scopes)].sort(compareText);
  for (const scope of wanted) {
    yield* pages(
      store,
      (view, after) => view.exportedEntities(scope, after, PAGE),
      (entity) => entity.normalisedName,
      (_, page) => page.map(recordOfEntity),
    );
  }
  const sessions = new Map<string, string>();
  yield* pages(
    store,
    (view, after) => view.exportedSessions(wanted, after, PAGE),
    ({ id }) => id,
    (_, page) =>
      page.map((session) => {
        sessions.set(session.id, session.name);
        return recordOfSession(session);
      }),
  );
  yield* pages(
    store,
    (view, after) => view.exported(wanted, after, PAGE),
    ({ id }) => id,
    (view, versions) =>
      recordsOf(
        view,
        versions.filter(({ seq }) => seq <= last),
        sessions,
        { vault },
      ),
  );
}

/** Page by page, each of one moment, with room for other calls between them. */
async function* pages<T>(
  store: Deps['store'],
  ask: (view: MemoryView, after: string) => T[],
  idOf: (one: T) => string,
  records: (view: MemoryView, page: T[]) => TransferRecord[],
): AsyncGenerator<TransferRecord> {
  let after = '';
  for (;;) {
    const { found, end } = await store.read((view) => {
      const page = ask(view, after);
      const lastOne = page.at(-1);
      return { found: records(view, page), end: lastOne && idOf(lastOne) };
    });
    if (end === undefined) return;
    yield* found;
    after = end;
    await nextTurn();
  }
}

function recordsOf(
  view: MemoryView,
  versions: readonly Memory[],
  sessions: ReadonlyMap<string, string>,
  deps: Pick<MemoryDomain, 'vault'>,
): TransferRecord[] {
  return versions.map((memory, index) => {
    const session = memory.session === undefined ? undefined : sessions.get(memory.session);
    if (versions[index + 1]?.id === memory.id) {
      return recordOfMemory(memory, { about: [], sources: [] }, session, deps);
    }
    const about = view.about(memory.id).map(({ name }) => name);
    const { retiredAt: _, ...open } = memory;
    return recordOfMemory(open, { about, sources: view.sources(memory.id, ALL).items }, session, deps);
  });
}
