import { resourceNotFound } from '../../../shared/mcp/protocol-error.ts';
import { defineResourceTemplate } from '../../../shared/mcp/resource.ts';
import type { MemoryDeps } from '../deps.ts';
import { readableText } from '../readable.ts';

const SOURCES = 100;

export const itemResource = defineResourceTemplate<MemoryDeps>({
  uriTemplate: 'memory://item/{id}',
  name: 'item',
  title: 'One memory',
  description: 'A memory whole, with its sources and what it is about.',
  mimeType: 'application/json',
  async read(uri, { id }, { open }) {
    const domain = await open();
    const found = await domain.store.read((view) => {
      const memory = view.current(decodeURIComponent(String(id)));
      if (!memory) return undefined;
      const { seq: _, sealed: __, fingerprint: ___, ...shown } = memory;
      const about = view.about(memory.id).map(({ name }) => name);
      return {
        ...shown,
        text: readableText(memory, domain),
        about,
        sources: view.sources(memory.id, SOURCES).items,
      };
    });
    if (!found) throw resourceNotFound(uri);
    return [{ uri, mimeType: 'application/json', text: JSON.stringify(found, dates, 2) }];
  },
});

/** Moments are kept in milliseconds, and shown as people write them. */
function dates(key: string, value: unknown): unknown {
  const isMoment = typeof value === 'number' && /^(?:at|.*(?:At|From|To))$/.test(key);
  return isMoment ? new Date(value).toISOString() : value;
}
