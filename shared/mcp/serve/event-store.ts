import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server';

/** What a session keeps for a client whose stream broke. Past either, the oldest messages are let go. */
const MAX_EVENTS = 500;
const MAX_CHARS = 4_000_000;

interface StoredEvent {
  id: number;
  streamId: string;
  message: JSONRPCMessage;
  chars: number;
}

/** Keeps what a session sent, so that a client that comes back with `Last-Event-ID` misses nothing. */
export function createEventStore(): EventStore {
  const events: StoredEvent[] = [];
  let count = 0;
  let chars = 0;
  const find = (id: string): StoredEvent | undefined => events.find((event) => String(event.id) === id);
  return {
    async storeEvent(streamId, message) {
      count += 1;
      const event = { id: count, streamId, message, chars: JSON.stringify(message).length };
      events.push(event);
      chars += event.chars;
      while (events.length > MAX_EVENTS || (chars > MAX_CHARS && events.length > 1)) {
        chars -= events.shift()?.chars ?? 0;
      }
      return String(event.id);
    },
    async getStreamIdForEventId(id) {
      return find(id)?.streamId;
    },
    async replayEventsAfter(lastEventId, { send }) {
      const last = find(lastEventId);
      if (!last) throw new Error('The event is no longer kept.');
      for (const { id, streamId, message } of events) {
        // A stream opens with an event that has no message: it only gives the client an id to come back with.
        if (id > last.id && streamId === last.streamId && 'jsonrpc' in message)
          await send(String(id), message);
      }
      return last.streamId;
    },
  };
}
