import { decodeSeqCursor, encodeCursor } from '../../../shared/db/cursor.ts';
import { defineResource, defineResourceTemplate } from '../../../shared/mcp/resource.ts';
import type { MemoryDeps, MemoryDomain } from '../deps.ts';
import { CHANGES } from './uris.ts';

/** Changes in one document. */
const MOST = 200;

async function changesAfter({ store }: MemoryDomain, after: number | undefined) {
  return store.read((view) => {
    const start = after ?? Math.max(0, view.lastOperation() - MOST);
    const operations = view.operations(start, MOST);
    const changes = operations.map(({ at, action, memory, scope, tool, client, change }) => ({
      at: new Date(at).toISOString(),
      action,
      memory,
      scope,
      tool,
      ...(client !== undefined && { client }),
      change,
    }));
    return { changes, next: encodeCursor(operations.at(-1)?.seq ?? start) };
  });
}

const about = {
  title: 'What changed',
  description: 'The log of operations, oldest first; `next` is where the following changes will be.',
  mimeType: 'application/json',
};

/** The newest changes. */
export const changesResource = defineResource<MemoryDeps>({
  uri: CHANGES,
  name: 'changes',
  ...about,
  async read({ open }) {
    const text = JSON.stringify(await changesAfter(await open(), undefined), null, 2);
    return [{ uri: CHANGES, mimeType: 'application/json', text }];
  },
});

/** Those after a place in the log. */
export const changesSinceResource = defineResourceTemplate<MemoryDeps>({
  uriTemplate: 'memory://changes{?since}',
  name: 'changes-since',
  ...about,
  async read(uri, { since }, { open }) {
    const text = JSON.stringify(await changesAfter(await open(), decodeSeqCursor(String(since))), null, 2);
    return [{ uri, mimeType: 'application/json', text }];
  },
});
