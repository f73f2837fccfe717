import * as breaks from '../../../../support/messages-api/breaks.ts';
import type { Scenario } from '../scenario.ts';
import { fails, first, LEFT, usage, works } from './build.ts';

const aborted = () => ({ signal: AbortSignal.abort() });
/** A deadline that passes while the answer is awaited: no timer, so that a busy machine changes nothing. */
const late = () => {
  const deadline = new AbortController();
  const pass = () => deadline.abort(new DOMException('late', 'TimeoutError'));
  return { signal: deadline.signal, arrived: () => void setImmediate(pass) };
};
const lateWhenHeard = () => {
  const deadline = new AbortController();
  return { signal: deadline.signal, heard: () => deadline.abort(new DOMException('late', 'TimeoutError')) };
};
const cancelledWhenHeard = () => {
  const giveUp = new AbortController();
  return { signal: giveUp.signal, heard: () => giveUp.abort() };
};

export const deadlines: Scenario[] = [
  ...(['generate', 'stream', 'models', 'batches.create'] as const).map(
    (ask): Scenario => ({
      name: `${ask}: cancelled before it begins`,
      ask,
      rule: {},
      signal: aborted,
      expected: { error: { code: 'CANCELLED', retryable: false }, journal: [] },
    }),
  ),
  fails(
    'no headers before the deadline',
    'generate',
    breaks.stall(Number.POSITIVE_INFINITY),
    ['TIMEOUT', true],
    LEFT,
    { signal: late },
  ),
  fails('no headers in time', 'generate', breaks.stall(Number.POSITIVE_INFINITY), ['TIMEOUT', true], LEFT, {
    request: { timeoutMs: 400 },
  }),
  fails(
    'half a body before the deadline',
    'generate',
    [breaks.breakInBody(), breaks.stall(Number.POSITIVE_INFINITY, 1)],
    ['TIMEOUT', true],
    LEFT,
    { signal: late },
  ),
  fails(
    'no headers before the deadline',
    'models',
    breaks.stall(Number.POSITIVE_INFINITY),
    ['TIMEOUT', true],
    'models 200 abandoned',
    { signal: late },
  ),
  fails(
    'a stream that falls silent',
    'stream',
    breaks.stall(Number.POSITIVE_INFINITY, 4),
    ['TIMEOUT', true, { usage: usage(6, 2) }],
    LEFT,
    { signal: lateWhenHeard, heard: first(8) },
  ),
  fails('a stream without end', 'stream', breaks.endless(), ['TIMEOUT', true, { usage: usage(6, 2) }], LEFT, {
    signal: lateWhenHeard,
    heard: first(8),
  }),
  fails(
    'cancelled in the middle',
    'stream',
    breaks.endless(),
    ['CANCELLED', false, { usage: usage(6, 2) }],
    LEFT,
    { signal: cancelledWhenHeard, heard: first(8) },
  ),
  works('a stall that ends', 'generate', breaks.stall(20)),
  works('stalls between events', 'stream', [breaks.stall(10, 4), breaks.stall(10, 8)]),
];
