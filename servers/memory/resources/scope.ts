import { resourceNotFound } from '../../../shared/mcp/protocol-error.ts';
import { defineResourceTemplate } from '../../../shared/mcp/resource.ts';
import type { MemoryDeps } from '../deps.ts';
import { readableText } from '../readable.ts';
import { isScope, normaliseScope } from '../scope.ts';

/** Memories in one document; more of them are an export's business. */
const MOST = 500;

export const scopeResource = defineResourceTemplate<MemoryDeps>({
  uriTemplate: 'memory://scope/{scope}',
  name: 'scope',
  title: 'All of a scope',
  description: 'What is remembered in a scope, by kind, the newest first.',
  mimeType: 'text/markdown',
  async complete(_, typed, { open }) {
    const { store } = await open();
    const scopes = await store.read((view) => view.scopes());
    return scopes.map(({ scope }) => scope).filter((scope) => scope.startsWith(typed));
  },
  async read(uri, { scope: encoded }, { open }) {
    const scope = normaliseScope(decodeURIComponent(String(encoded)));
    if (!isScope(scope)) throw resourceNotFound(uri);
    const domain = await open();
    const text = await domain.store.read((view) => {
      const memories = view
        .bySeq(view.find([], { scopes: [scope] }, MOST + 1))
        .filter(({ kind }) => kind !== 'message');
      const kinds = [...new Set(memories.map(({ kind }) => kind))].sort();
      const parts = kinds.map((kind) => {
        const lines = memories
          .filter((memory) => memory.kind === kind)
          .slice(0, MOST)
          .map((memory) => {
            const day = new Date(memory.validFrom ?? memory.createdAt).toISOString().slice(0, 10);
            return `- [${day}] ${JSON.stringify(readableText(memory, domain))} (${memory.id})`;
          });
        return [`## ${kind}`, '', ...lines, ''].join('\n');
      });
      const more =
        memories.length > MOST ? ['The older ones are left out: export them with memory_admin.', ''] : [];
      return [`# ${scope}`, '', ...parts, ...more].join('\n');
    });
    return [{ uri, mimeType: 'text/markdown', text }];
  },
});
