import { describe, expect, test } from 'vitest';
import { redact } from '../../../shared/privacy/redact.ts';
import { scan } from '../../../shared/privacy/scan.ts';
import { plantedSecrets } from './planted.ts';

describe('what people write', () => {
  test.each([
    ["the wifi password is 'swordfish'", 'swordfish'],
    ['password=qwerty', 'qwerty'],
    ['pass: s3cr3t', 's3cr3t'],
    ['hunter2x is my password', 'hunter2x'],
    ['my passphrase is correcthorsebatterystaple', 'correcthorsebatterystaple'],
    ['machine acme.io login bob password s3cr3tpw', 's3cr3tpw'],
    ['<password>S3cr3t-x9</password>', 'S3cr3t-x9'],
    ['{\\"password\\": \\"S3cr3t-x9\\"}', 'S3cr3t-x9'],
    ['password=P@ss,w0rd;x', 'P@ss,w0rd;x'],
    ['{password:Abc12345,user:bob}', 'Abc12345'],
    ['postgres://u:p@ssw0rd@h/db', 'p@ssw0rd'],
    ['PIN code 4821', '4821'],
    ['curl -u bob:S3cr3tpw https://acme.io', 'S3cr3tpw'],
    ['密码是 Abc12345', 'Abc12345'],
    [
      'seed phrase: legal winner thank year wave sausage worth useful legal winner thank yellow',
      'legal winner thank year wave sausage worth useful legal winner thank yellow',
    ],
  ])('%s', (text, secret) => {
    expect(scan(text).map(({ level, start, end }) => [level, text.slice(start, end)])).toEqual([[4, secret]]);
  });

  test('what follows a key on the next line is no part of it', () => {
    const key = `sk-${'proj-'}${'aB3'.repeat(20)}`;
    const text = `key: ${key}\nThanks`;
    expect(scan(text).map(({ start, end }) => text.slice(start, end))).toEqual([key]);
  });
});

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
