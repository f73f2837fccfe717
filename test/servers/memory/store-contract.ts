import { describe } from 'vitest';
import type { Memory, MemoryContent } from '../../../servers/memory/memory.ts';
import type { Filter, MemoryStore } from '../../../servers/memory/store/store.ts';
import type { TestClock } from '../../clock.ts';
import { testChanges } from './store-changes.ts';
import { testErasing } from './store-erasing.ts';
import { testFilters } from './store-filters.ts';
import { testSidelines } from './store-sidelines.ts';

export interface OpenedStore {
  store: MemoryStore;
  clock: TestClock;
  /** Another connection to the same data. */
  reopen(): MemoryStore;
}

/** Opens a new empty store, which is closed with the test. */
export type OpenStore = () => Promise<OpenedStore>;

/** What every engine has to do. */
export function testMemoryStore(open: OpenStore): void {
  describe('changes', () => testChanges(open));
  describe('filters', () => testFilters(open));
  describe('what stands beside memories', () => testSidelines(open));
  describe('erasing', () => testErasing(open));
}

export const ORIGIN = { tool: 'test', client: 'contract 1' } as const;

/** An active note of the person's own, unless said. */
export function content(text: string, rest: Partial<MemoryContent> = {}): MemoryContent {
  return {
    kind: 'note',
    text,
    tags: [],
    status: 'active',
    importance: 0.5,
    sensitivity: 1,
    trust: 4,
    pinned: false,
    ...rest,
  };
}

/** Adds a memory with its text as its fingerprint, in a change of its own. */
export function put(
  store: MemoryStore,
  id: string,
  what: MemoryContent | string,
  scope = 'user',
): Promise<Memory> {
  const whole = typeof what === 'string' ? content(what) : what;
  return store.change(ORIGIN, (change) => change.add(id, scope, whole, whole.text));
}

/** Records the next version of a memory. */
export function revise(store: MemoryStore, id: string, rest: Partial<MemoryContent>): Promise<Memory> {
  return store.change(ORIGIN, (change) => {
    const memory = change.current(id);
    if (!memory) throw new Error(`there is no ${id}`);
    const { text, kind, tags, status, importance, sensitivity, trust, pinned } = memory;
    const same = { text, kind, tags, status, importance, sensitivity, trust, pinned };
    return change.revise(memory, { ...same, ...rest }, 'update', rest.text ?? memory.fingerprint);
  });
}

/** The ids that a filter finds, in its order. */
export function found(store: MemoryStore, filter: Partial<Filter>, words: string[] = []): Promise<string[]> {
  return store.read((view) =>
    view.bySeq(view.find(words, { scopes: ['user'], ...filter }, 100)).map(({ id }) => id),
  );
}
