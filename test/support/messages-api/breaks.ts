import { type Answer, bytesOf, type Step } from './answer.ts';
import { toFrame } from './events.ts';
import type { Fault } from './faults.ts';

const PING = toFrame({ type: 'ping' });

/** How a connection breaks: closed by the other side, or reset. */
export type Break = 'close' | 'reset';

export function breakBeforeHeaders(how: Break = 'reset'): Fault {
  return { name: `${how} before headers`, answer: (answer) => ({ ...answer, steps: [{ type: how }] }) };
}

export function breakAfterHeaders(how: Break = 'close'): Fault {
  return {
    name: `${how} after headers`,
    answer: (answer) => ({ ...answer, steps: [{ type: 'head' }, { type: how }] }),
  };
}

/** Breaks after a part of the body, half of it unless said. */
export function breakInBody(part = 0.5, how: Break = 'close'): Fault {
  return {
    name: `${how} in the body`,
    answer: (answer) => {
      const bytes = bytesOf(answer);
      const sent = bytes.subarray(0, Math.floor(bytes.length * part));
      return { ...answer, steps: [{ type: 'write', bytes: sent }, { type: how }] };
    },
  };
}

/** Breaks a stream when so many events were sent whole; `part` of the next one goes out with them. */
export function breakAfterEvents(events: number, part = 0, how: Break = 'close'): Fault {
  return {
    name: `${how} after ${events} events`,
    answer: (answer) => ({ ...answer, steps: [...firstEvents(answer, events, part), { type: how }] }),
  };
}

/** Breaks a stream inside the first character that takes several bytes; the answer must hold one. */
export function breakInCharacter(how: Break = 'close'): Fault {
  return {
    name: `${how} inside a character`,
    answer: (answer) => {
      const bytes = bytesOf(answer);
      const start = bytes.findIndex((byte) => byte >= 0xc0);
      if (start === -1) throw new Error('the answer has no character of several bytes to break in');
      return { ...answer, steps: [{ type: 'write', bytes: bytes.subarray(0, start + 1) }, { type: how }] };
    },
  };
}

/** Ends a stream in good order when so many events were sent: nothing breaks, and yet the rest is missing. */
export function endAfterEvents(events: number): Fault {
  return {
    name: `end after ${events} events`,
    answer: (answer) => ({ ...answer, steps: firstEvents(answer, events) }),
  };
}

/** An `error` event in the middle of a stream, then the end of it. */
export function errorEvent(type: string, afterEvents = 4, message = 'The script breaks the stream.'): Fault {
  return {
    name: `error event ${type}`,
    answer: (answer) => ({
      ...answer,
      steps: [
        ...firstEvents(answer, afterEvents),
        { type: 'write', bytes: toFrame({ type: 'error', ...{ error: { type, message } } }) },
      ],
    }),
  };
}

/** Waits before the headers, after so many steps of the answer, or for ever. */
export function stall(ms: number, afterSteps = 0): Fault {
  const pause: Step = ms === Number.POSITIVE_INFINITY ? { type: 'hang' } : { type: 'wait', ms };
  return {
    name: `stall of ${ms} ms`,
    answer: (answer) => ({
      ...answer,
      steps: [...answer.steps.slice(0, afterSteps), pause, ...answer.steps.slice(afterSteps)],
    }),
  };
}

/** After so many events a stream goes on with pings and never says another word. */
export function endless(afterEvents = 4): Fault {
  return {
    name: 'stream without end',
    answer: (answer) => ({
      ...answer,
      steps: [
        ...firstEvents(answer, afterEvents),
        { type: 'repeat', bytes: PING, times: Number.POSITIVE_INFINITY, everyMs: 1 },
      ],
    }),
  };
}

function firstEvents({ steps }: Answer, events: number, part = 0): Step[] {
  const next = steps[events];
  if (part === 0 || next?.type !== 'write') return steps.slice(0, events);
  const bytes = next.bytes.subarray(0, Math.floor(next.bytes.length * part));
  return [...steps.slice(0, events), { type: 'write', bytes }];
}
