import * as breaks from '../../../../support/messages-api/breaks.ts';
import { closedPort } from '../../../../support/messages-api/closed-port.ts';
import * as faults from '../../../../support/messages-api/faults.ts';
import type { Scenario } from '../scenario.ts';
import { CUT, fails, LEFT, OK, usage, works } from './build.ts';

export const connections: Scenario[] = [
  ...(['generate', 'stream', 'models', 'countTokens', 'batches.create'] as const).map(
    (ask): Scenario => ({
      name: `${ask}: connection refused`,
      ask,
      rule: {},
      baseURL: closedPort,
      expected: { error: { code: 'UNREACHABLE', retryable: true }, journal: [] },
    }),
  ),
  fails('reset before headers', 'generate', breaks.breakBeforeHeaders(), ['UNREACHABLE', true], CUT),
  fails('closed before headers', 'generate', breaks.breakBeforeHeaders('close'), ['UNREACHABLE', true], CUT),
  fails('reset before headers', 'stream', breaks.breakBeforeHeaders(), ['UNREACHABLE', true], CUT),
  fails(
    'reset before headers',
    'models',
    breaks.breakBeforeHeaders(),
    ['UNREACHABLE', true],
    'models 200 broken',
  ),
  fails('closed after headers', 'generate', breaks.breakAfterHeaders(), ['BAD_ANSWER', true], CUT),
  fails('closed after headers', 'stream', breaks.breakAfterHeaders(), ['BAD_ANSWER', true], CUT),
  fails('closed in the body', 'generate', breaks.breakInBody(), ['BAD_ANSWER', true], CUT),
  fails('closed in the body', 'generateJson', breaks.breakInBody(0.9), ['BAD_ANSWER', true], CUT),
  fails('closed in the body', 'models', breaks.breakInBody(), ['BAD_ANSWER', true], 'models 200 broken'),
  fails(
    'closed in the body',
    'countTokens',
    breaks.breakInBody(),
    ['BAD_ANSWER', true],
    'count_tokens 200 broken',
  ),
  fails('closed inside a character', 'generate', breaks.breakInCharacter(), ['BAD_ANSWER', true], CUT),
  fails(
    'an error whose body breaks',
    'generate',
    [faults.status(529), breaks.breakInBody()],
    ['OVERLOADED', true, { status: 529 }],
    'messages 529 broken',
  ),
];

/** How much of an answer is taken. */
const MB = 1_000_000;

export const sizes: Scenario[] = [
  fails('50 MB', 'generate', faults.huge(50 * MB), ['TOO_LARGE', false], LEFT),
  fails('50 MB', 'stream', faults.huge(50 * MB), ['TOO_LARGE', false, { usage: usage(6, 1) }], LEFT),
  fails(
    '50 MB in an error',
    'generate',
    [faults.status(500, { body: `"text":"` }), faults.huge(50 * MB)],
    ['OVERLOADED', true, { status: 500 }],
    'messages 500 abandoned',
  ),
  fails('50 MB, compressed to nothing', 'generate', faults.gzipBomb(50 * MB), ['TOO_LARGE', false], OK),
  fails(
    '50 MB, compressed to nothing',
    'models',
    faults.gzipBomb(50 * MB),
    ['TOO_LARGE', false],
    'models 200 sent',
  ),
  works('9 MB', 'countTokens', faults.body(`{"input_tokens":7${' '.repeat(9 * MB)}}`), 7),
];
