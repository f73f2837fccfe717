import type Anthropic from '@anthropic-ai/sdk';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import type { Delivery } from './deliver.ts';
import type { ApiRequest, Endpoint } from './request.ts';

/** What the server answered, before a fault of the connection had its way. */
export interface Answered {
  status: number;
  requestId: string;
  /** The rule that answered: its name, or its place among the rules; undefined for an answer of the server itself. */
  rule?: string;
  faults: readonly string[];
  /** The message that was said, where there was one, with the usage that it would be billed at. */
  message?: Anthropic.Message;
}

export interface JournalEntry {
  request: ApiRequest;
  /** Milliseconds since the epoch, by the clock of the server. */
  at: number;
  answer?: Answered;
  /** Undefined while it is being sent. */
  delivery?: Delivery;
  endedAt?: number;
}

/** Every request in the order of its arrival; of one that is still being answered, what is known so far. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** The bodies of the requests, of one endpoint where it is given. */
  bodies(endpoint?: Endpoint): JsonObject[];
  /** Tokens that the server would bill, over all messages that it said. */
  billed(): { inputTokens: number; outputTokens: number };
  clear(): void;
}

export interface OpenJournal extends Journal {
  add(entry: JournalEntry): void;
}

export function createJournal(): OpenJournal {
  const entries: JournalEntry[] = [];
  return {
    entries,
    bodies: (endpoint) =>
      entries.flatMap(({ request }) =>
        request.body && (endpoint === undefined || request.endpoint === endpoint) ? [request.body] : [],
      ),
    billed: () => {
      const usages = entries.flatMap(({ answer }) => answer?.message?.usage ?? []);
      return {
        inputTokens: usages.reduce((sum, usage) => sum + usage.input_tokens, 0),
        outputTokens: usages.reduce((sum, usage) => sum + usage.output_tokens, 0),
      };
    },
    clear: () => {
      entries.length = 0;
    },
    add: (entry) => {
      entries.push(entry);
    },
  };
}
