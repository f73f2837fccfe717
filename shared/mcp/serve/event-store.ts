import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server';

/** Messages a session keeps for a client whose stream broke. Past it, the oldest are let go. */
const MAX_EVENTS = 500;

/** Keeps what a session sent, so that a client that comes back with `Last-Event-ID` misses nothing. */
export function createEventStore(): EventStore {
  const events: { id: string; streamId: string; message: JSONRPCMessage }[] = [];
  let count = 0;
  return {
    async storeEvent(streamId, message) {
      count += 1;
      const id = String(count);
      events.push({ id, streamId, message });
      if (events.length > MAX_EVENTS) events.shift();
      return id;
    },
    async getStreamIdForEventId(id) {
      return events.find((event) => event.id === id)?.streamId;
    },
    async replayEventsAfter(lastEventId, { send }) {
      const last = events.find((event) => event.id === lastEventId);
      if (!last) throw new Error('The event is no longer kept.');
      for (const event of events) {
        const later = Number(event.id) > Number(lastEventId);
        // A stream opens with an event that has no message: it only gives the client an id to come back with.
        if (later && event.streamId === last.streamId && 'jsonrpc' in event.message) {
          await send(event.id, event.message);
        }
      }
      return last.streamId;
    },
  };
}
