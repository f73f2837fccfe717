import type { AnyTool } from '../../../shared/mcp/tool.ts';
import type { MemoryDeps } from '../deps.ts';
import { forgetTool } from './forget.ts';
import { logConversationTool } from './log-conversation.ts';
import { memoryAdminTool } from './memory-admin.ts';
import { memoryContextTool } from './memory-context.ts';
import { memoryEntitiesTool } from './memory-entities.ts';
import { memoryHistoryTool } from './memory-history.ts';
import { recallTool } from './recall.ts';
import { recordDecisionTool } from './record-decision.ts';
import { rememberTool } from './remember.ts';
import { reviewMemoriesTool } from './review-memories.ts';
import { setPreferenceTool } from './set-preference.ts';
import { updateMemoryTool } from './update-memory.ts';

/** In the order in which they are listed. `npm run docs` writes down what they look like, in definitions.json. */
export const MEMORY_TOOLS: readonly AnyTool<MemoryDeps>[] = [
  rememberTool,
  logConversationTool,
  recallTool,
  memoryContextTool,
  recordDecisionTool,
  setPreferenceTool,
  updateMemoryTool,
  forgetTool,
  memoryHistoryTool,
  memoryEntitiesTool,
  reviewMemoriesTool,
  memoryAdminTool,
];
