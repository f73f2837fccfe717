import { IzaError } from '../mcp/errors.ts';
import { unlessAborted } from './unless-aborted.ts';

/** A load under way in this process. */
interface Flight<T> {
  ended: Promise<T>;
  stop: AbortController;
  waiters: number;
}

/** Loads under way in this process: one for all who ask the same at the same time. */
export interface Flights<T> {
  /**
   * Joins the load of that name, or begins it. Whoever gives up leaves alone; when nobody is left the load is stopped.
   */
  join(name: string, begin: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Stops them all and waits for their ends; none begins afterwards. */
  close(): Promise<void>;
}

export function createFlights<T>(): Flights<T> {
  const flights = new Map<string, Flight<T>>();
  const ending = new Set<Promise<unknown>>();
  let closed = false;

  const start = (name: string, begin: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    if (closed) throw shuttingDown();
    const stop = new AbortController();
    const leave = (): void => {
      // After a stop it may be another that has the name.
      if (flights.get(name) === flight) flights.delete(name);
    };
    const flight: Flight<T> = { ended: begin(stop.signal).finally(leave), stop, waiters: 0 };
    flights.set(name, flight);
    const end = flight.ended
      .catch(() => undefined)
      .finally(() => {
        ending.delete(end);
      });
    ending.add(end);
    return flight;
  };

  return {
    async join(name, begin, signal) {
      const flight = flights.get(name) ?? start(name, begin);
      flight.waiters += 1;
      try {
        return await unlessAborted(
          flight.ended,
          AbortSignal.any([flight.stop.signal, ...(signal ? [signal] : [])]),
        );
      } finally {
        flight.waiters -= 1;
        if (flight.waiters === 0 && flights.get(name) === flight) {
          flights.delete(name);
          flight.stop.abort();
        }
      }
    },
    async close() {
      closed = true;
      for (const { stop } of flights.values()) stop.abort(shuttingDown());
      await Promise.all(ending);
    },
  };
}

function shuttingDown(): IzaError {
  return new IzaError('UNAVAILABLE', 'The server is shutting down.');
}
