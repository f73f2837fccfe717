import { describe, expect, test } from 'vitest';
import { redact } from '../../../shared/privacy/redact.ts';
import { scan } from '../../../shared/privacy/scan.ts';
import { plantedSecrets } from './planted.ts';

describe('planted secrets', () => {
  const planted = [1, 2, 3, 4, 5].flatMap(plantedSecrets);

  test('there are enough of them', () => {
    expect(new Set(planted.map(({ format }) => format)).size).toBeGreaterThanOrEqual(60);
    expect(planted.length).toBeGreaterThanOrEqual(2_500);
  });

  test('none is left after redaction, in any form', () => {
    const left = planted.filter(({ text, secret, traces }) => {
      const { text: shown } = redact(text, scan(text), 4);
      return shown.includes(secret) || traces.some((trace) => shown.includes(trace));
    });
    expect(left.map(({ format, form, text }) => ({ format, form, text }))).toEqual([]);
  });

  test('each is named for what it is where it is written plainly', () => {
    const wrong = planted
      .filter(({ form }) => /sentence|%/.test(form))
      .filter(({ text, detector }) => !scan(text).some((finding) => finding.detector === detector))
      .map(({ format, text }) => ({ format, text, found: scan(text) }));
    expect(wrong).toEqual([]);
  });
});
