import type { AnyTool } from '../../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../../deps.ts';
import { addObservationsTool } from './tools/add-observations.ts';
import { createEntitiesTool } from './tools/create-entities.ts';
import { createRelationsTool } from './tools/create-relations.ts';
import { deleteEntitiesTool } from './tools/delete-entities.ts';
import { deleteObservationsTool } from './tools/delete-observations.ts';
import { deleteRelationsTool } from './tools/delete-relations.ts';
import { openNodesTool } from './tools/open-nodes.ts';
import { readGraphTool } from './tools/read-graph.ts';
import { searchNodesTool } from './tools/search-nodes.ts';

/** The nine tools of the reference server, in its order. */
export const REFERENCE_TOOLS: readonly AnyTool<MemoryDeps>[] = [
  createEntitiesTool,
  createRelationsTool,
  addObservationsTool,
  deleteEntitiesTool,
  deleteObservationsTool,
  deleteRelationsTool,
  readGraphTool,
  searchNodesTool,
  openNodesTool,
];
