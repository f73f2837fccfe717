import * as breaks from '../../../../support/messages-api/breaks.ts';
import * as faults from '../../../../support/messages-api/faults.ts';
import type { Scenario } from '../scenario.ts';

export const batches: Scenario[] = [
  ...(
    [
      ['closed in the body', breaks.breakInBody(), 'BAD_ANSWER', true, '200 broken'],
      ['junk', faults.body('once upon a time', 'application/x-jsonl'), 'BAD_ANSWER', true, '200 sent'],
      ['a login page', faults.body('<html>', 'text/html'), 'BAD_ANSWER', false, '200 sent'],
      [
        'lines of something else',
        faults.body('{"id":1}\n', 'application/x-jsonl'),
        'BAD_ANSWER',
        false,
        '200 sent',
      ],
    ] as const
  ).map(
    ([name, fault, code, retryable, journal]): Scenario => ({
      name: `batches.results: ${name}`,
      ask: 'batches.results',
      rule: { fault },
      expected: {
        error: { code, retryable },
        journal: [
          'batches.create 200 sent',
          'batches.retrieve 200 sent',
          'batches.retrieve 200 sent',
          `batches.results ${journal}`,
        ],
      },
    }),
  ),
  {
    name: 'batches.results: at another host, to which the key does not go',
    ask: 'batches.results',
    endpoint: 'batches.retrieve',
    rule: {
      fault: faults.body(
        JSON.stringify({
          id: 'msgbatch_1',
          processing_status: 'ended',
          request_counts: { processing: 0, succeeded: 1, errored: 0, canceled: 0, expired: 0 },
          expires_at: '2026-11-21T12:00:00Z',
          results_url: 'http://127.0.0.1:9/results',
        }),
      ),
    },
    expected: {
      error: { code: 'BAD_ANSWER', retryable: false },
      journal: ['batches.create 200 sent', 'batches.retrieve 200 sent', 'batches.retrieve 200 sent'],
    },
  },
];
