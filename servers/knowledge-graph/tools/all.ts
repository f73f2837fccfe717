import type { AnyTool } from '../../../shared/mcp/tool.ts';
import type { GraphDeps } from '../deps.ts';
import { kgAssertTool } from './kg-assert.ts';
import { kgCommunitiesTool } from './kg-communities.ts';
import { kgEntityTool } from './kg-entity.ts';
import { kgExportTool } from './kg-export.ts';
import { kgIngestTool } from './kg-ingest.ts';
import { kgPathsTool } from './kg-paths.ts';
import { kgQueryTool } from './kg-query.ts';
import { kgResolveTool } from './kg-resolve.ts';
import { kgRetractTool } from './kg-retract.ts';
import { kgSchemaTool } from './kg-schema.ts';
import { kgSearchTool } from './kg-search.ts';
import { kgTimelineTool } from './kg-timeline.ts';

/** In the order in which they are listed. `npm run docs` writes down what they look like, in definitions.json. */
export const GRAPH_TOOLS: readonly AnyTool<GraphDeps>[] = [
  kgAssertTool,
  kgIngestTool,
  kgSearchTool,
  kgEntityTool,
  kgPathsTool,
  kgTimelineTool,
  kgResolveTool,
  kgRetractTool,
  kgSchemaTool,
  kgCommunitiesTool,
  kgQueryTool,
  kgExportTool,
];
