import * as z from 'zod';
import { internalCall } from '../internal-call.ts';
import type { Surface } from '../surface.ts';

const ListenRequest = z.object({
  method: z.literal('subscriptions/listen'),
  params: z.object({ notifications: z.object({ resourceSubscriptions: z.array(z.string()) }) }),
});

export interface ListenWatch {
  /** Looks at a message of a modern client; if it listens to resources, follows them until `ended` is aborted. */
  observe(message: unknown, ended: () => AbortSignal): void;
}

/**
 * Turns the resource filter of a modern `subscriptions/listen` into subscriptions of the surface. The SDK
 * answers the listen itself and says nothing of its filter, but a gateway must ask its downstream servers
 * for what its own clients want to hear of. Each URI is subscribed while at least one client listens to it.
 */
export function watchListens(surface: Surface): ListenWatch {
  const counts = new Map<string, number>();

  const change = (method: 'resources/subscribe' | 'resources/unsubscribe', uri: string): void => {
    // A resource that cannot be followed is still readable; the listen itself has been answered.
    surface.request(method, { uri }, internalCall()).catch(() => {});
  };

  const add = (uri: string): void => {
    const count = counts.get(uri) ?? 0;
    counts.set(uri, count + 1);
    if (count === 0) change('resources/subscribe', uri);
  };

  const remove = (uri: string): void => {
    const count = (counts.get(uri) ?? 1) - 1;
    if (count > 0) {
      counts.set(uri, count);
      return;
    }
    counts.delete(uri);
    change('resources/unsubscribe', uri);
  };

  return {
    observe(message, ended) {
      const listen = ListenRequest.safeParse(message);
      if (!listen.success || !surface.capabilities.resources?.subscribe) return;
      const uris = new Set(listen.data.params.notifications.resourceSubscriptions);
      for (const uri of uris) add(uri);
      ended().addEventListener('abort', () => uris.forEach(remove), { once: true });
    },
  };
}
