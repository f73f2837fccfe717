import { resourceNotFound } from '../../../shared/mcp/protocol-error.ts';
import { defineResourceTemplate } from '../../../shared/mcp/resource.ts';
import type { GraphDeps } from '../deps.ts';

export const graphResource = defineResourceTemplate<GraphDeps>({
  uriTemplate: 'kg://{graph}',
  name: 'graph',
  title: 'A graph in numbers',
  description: 'How large a graph is, its types and relations, and when it last changed.',
  mimeType: 'application/json',
  async read(uri, { graph }, { open }) {
    const domain = await open();
    const { readSchema } = await import('../schema.ts');
    const name = decodeURIComponent(String(graph));
    const { known, stats, last } = await domain.store.read(async (view) => ({
      known: await view.graphs(),
      stats: await view.stats(name),
      last: await view.last(),
    }));
    if (!known.includes(name)) throw resourceNotFound(uri);
    const { ontology, types, relations } = await readSchema(domain, name);
    const shown = {
      ...stats,
      ...(last && { changed: new Date(last.at).toISOString() }),
      ontology: ontology.document,
      types,
      relations,
    };
    return [{ uri, mimeType: 'application/json', text: JSON.stringify(shown, null, 2) }];
  },
});
