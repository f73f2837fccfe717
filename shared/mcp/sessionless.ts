import type { Session } from './surface.ts';

/** The session of modern HTTP requests: each stands alone and carries its own capabilities. */
export const SESSIONLESS: Session = {
  id: 'modern-http',
  era: 'modern',
  closed: new AbortController().signal,
  capabilities: () => ({}),
  client: () => undefined,
  notify: async () => {},
};
