import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../shared/mcp/surface.ts';

const ENTITIES = ['user_id', 'agent_id', 'app_id', 'run_id'] as const;

export interface Mem0Memory extends JsonObject {
  id: string;
  memory: string;
  metadata: JsonObject;
}

/** The memories of a stand-in for mem0. */
export interface Mem0Memories {
  all: Mem0Memory[];
  add(body: JsonObject, once: boolean): Mem0Memory[];
  of(filters: JsonObject): Mem0Memory[];
  search(query: string, filters: JsonObject, limit: number): JsonObject[];
  remove(id: string): boolean;
}

export function createMem0Memories(): Mem0Memories {
  let all: Mem0Memory[] = [];
  // What a filter does not name is not constrained, as in mem0.
  const of = (filters: JsonObject) =>
    all.filter((one) => Object.entries(filters).every(([name, value]) => one[name] === value));
  return {
    get all() {
      return all;
    },
    of,
    add(body, once) {
      const entities = Object.fromEntries(ENTITIES.map((name) => [name, body[name] ?? null]));
      const filters = Object.fromEntries(Object.entries(entities).filter(([, value]) => value !== null));
      const messages = body.messages as { content: string }[];
      const added = messages
        .map(({ content }) => content)
        .filter((text) => !once || of(filters).every(({ memory }) => memory !== text))
        .map((memory) => ({
          id: randomUUID(),
          memory,
          ...entities,
          metadata: (body.metadata ?? {}) as JsonObject,
          created_at: '2026-11-20T12:00:00Z',
          updated_at: null,
          expiration_date: null,
          categories: null,
        }));
      all = [...all, ...added];
      return added;
    },
    search(query, filters, limit) {
      const words = wordsOf(query);
      return of(filters)
        .map((one) => {
          const own = new Set(wordsOf(one.memory));
          return { ...one, score: words.filter((word) => own.has(word)).length / words.length };
        })
        .filter(({ score }) => score >= 0.1)
        .sort((a, b) => b.score - a.score)
        .slice(0, limit);
    },
    remove(id) {
      const before = all.length;
      all = all.filter((one) => one.id !== id);
      return all.length < before;
    },
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
