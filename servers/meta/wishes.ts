import type { Call, Params, SurfaceMethod } from '../../shared/mcp/surface.ts';

interface Wish {
  method: SurfaceMethod;
  params: Params;
}

export interface Wishes {
  /** Notes a request that asks for something lasting. */
  note(call: Call, method: SurfaceMethod, params: Params): void;
  /** What those who use the caller's connection asked for. */
  of(call: Call): Wish[];
}

/** What modern clients follow is asked for by the gateway, on behalf of all of them. */
const MODERN = 'modern';

/** What clients asked for that outlives a connection: it is asked for again when the server was started anew. */
export function createWishes(): Wishes {
  const followed = new Map<string, Set<unknown>>();
  const levels = new Map<string, Params>();
  const ownerOf = (call: Call): string => (call.era === 'legacy' ? call.session.id : MODERN);

  const forgetWithSession = (call: Call): void => {
    if (call.era === 'modern') return;
    const forget = (): void => {
      followed.delete(call.session.id);
      levels.delete(call.session.id);
    };
    call.session.closed.addEventListener('abort', forget, { once: true });
  };

  return {
    note(call, method, params) {
      const owner = ownerOf(call);
      if (method === 'resources/unsubscribe') followed.get(owner)?.delete(params.uri);
      if (method !== 'resources/subscribe' && method !== 'logging/setLevel') return;
      if (!followed.has(owner)) {
        followed.set(owner, new Set());
        forgetWithSession(call);
      }
      if (method === 'logging/setLevel') levels.set(owner, params);
      else followed.get(owner)?.add(params.uri);
    },
    of(call) {
      const owner = ownerOf(call);
      const level = levels.get(owner);
      const uris = [...(followed.get(owner) ?? [])];
      return [
        ...(level ? [{ method: 'logging/setLevel', params: level } as const] : []),
        ...uris.map((uri) => ({ method: 'resources/subscribe', params: { uri } }) as const),
      ];
    },
  };
}
