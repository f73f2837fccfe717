import { defineResource } from '../../../shared/mcp/resource.ts';
import type { MemoryDeps } from '../deps.ts';
import { readableText } from '../readable.ts';

import { PROFILE } from './uris.ts';

const MOST = 200;

export const profileResource = defineResource<MemoryDeps>({
  uri: PROFILE,
  name: 'profile',
  title: 'What the person wants',
  description: 'Preferences and pinned memories of the user, as they hold now.',
  mimeType: 'text/markdown',
  async read({ open }) {
    const domain = await open();
    const { effectivePreferences } = await import('../prefer.ts');
    const text = await domain.store.read((view) => {
      const scopes = ['user'];
      const wanted = effectivePreferences(view, domain, scopes, MOST);
      const pinned = view
        .bySeq(view.find([], { scopes }, MOST))
        .filter((memory) => memory.pinned && memory.kind !== 'preference');
      return [
        '# Profile',
        '',
        '## Preferences',
        '',
        ...wanted.map(
          ({ key, strength, value, id }) => `- ${key}: ${strength} ${JSON.stringify(value)} (${id})`,
        ),
        '',
        '## Pinned',
        '',
        ...pinned.map((memory) => `- ${JSON.stringify(readableText(memory, domain))} (${memory.id})`),
        '',
      ].join('\n');
    });
    return [{ uri: PROFILE, mimeType: 'text/markdown', text }];
  },
});
