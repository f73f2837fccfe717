import { defineResource } from '../../../shared/mcp/resource.ts';
import type { GraphDeps } from '../deps.ts';
import { VIEWER_URI } from '../viewer/uri.ts';

const MIME_TYPE = 'text/html;profile=mcp-app';

/** The page without data: it asks its host for what kg_export has found. */
export const viewerResource = defineResource<GraphDeps>({
  uri: VIEWER_URI,
  name: 'viewer',
  title: 'The graph to look at',
  description: 'The page in which hosts that show pages show what kg_export has found.',
  mimeType: MIME_TYPE,
  async read() {
    const { viewerPage } = await import('../viewer/html.ts');
    const _meta = { ui: { prefersBorder: true } };
    return [{ uri: VIEWER_URI, mimeType: MIME_TYPE, text: await viewerPage(), _meta }];
  },
});
