import { IzaError } from '../../../shared/mcp/errors.ts';
import type { Memory } from '../memory.ts';
import type { Filter, MemoryChange, MemoryStore, MemoryView } from './store.ts';

/** Whether a scope is one of those; a `*` at the end of a pattern stands for anything. */
export function scopeAllowed(patterns: readonly string[], scope: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? scope.startsWith(pattern.slice(0, -1)) : scope === pattern,
  );
}

/**
 * A store of which only some scopes can be reached: others are refused where they are named, and memories of theirs
 * are not there where only an id is.
 */
export function scopedStore(store: MemoryStore, patterns: readonly string[]): MemoryStore {
  if (patterns.includes('*')) return store;
  const ours = ({ scope }: Pick<Memory, 'scope'>): boolean => scopeAllowed(patterns, scope);
  const check = (scopes: readonly string[]): void => {
    const foreign = scopes.find((scope) => !scopeAllowed(patterns, scope));
    if (foreign === undefined) return;
    throw new IzaError('INVALID_INPUT', `The scope ${foreign} is not open to this server.`, {
      allowed: patterns,
      hint: 'Nothing was changed. The settings say which scopes are: memory.scopes.',
    });
  };
  const filtered = <A extends [words: readonly string[], filter: Filter, ...rest: never[]], R>(
    ask: (...args: A) => R,
  ) =>
    ((...args: A) => {
      check(args[1].scopes);
      return ask(...args);
    }) as (...args: A) => R;
  const named = <A extends unknown[], R>(ask: (scopes: readonly string[], ...args: A) => R) =>
    ((scopes: readonly string[], ...args: A) => {
      check(scopes);
      return ask(scopes, ...args);
    }) as (scopes: readonly string[], ...args: A) => R;
  const within = <A extends unknown[], R>(ask: (scope: string, ...args: A) => R) =>
    ((scope: string, ...args: A) => {
      check([scope]);
      return ask(scope, ...args);
    }) as (scope: string, ...args: A) => R;
  const only = <M extends Pick<Memory, 'scope'>>(memory: M | undefined): M | undefined =>
    memory && ours(memory) ? memory : undefined;

  const scopedView = (view: MemoryView): MemoryView => ({
    ...view,
    current: (id) => only(view.current(id)),
    bySeq: (seqs) => view.bySeq(seqs).filter(ours),
    versions: (id) => view.versions(id).filter(ours),
    twins(scope, ...rest) {
      check([scope]);
      return view.twins(scope, ...rest);
    },
    withKey: named(view.withKey),
    exported: named(view.exported),
    exportedEntities(scope, ...rest) {
      check([scope]);
      return view.exportedEntities(scope, ...rest);
    },
    exportedSessions: named(view.exportedSessions),
    find: filtered(view.find),
    count(filter) {
      check(filter.scopes);
      return view.count(filter);
    },
    around: (seqs, distance) => view.around(seqs, distance).filter(ours),
    operations: (after, limit, filter) => view.operations(after, limit, filter).filter(ours),
    attachments: (change) => view.attachments(change).filter(ours),
    sessions: named(view.sessions),
    entities: named(view.entities),
    entityCount: named(view.entityCount),
    entitiesNamed: named(view.entitiesNamed),
    conflicts: named(view.conflicts),
    conflict: (id) => only(view.conflict(id)),
    scopes: () => view.scopes().filter(ours),
    generation: named(view.generation),
    factsOf: within(view.factsOf),
    nodesNamed: within(view.nodesNamed),
    nodesAfter: within(view.nodesAfter),
    nodesCount: within(view.nodesCount),
    factsLike: within(view.factsLike),
    relationsBetween: within(view.relationsBetween),
    relationsOf: within(view.relationsOf),
    relationsCount: within(view.relationsCount),
    notesAt: within(view.notesAt),
    notesUnder: within(view.notesUnder),
  });
  const scopedChange = (change: MemoryChange): MemoryChange => ({
    ...change,
    ...scopedView(change),
    add(id, scope, ...rest) {
      check([scope]);
      return change.add(id, scope, ...rest);
    },
    restore(memory) {
      check([memory.scope]);
      return change.restore(memory);
    },
    restoreEntity(scope, ...rest) {
      check([scope]);
      return change.restoreEntity(scope, ...rest);
    },
    saveSession(session) {
      check([session.scope]);
      return change.saveSession(session);
    },
    saveEntities(scope, ...rest) {
      check([scope]);
      return change.saveEntities(scope, ...rest);
    },
    saveEntity(scope, ...rest) {
      check([scope]);
      return change.saveEntity(scope, ...rest);
    },
  });

  return {
    ...store,
    read: (ask) => store.read((view) => ask(scopedView(view))),
    change: (origin, make) => store.change(origin, (change) => make(scopedChange(change))),
  };
}
