import type { Call, Params, Surface, SurfaceEvent, SurfaceMethod } from '../../shared/mcp/surface.ts';
import { type Catalogue, readCatalogue } from './catalogue.ts';

/** cold: not started · ready · backoff: ended, waits before the next start · failed: given up until restarted. */
export type SourceState = 'cold' | 'starting' | 'ready' | 'backoff' | 'failed' | 'disabled';

export interface SourceStatus {
  state: SourceState;
  /** Why it is not ready, in words. */
  problem?: string;
  era?: string;
  pids: number[];
  restarts: number;
  /** The last lines on stderr. Text from outside. */
  stderr: string[];
  instructions?: string;
}

/** One server behind the gateway: one of Iza's own in this process, or a downstream one. */
export interface Source {
  readonly name: string;
  readonly kind: 'first-party' | 'downstream';
  /** When present, its tools are listed directly, under this prefix, which may be empty. */
  readonly prefix?: string;
  /** What it offers; starts it when needed. Never throws: what cannot be had is a problem in the catalogue. */
  catalogue(call: Call): Promise<Catalogue>;
  /** The catalogue as last seen, without starting anything. */
  lastCatalogue(): Catalogue | undefined;
  request(method: SurfaceMethod, params: Params, call: Call): Promise<Record<string, unknown>>;
  onEvent(listener: (event: SurfaceEvent) => void): () => void;
  status(): SourceStatus;
  restart(): Promise<void>;
  setEnabled(enabled: boolean): Promise<void>;
  close(): Promise<void>;
}

/** One of Iza's own servers, linked by plain function calls: no pipe, no serialisation, no process. */
export function createFirstPartySource(name: string, surface: Surface): Source {
  let cached: Catalogue | undefined;
  let enabled = true;
  const listeners = new Set<(event: SurfaceEvent) => void>();
  const emit = (event: SurfaceEvent): void => {
    for (const listener of listeners) listener(event);
  };
  surface.onEvent((event) => {
    if (event.kind !== 'resource') cached = undefined;
    emit(event);
  });
  return {
    name,
    kind: 'first-party',
    prefix: '',
    async catalogue(call) {
      cached ??= await readCatalogue(
        async (method, params) => (await surface.request(method, params, call)) as Record<string, unknown>,
        surface.capabilities,
      );
      return cached;
    },
    lastCatalogue: () => cached,
    request: async (method, params, call) =>
      (await surface.request(method, params, call)) as Record<string, unknown>,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    status: () => ({
      state: enabled ? 'ready' : 'disabled',
      pids: [],
      restarts: 0,
      stderr: [],
      ...(surface.instructions && { instructions: surface.instructions }),
    }),
    restart: async () => {},
    async setEnabled(value) {
      enabled = value;
      for (const kind of ['tools', 'prompts', 'resources'] as const) emit({ kind });
    },
    close: () => surface.close(),
  };
}
