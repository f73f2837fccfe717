import type { MemoryDomain } from './deps.ts';
import { MEMORY_KINDS, type MemoryKind } from './memory.ts';
import type { VectorStats } from './semantics/vector-stats.ts';
import type { LearnedFactor } from './store/learning.ts';
import type { ScopeCount } from './store/store.ts';

export interface MemoryStats {
  scopes: ScopeCount[];
  kinds: { kind: MemoryKind; count: number }[];
  entities: number;
  /** Contradictions that wait for a decision, and memories that are held back. */
  conflicts: number;
  held: number;
  operations: number;
  bytes: number;
  /** What feedback has made of the ranker's weights: how often it moved them, and what each is multiplied by. */
  learning: { rounds: number; factors: LearnedFactor[] };
  /** Where an embedder is set. */
  vectors?: VectorStats;
}

/** Most conflicts that are counted. */
const COUNTED = 10_000;

/** How much is kept, and where. */
export async function memoryStats({
  store,
  semantics,
}: Pick<MemoryDomain, 'store' | 'semantics'>): Promise<MemoryStats> {
  const bytes = await store.bytes();
  const vectors = await semantics.stats();
  return store.read((view) => {
    const scopes = view.scopes();
    const names = scopes.map(({ scope }) => scope);
    const counted = MEMORY_KINDS.map((kind) => ({
      kind,
      count: view.count({ scopes: names, kinds: [kind], validAt: 'any' }),
    }));
    return {
      scopes: scopes.filter(({ memories, messages }) => memories + messages > 0),
      kinds: counted.filter(({ count }) => count > 0),
      entities: view.entityCount(names),
      conflicts: view.conflicts(names, COUNTED).length,
      held: view.count({ scopes: names, statuses: ['quarantined'], validAt: 'any' }),
      operations: view.lastOperation(),
      bytes,
      learning: { rounds: view.learning().rounds, factors: view.learnedFactors() },
      ...(vectors && { vectors }),
    };
  });
}
