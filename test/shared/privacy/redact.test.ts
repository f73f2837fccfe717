import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../../../shared/privacy/redact.ts';
import { scan } from '../../../shared/privacy/scan.ts';
import { plantedSecrets } from './planted.ts';

const KEY = Buffer.alloc(32, 7);
const SECRET = `ghp${'_'}${'a1B2'.repeat(9)}`;

describe('redaction', () => {
  test('a mark with the detector and sixteen bits of an HMAC, and where it is in the new text', () => {
    const mark = `[redacted:github#${createHmac('sha256', KEY).update(SECRET).digest('hex').slice(0, 4)}]`;
    const text = `use ${SECRET} or ask ana@acme.io`;
    expect(redact(text, scan(text), 4, KEY)).toEqual({
      text: `use ${mark} or ask ana@acme.io`,
      redactions: [{ detector: 'github', class: 'secret', level: 4, mark, start: 4, end: 4 + mark.length }],
    });
  });

  test('one secret has one mark, however it is broken; another key gives another', () => {
    const broken = `${SECRET.slice(0, 20)}\n  ${SECRET.slice(20)}`;
    const marks = [SECRET, broken].map((text) => redact(text, scan(text), 4, KEY).redactions[0]?.mark);
    expect(new Set(marks).size).toBe(1);
    const keys = Array.from({ length: 8 }, (_, i) => Buffer.alloc(32, i));
    expect(new Set(keys.map((key) => redact(SECRET, scan(SECRET), 4, key).text)).size).toBeGreaterThan(1);
    expect(redact(SECRET, scan(SECRET), 4)).toEqual(redact(SECRET, scan(SECRET), 4));
  });

  test('what is below the level stays', () => {
    const text = 'ana@acme.io has IBAN DE89370400440532013000';
    const levels = [0, 1, 2, 3, 4] as const;
    expect(
      levels.map((level) => redact(text, scan(text), level).redactions.map((one) => one.detector)),
    ).toEqual([['email', 'iban'], ['email', 'iban'], ['email', 'iban'], ['iban'], []]);
  });
});

describe('for any text with a secret in it', () => {
  const planted = [11, 12].flatMap(plantedSecrets);
  const prose = fc.array(
    fc.oneof(
      fc.constantFrom(
        'the',
        'password',
        'is',
        'token:',
        '=',
        '"',
        "'",
        '\n',
        '> ',
        '`',
        '{',
        'ana@acme.io',
        '4111',
        '👩‍👩‍👧',
        'שלום',
        '\u200b',
        '%20',
        '\\n',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    ),
    { maxLength: 12 },
  );
  const sample = fc.record({
    before: prose.map((words) => words.join(' ')),
    one: fc.constantFrom(...planted),
    after: prose.map((words) => words.join(' ')),
  });

  test('none of it is left, redacting again changes nothing, and every place is in the text', () => {
    fc.assert(
      fc.property(sample, ({ before, one, after }) => {
        const text = `${before}\n\n${one.text}\n\n${after}`;
        const findings = scan(text);
        let from = 0;
        for (const { start, end } of findings) {
          expect(start).toBeGreaterThanOrEqual(from);
          expect(end).toBeGreaterThan(start);
          from = end;
        }
        expect(from).toBeLessThanOrEqual(text.length);
        const { text: shown, redactions } = redact(text, findings, 2, KEY);
        for (const trace of [one.secret, ...one.traces]) expect(shown).not.toContain(trace);
        for (const { mark, start, end } of redactions) expect(shown.slice(start, end)).toBe(mark);
        expect(redact(shown, scan(shown), 2, KEY).text).toBe(shown);
      }),
      { numRuns: 1_500 },
    );
  });

  test('any text at all is scanned, in order and within bounds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        let from = 0;
        for (const { start, end } of scan(text)) {
          expect(start).toBeGreaterThanOrEqual(from);
          from = end;
        }
        expect(from).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
