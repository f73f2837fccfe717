import type { JsonObject } from '../../../shared/mcp/surface.ts';
import type { TransferRecord } from './record.ts';

/**
 * One thing found in a file that is imported. What the file does not say is left out, and the store decides it.
 * All text is data from outside.
 */
export interface ImportItem {
  /**
   * `memory`: something to remember. `message`: what was said in a conversation. `entity`: a name, its type in
   * `data.entityType`. `relation`: `data.from`, `data.type`, `data.to`. `record`: ours, exact, in `record`.
   */
  kind: 'memory' | 'message' | 'entity' | 'relation' | 'record';
  text: string;
  memoryKind?: 'fact' | 'preference' | 'decision' | 'event' | 'task' | 'procedure' | 'note';
  scope?: string;
  tags?: string[];
  /** Names of the entities that it is about. */
  about?: string[];
  /** Milliseconds since the epoch, when it was said or written. */
  at?: number;
  source: { title: string; uri?: string; quote?: string };
  session?: { id: string; title?: string };
  role?: 'user' | 'assistant';
  /** Of a message: what tells it from all others of its conversation (message-names.ts). */
  message?: string;
  data?: JsonObject;
  /** Whether it is a part of a reference memory server's graph. */
  graph?: boolean;
  record?: TransferRecord;
}
