import { describe, expect, test } from 'vitest';
import { findInstructions } from '../../../shared/privacy/instructions.ts';
import { scan } from '../../../shared/privacy/scan.ts';
import { code, comments, conversations, documents, everyday } from './ordinary-text.ts';

/** Of a hundred texts. */
const MOST = 0.3;

function rate(
  name: string,
  texts: readonly string[],
): { all: number; secrets: number; instructions: number } {
  const found = texts.map((text) => scan(text));
  const share = (count: number) => (100 * count) / texts.length;
  const rates = {
    all: share(found.filter((findings) => findings.length > 0).length),
    secrets: share(found.filter((findings) => findings.some(({ level }) => level === 4)).length),
    instructions: share(texts.filter((text) => findInstructions(text).length > 0).length),
  };
  const shown = Object.entries(rates).map(([what, value]) => `${what} ${value.toFixed(3)} %`);
  process.stdout.write(`false alarms in ${texts.length} of ${name}: ${shown.join(', ')}\n`);
  return rates;
}

describe('ordinary text', () => {
  // LoCoMo may be measured with and not passed on: where IZA_LOCOMO names its file, its turns are measured too.
  const { IZA_LOCOMO: locomo } = process.env;
  const sources: [name: string, texts: () => string[]][] = [
    ['documents', documents],
    ['comments', comments],
    ['lines of code', code],
    ['everyday sentences', () => everyday(4_000)],
  ];
  if (locomo) sources.push(['turns of conversations', () => conversations(locomo)]);

  test.each(sources)('%s', (name, texts) => {
    const rates = rate(name, texts());
    expect(rates.secrets).toBeLessThanOrEqual(MOST / 10);
    expect(rates.all).toBeLessThanOrEqual(MOST);
    expect(rates.instructions).toBeLessThanOrEqual(MOST);
  });

  test.each([
    'My password is required to be long.',
    'The password was changed yesterday.',
    'password: string',
    'const password = z.string().min(8);',
    'const token = await getToken();',
    'token: process.env.GITHUB_TOKEN',
    'API_KEY=<your-api-key>',
    'ANTHROPIC_API_KEY=sk-ant-...',
    'secret: "\u0024{SECRET}"',
    'max_tokens: 1500',
    'tokenizer: porter unicode61',
    'The AWS example is AKIAIOSFODNN7EXAMPLE.',
    'postgres://user:password@localhost/db',
    'http://localhost:3000/@scope/name',
    'sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'commit 3f9d805a2b61e0f4c9d8e7a6b5c4d3e2f1a0b9c8',
    'id 01JD3K9W5V6QW0F7Y8Z9A1B2C3',
    'order 4111 1111 1111 1112',
    'npm i vitest@5.1.0 and name@example.com',
    'the pin is bent',
    'Born in the USA',
    'vector: [0.1234, 0.5678, 0.9012]',
    'See lines 1200-1300 of 10,000.',
    'Tuesday 2025-11-20 10:30:45.123',
    'my doctorate is in physics',
    '-----BEGIN PRIVATE KEY----- is how such a file starts.',
    'Basic authentication is off; bearer tokens are used instead.',
    'task-management-for-teams-of-any-size-1234567890',
  ])('nothing in %j', (text) => {
    expect(scan(text)).toEqual([]);
  });
});
