import { describe, expect, test } from 'vitest';
import { findInstructions } from '../../../shared/privacy/instructions.ts';
import { scan } from '../../../shared/privacy/scan.ts';

const SIZE = 1_000_000;
const fill = (piece: string) => piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE);

/**
 * Texts of a million units on which patterns that backtrack would not come to an end within the test's time: nearly
 * what a detector looks for, over and over. In brackets how many findings there are.
 */
const NEARLY: readonly [detector: string, piece: string, count: number][] = [
  ['letters', 'a', 0],
  ['digits', '7', 0],
  ['spaces', ' ', 0],
  ['line breaks', '\n', 0],
  ['letters in lines', 'abcdefghijklmnop1\n', 0],
  ['provider keys', 'sk-', 0],
  ['provider keys in lines', 'glpat-\n', 0],
  ['provider keys, one too short', 'ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ', 0],
  ['structured keys', 'MMMMMM.', 0],
  ['structured keys with digits', '1234567890:', 0],
  ['private keys', '-----BEGIN PRIVATE KEY-----\n', 0],
  ['private keys with an end far away', '-----BEGIN RSA PRIVATE KEY-----', 0],
  ['web tokens', 'eyJ', 0],
  ['web tokens with points', 'eyJhbGci.', 0],
  ['web tokens in lines', 'eyJhbGci1\n', 0],
  ['URLs', 'a://', 0],
  ['URLs with users', 'a://b:c', 0],
  ['basic authorization', 'basic ', 0],
  ['names of values', 'password ', 0],
  ['names of values with signs', 'password = "', 0],
  ['names of values for something', 'password for a ', 0],
  ['seed phrases', 'seed phrase: abandon ', 0],
  ['cards', '4 1 1 1 ', 0],
  ['account numbers', 'DE89 ', 0],
  ['account numbers in one piece', 'DE89AAAA', 0],
  ['identity numbers', 'ssn 123-45-', 0],
  ['e-mail', 'a.', 0],
  ['e-mail with signs', 'a@', 0],
  ['e-mail with domains', 'a@b.', 0],
  ['phones', '+1 ', 0],
  ['phones with groups', 'call (12) ', 0],
  ['addresses', '1 North ', 0],
  ['addresses with streets', 'Street 1 N ', 0],
  ['coordinates', '1.2345, ', 0],
  ['dates of birth', 'born on ', 0],
  ['health', 'my my doctorx ', 0],
  ['law', 'my lawyerx ', 0],
  ['finance', 'account number ', 0],
  ['invisible characters', '\u200b', 0],
  ['escapes', '%41', 0],
  ['JSON escapes', '\\n', 0],
  ['base64', 'QUFB', 0],
  ['quotes and joins', '"a" +\n', 0],
];

describe('a million units of hostile text', () => {
  test.each(NEARLY)('%s: %j', (_, piece, count) => {
    expect(scan(fill(piece), { terms: [{ term: 'aa', level: 1, class: 'custom' }] })).toHaveLength(count);
  });

  test.each([
    'ignore ',
    'ignore all previous ',
    'you must always call the ',
    'send the password to ',
    'before answering ',
    '<!-- you ',
    '<span ',
    '![a](https://a?b=',
    'Human: a\n',
    '\u202e',
    '\u{E0041}',
    'reveal your ',
  ])('instructions, nearly: %j', (piece) => {
    expect(findInstructions(fill(piece)).length).toBeLessThanOrEqual(SIZE / 4);
  });

  test('many secrets are all found', () => {
    const text = `ghp${'_'}${'a1B2'.repeat(9)} ana@acme.io\n`;
    expect(scan(text.repeat(10_000))).toHaveLength(20_000);
  });

  test('no text at all, and halves of characters', () => {
    expect(scan('')).toEqual([]);
    expect(scan('\ud83d\u0000\udc00 %zz \\u12')).toEqual([]);
  });
});
