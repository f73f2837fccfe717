import { expect, test } from 'vitest';
import { failureFrom, failureText } from '../../../shared/cache/failure.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';

test('an error for the model keeps its words and loses its cause', () => {
  const next = { tool: 'search', arguments: { query: 'x', limit: 3 } };
  const details = { why: 'because', hint: 'look', allowed: ['a'], next };
  const text = failureText(new IzaError('NOT_FOUND', 'none', { ...details, cause: new Error('secret') }));
  expect(JSON.parse(text)).toEqual({ code: 'NOT_FOUND', message: 'none', ...details });
  expect(failureFrom(text)).toMatchObject({ code: 'NOT_FOUND', message: 'none', details });
});

test.each(['', '{', 'null', '{"code":"NEW_CODE","message":"x"}'])('%j is still a failure', (text) => {
  expect(failureFrom(text)).toMatchObject({ code: 'INTERNAL' });
});
