import type { Embeddings } from '../store/embeddings.ts';
import type { Projection } from '../store/sqlite-projection.ts';

export interface VectorStats {
  model: string;
  dimensions?: number;
  /** Vectors that are there, and memories that have still to be looked at. */
  made: number;
  pending: number;
  /** Whether recall uses them. */
  ready: boolean;
  /** Why none are made now, and when it is tried again. */
  paused?: string;
  /** The copy of them in an engine. */
  copy?: { ready: boolean; waiting: number; set_aside: number; problem?: string };
}

/** How far the newest model is; undefined where there never was one. */
export async function vectorStats({
  embeddings,
  projection,
  target,
  now,
}: {
  embeddings: Embeddings;
  projection: Projection;
  target: string | undefined;
  now: number;
}): Promise<VectorStats | undefined> {
  const [model] = await embeddings.models();
  if (!model) return undefined;
  const { fingerprint, dimensions, ready, pausedUntil = 0, pausedBecause = '' } = model;
  const { vectors, pending } = await embeddings.coverage(model.id);
  const copy = target === undefined ? undefined : await projection.state(model, target);
  return {
    model: fingerprint,
    ...(dimensions !== undefined && { dimensions }),
    made: vectors,
    pending,
    ready,
    ...(pausedUntil > now && {
      paused: `${pausedBecause} It is tried again at ${new Date(pausedUntil).toISOString()}.`,
    }),
    ...(copy && {
      copy: {
        ready: copy.ready,
        waiting: copy.waiting,
        set_aside: copy.setAside,
        ...(copy.problem !== undefined && { problem: copy.problem }),
      },
    }),
  };
}
