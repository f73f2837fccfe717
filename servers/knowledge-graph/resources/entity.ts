import { IzaError } from '../../../shared/mcp/errors.ts';
import { resourceNotFound } from '../../../shared/mcp/protocol-error.ts';
import { defineResourceTemplate } from '../../../shared/mcp/resource.ts';
import type { GraphDeps } from '../deps.ts';
import { publicId } from '../public-id.ts';

/** Facts in one document. */
const MOST = 200;

export const entityResource = defineResourceTemplate<GraphDeps>({
  uriTemplate: 'kg://{graph}/entity/{id}',
  name: 'entity',
  title: 'One entity',
  description: 'An entity with its names and what is believed of it now.',
  mimeType: 'application/json',
  async read(uri, { graph, id }, { open }) {
    const domain = await open();
    const [{ entityAnswer }, { factOut }] = await Promise.all([
      import('../entity.ts'),
      import('../tools/fields.ts'),
    ]);
    const asked = { graph: decodeURIComponent(String(graph)), entity: decodeURIComponent(String(id)) };
    const found = await entityAnswer(domain, { ...asked, after: 0, limit: MOST }).catch((error: unknown) => {
      if (error instanceof IzaError && error.code === 'NOT_FOUND') throw resourceNotFound(uri);
      throw error;
    });
    const { entity, aliases, merged, facts, relations } = found;
    const shown = {
      id: publicId('entity', entity.entity),
      name: entity.name,
      type: entity.type,
      summary: entity.summary,
      also: aliases,
      merged: merged.map((one) => ({ id: publicId('entity', one.entity), name: one.name })),
      facts: facts.map(factOut),
      relations,
    };
    return [{ uri, mimeType: 'application/json', text: JSON.stringify(shown, null, 2) }];
  },
});
