import * as z from 'zod';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { resourceNotFound } from '../../../shared/mcp/protocol-error.ts';
import { defineResourceTemplate } from '../../../shared/mcp/resource.ts';
import type { GraphDeps } from '../deps.ts';
import type { ExportFilter } from '../export/select.ts';

/** What of a filter is in the URI of a view, short since it is written in an answer. */
const part = z.strictObject({
  asOf: z.number().optional(),
  knownAt: z.number().optional(),
  types: z.array(z.string()).optional(),
  relations: z.array(z.string()).optional(),
  around: z.string().optional(),
  depth: z.number().int().min(1).max(6),
  limit: z.number().int().min(1),
});

/** Where the data of a page is read: `kg://main/view/…`, with the filter as JSON in base64url. */
export function viewUri({
  graph,
  asOf,
  knownAt,
  types,
  relations,
  around,
  depth,
  limit,
}: ExportFilter): string {
  const filter = JSON.stringify({ asOf, knownAt, types, relations, around, depth, limit });
  return `kg://${encodeURIComponent(graph)}/view/${Buffer.from(filter).toString('base64url')}`;
}

function partOf(text: string): z.output<typeof part> | undefined {
  try {
    return part.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}

export const viewResource = defineResourceTemplate<GraphDeps>({
  uriTemplate: 'kg://{graph}/view/{part}',
  name: 'view',
  title: 'What a page shows',
  description: 'The data of the page that kg_export shows, as its answer names it.',
  mimeType: 'application/json',
  async read(uri, { graph, part: text }, { open }) {
    const filter = partOf(String(text));
    if (!filter) throw resourceNotFound(uri);
    const { viewData } = await import('../viewer/read-view.ts');
    const asked = { ...filter, graph: decodeURIComponent(String(graph)) };
    const data = await viewData(await open(), asked).catch((error: unknown) => {
      if (error instanceof IzaError && error.code === 'NOT_FOUND') throw resourceNotFound(uri);
      throw error;
    });
    return [{ uri, mimeType: 'application/json', text: JSON.stringify(data) }];
  },
});
