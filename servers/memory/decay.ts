import type { MemoryKind } from './memory.ts';
import type { Usage } from './store/store.ts';

const DAY = 24 * 60 * 60_000;

/** Milliseconds after which a memory of a kind is half as likely to matter; absent for what does not fade. */
const HALF_LIVES: { [K in MemoryKind]?: number } = {
  message: 45 * DAY,
  event: 45 * DAY,
  task: 14 * DAY,
  note: 180 * DAY,
  fact: 180 * DAY,
  relationship: 180 * DAY,
  summary: 180 * DAY,
  procedure: 365 * DAY,
};

/** How far use can stretch a half-life. */
const MOST_STRETCH = 10;
const STRETCH = 0.8;

export interface Fading {
  kind: MemoryKind;
  pinned: boolean;
  /** When it was last confirmed or used, milliseconds since the epoch. */
  at: number;
  halfLife?: number | undefined;
}

/** 1 when fresh, halved with every half-life, as in 2^(-t/h); it ranks and never deletes. */
export function retrievability({ kind, pinned, at, halfLife }: Fading, now: number): number {
  const own = HALF_LIVES[kind];
  if (pinned || own === undefined) return 1;
  return 2 ** (-Math.max(0, now - at) / (halfLife ?? own));
}

/**
 * A use that helped makes a memory last longer, the more so the more it had faded: h ← h·(1 + 0.8·(1 − R)), to ten
 * times its kind's at most. A recall that nobody used changes nothing, or recalls would feed on themselves.
 */
export function afterUse(memory: Fading, usage: Usage | undefined, now: number): Usage {
  const own = HALF_LIVES[memory.kind] ?? 0;
  const halfLife = usage?.halfLife ?? own;
  const faded = 1 - retrievability({ ...memory, halfLife }, now);
  return {
    uses: (usage?.uses ?? 0) + 1,
    lastUsedAt: now,
    halfLife: Math.min(halfLife * (1 + STRETCH * faded), own * MOST_STRETCH),
  };
}
