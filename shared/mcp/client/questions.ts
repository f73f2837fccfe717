import { randomUUID } from 'node:crypto';
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Call, Era, Params, Session } from '../surface.ts';

/** People take their time; after this a held call is given up. */
const HELD_MS = 10 * 60_000;

type Answer = Record<string, unknown>;
type Send = (caller: () => Call, signal: AbortSignal) => Promise<Answer>;

interface Question {
  request: { method: string; params: Params };
  resolve(answer: Answer): void;
}

/** A call that a legacy server works on. Its caller changes when a modern client comes back with an answer. */
interface Flight {
  caller: Call;
  abort: AbortController;
  result?: Promise<Answer>;
  /** It is over, with or without an answer to what it asked. */
  landed: boolean;
  /** Asked and not answered yet, by id. */
  questions: Map<string, Question>;
  asked?: () => void;
  expiry?: NodeJS.Timeout;
}

export interface Questions {
  /** Runs a call so that questions which come up meanwhile reach its caller. */
  during(call: Call, era: Era, send: Send): Promise<Answer>;
  /** Answers a request of the server; `signal` is aborted when the server takes it back. */
  answer(method: string, params: Params, signal?: AbortSignal): Promise<Answer>;
  /** The caller of the one call under way; undefined when there is none, or more than one. */
  soleCaller(): Call | undefined;
  /** Whether a call waits for its caller to come back, with this state if one is given. */
  holds(requestState?: string): boolean;
  close(): void;
}

/**
 * Carries a downstream server's questions (elicitation, sampling, roots) to the client that caused them.
 *
 * A legacy client is asked while its call waits. A modern client cannot be: the question is returned as an
 * `input_required` result, the downstream call is held open, and the client's retry, which names it by
 * `requestState`, brings the answer (SEP-2322). A modern server's own `input_required` passes through as it is.
 */
export function createQuestions(askAnytime?: Session['ask']): Questions {
  const flights = new Set<Flight>();
  const held = new Map<string, Flight>();

  const settle = (flight: Flight): void => {
    clearTimeout(flight.expiry);
    flights.delete(flight);
  };

  /** Waits until the flight lands or asks something. */
  const next = async (flight: Flight, result: Promise<Answer>): Promise<Answer> => {
    const asked = new Promise<'asked'>((resolve) => {
      flight.asked = () => resolve('asked');
      if (flight.questions.size > 0) resolve('asked');
    });
    const onCancel = (): void => flight.abort.abort(flight.caller.signal.reason);
    flight.caller.signal.addEventListener('abort', onCancel, { once: true });
    try {
      const outcome = await Promise.race([result, asked]);
      if (outcome !== 'asked' || flight.landed) {
        settle(flight);
        return await result;
      }
    } catch (error) {
      settle(flight);
      throw error;
    } finally {
      flight.caller.signal.removeEventListener('abort', onCancel);
    }
    return hold(flight);
  };

  const hold = (flight: Flight): Answer => {
    const requestState = randomUUID();
    held.set(requestState, flight);
    clearTimeout(flight.expiry);
    flight.expiry = setTimeout(() => {
      held.delete(requestState);
      flight.abort.abort(new Error('nobody answered'));
      settle(flight);
    }, HELD_MS).unref();
    const inputRequests = Object.fromEntries([...flight.questions].map(([id, { request }]) => [id, request]));
    return { resultType: 'input_required', inputRequests, requestState };
  };

  const resume = async (call: Call, state: string): Promise<Answer> => {
    const flight = held.get(state);
    if (!flight?.result) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid or expired requestState', {
        reason: 'invalid_request_state',
      });
    }
    held.delete(state);
    clearTimeout(flight.expiry);
    flight.caller = call;
    for (const [id, question] of flight.questions) {
      const answer = call.inputResponses?.[id];
      if (answer === undefined) continue;
      flight.questions.delete(id);
      question.resolve(answer as Answer);
    }
    return next(flight, flight.result);
  };

  return {
    async during(call, era, send) {
      // A modern server keeps no call open while it asks, so there is nothing to attribute.
      if (era === 'modern') return send(() => call, call.signal);
      if (call.era === 'modern' && call.requestState !== undefined) return resume(call, call.requestState);
      const flight: Flight = {
        caller: call,
        abort: new AbortController(),
        landed: false,
        questions: new Map(),
      };
      flights.add(flight);
      if (call.signal.aborted) flight.abort.abort(call.signal.reason);
      const result = send(() => flight.caller, flight.abort.signal);
      // It may land while the client is away with a question; whoever comes back for it sees the outcome.
      const land = (): void => {
        flight.landed = true;
      };
      result.then(land, land);
      flight.result = result;
      return next(flight, result);
    },

    async answer(method, params, signal) {
      const callers = [...flights];
      const latest = callers.at(-1);
      if (latest?.caller.ask) return latest.caller.ask(method, params, signal);
      if (latest && callers.length === 1) {
        return new Promise<Answer>((resolve) => {
          const id = randomUUID();
          latest.questions.set(id, { request: { method, params }, resolve });
          signal?.addEventListener('abort', () => latest.questions.delete(id), { once: true });
          latest.asked?.();
        });
      }
      if (askAnytime) return askAnytime(method, params, signal);
      const why =
        callers.length > 1
          ? 'several calls are under way and it belongs to none in particular'
          : 'no call is under way';
      throw new ProtocolError(ProtocolErrorCode.MethodNotFound, `${method} cannot be answered: ${why}.`);
    },

    soleCaller() {
      const [only, another] = flights;
      return another ? undefined : only?.caller;
    },

    holds: (requestState) => (requestState === undefined ? held.size > 0 : held.has(requestState)),

    close() {
      for (const flight of flights) {
        clearTimeout(flight.expiry);
        flight.abort.abort(new Error('the connection was closed'));
      }
      held.clear();
    },
  };
}
