import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { scan } from '../../../shared/privacy/scan.ts';

const { cache } = createRequire(import.meta.url);
const loaded = (name: string) => Object.keys(cache).some((file) => file.includes(`/${name}`));

test('packages that validate are loaded when something is to be validated', () => {
  scan('Ana wrote 300 lines on 2025-11-20 and likes tabs, see https://acme.io/notes/12345 (ISBN 978-3-16).');
  expect([loaded('validator/'), loaded('libphonenumber-js/')]).toEqual([false, false]);
  scan('IBAN DE89 3704 0044 0532 0130 00');
  expect([loaded('validator/'), loaded('libphonenumber-js/')]).toEqual([true, false]);
  scan('+49 30 901820');
  expect(loaded('libphonenumber-js/')).toBe(true);
});
