import { unknownCursor } from '../../shared/db/cursor.ts';
import { IzaError } from '../../shared/mcp/errors.ts';
import type { MemoryDomain } from './deps.ts';
import { cursorOf } from './history-cursor.ts';
import { contentOf } from './intake.ts';
import type { Memory, Provenance } from './memory.ts';
import { normaliseName } from './names.ts';
import type { By } from './remember.ts';
import type { MemoryView, Operation } from './store/store.ts';
import { unknownMemory } from './update.ts';

/** Whose history: of one memory, of everything ever said on a key, or about an entity. */
export interface HistoryRequest {
  id?: string | undefined;
  key?: string | undefined;
  entity?: string | undefined;
  scopes: readonly string[];
  /** As it was known then, milliseconds since the epoch. */
  knownAt?: number | undefined;
  /** Only what is older than this version; as `cursorOf` gives it. */
  cursor?: string | undefined;
  limit: number;
}

export interface HistoryEntry {
  memory: Memory;
  sources: { items: Provenance[]; total: number };
  /** What made this version; absent for what came before operations were logged. */
  operation?: Operation;
}

export interface History {
  entries: HistoryEntry[];
  total: number;
  more: boolean;
}

const SOURCES = 5;

/**
 * All versions, newest first, with who made them and where they came from. @throws IzaError NOT_FOUND; INVALID_INPUT
 * for a cursor of a version that is not among them.
 */
export async function historyOf(
  { store }: Pick<MemoryDomain, 'store'>,
  request: HistoryRequest,
): Promise<History> {
  const { id, key, entity, scopes, knownAt = Number.MAX_SAFE_INTEGER, cursor, limit } = request;
  return store.read((view) => {
    const ids =
      id !== undefined
        ? [id]
        : key !== undefined
          ? keyed(view, scopes, key)
          : aboutEntity(view, scopes, entity ?? '');
    const versions = ids
      .flatMap((each) => view.versions(each))
      .filter(({ recordedAt }) => recordedAt <= knownAt)
      .sort((a, b) => b.seq - a.seq);
    if (versions.length === 0 && id !== undefined) throw unknownMemory(id);
    const last = cursor === undefined ? -1 : versions.findIndex((version) => cursorOf(version) === cursor);
    if (cursor !== undefined && last === -1) throw unknownCursor();
    const shown = versions.slice(last + 1, last + 1 + limit);
    return {
      total: versions.length,
      more: last + 1 + limit < versions.length,
      entries: shown.map((memory) => entryOf(view, memory)),
    };
  });
}

function keyed(view: MemoryView, scopes: readonly string[], key: string): string[] {
  return [...new Set(view.withKey(scopes, key).map((memory) => memory.id))];
}

function aboutEntity(view: MemoryView, scopes: readonly string[], entity: string): string[] {
  const statuses = ['active', 'retracted', 'archived'] as const;
  const filter = { scopes, entities: [normaliseName(entity)], validAt: 'any' as const, statuses };
  return view.bySeq(view.find([], filter, 1_000)).map((memory) => memory.id);
}

function entryOf(view: MemoryView, memory: Memory): HistoryEntry {
  const operation = view.operations(0, 1_000, { memory: memory.id }).find(({ to }) => to === memory.seq);
  return { memory, sources: view.sources(memory.id, SOURCES), ...(operation && { operation }) };
}

export interface Undone {
  /** The memories that are as they were before. */
  restored: string[];
  /** Undoes the undoing. */
  change: string;
}

/**
 * Takes back everything that one call did, as new versions: the history keeps both. @throws IzaError NOT_FOUND;
 * CONFLICT when something was changed since, or cannot come back.
 */
export async function undo({ store }: Pick<MemoryDomain, 'store'>, change: string, by: By): Promise<Undone> {
  return store.change(by, (tx) => {
    const done = operationsOf(tx, change);
    const attachments = tx.attachments(change);
    if (done.length === 0 && attachments.length === 0) {
      throw new IzaError('NOT_FOUND', `There is no change ${JSON.stringify(change.slice(0, 64))}.`, {
        hint: 'memory_history shows the changes of a memory.',
      });
    }
    const restored = new Set<string>();
    for (const { action, memory: id, from, to } of done.reverse()) {
      if (action === 'purge' || action === 'redact') throw notUndoable(id, 'what was erased is gone');
      const current = tx.current(id);
      if (!current || (current.seq !== to && !restored.has(id))) {
        throw notUndoable(id, 'it was changed again since');
      }
      const [before] = from === undefined ? [] : tx.bySeq([from]);
      tx.revise(
        current,
        before ? contentOf(before) : { ...contentOf(current), status: 'retracted' },
        'restore',
        (before ?? current).fingerprint,
      );
      restored.add(id);
    }
    for (const { memory, entity, source, attached, last } of attachments.reverse()) {
      if (!last) throw notUndoable(memory, 'what it is tied to was changed again since');
      tx.attach({
        memory,
        ...(entity !== undefined && { entity }),
        ...(source !== undefined && { source }),
        attached: !attached,
      });
      restored.add(memory);
    }
    return { restored: [...restored], change: tx.id };
  });
}

/** All of a change: an import has more than one read gives. */
function operationsOf(view: MemoryView, change: string): Operation[] {
  const found: Operation[] = [];
  for (;;) {
    const page = view.operations(found.at(-1)?.seq ?? 0, 10_000, { change });
    found.push(...page);
    if (page.length < 10_000) return found;
  }
}

function notUndoable(id: string, why: string): IzaError {
  return new IzaError('CONFLICT', `The change cannot be undone: of memory ${id} ${why}.`, {
    hint: 'Nothing was changed. Look at its history, and update it to what it should be.',
    next: { tool: 'memory_history', arguments: { id } },
  });
}
