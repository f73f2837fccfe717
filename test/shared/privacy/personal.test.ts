import { describe, expect, test } from 'vitest';
import type { Term } from '../../../shared/privacy/finding.ts';
import { scan } from '../../../shared/privacy/scan.ts';

const told = (text: string, options?: Parameters<typeof scan>[1]) =>
  scan(text, options).map(
    ({ detector, level, start, end }) => `${detector} ${level} ${text.slice(start, end)}`,
  );

// The numbers are the examples of those who issue them, or made from the rule by hand.
describe('what is personal', () => {
  test.each([
    ['my card is 4111 1111 1111 1111, ok', 'card 3 4111 1111 1111 1111'],
    ['amex 378282246310005', 'card 3 378282246310005'],
    ['visa: 4111-1111-1111-1111', 'card 3 4111-1111-1111-1111'],
    ['reference 4111111111111111', 'card 2 4111111111111111'],
    ['CVV 123', 'card-code 3 123'],
    ['IBAN DE89 3704 0044 0532 0130 00 please', 'iban 3 DE89 3704 0044 0532 0130 00'],
    ['to GB82WEST12345698765432.', 'iban 3 GB82WEST12345698765432'],
    ['FR1420041010050500013M02606', 'iban 3 FR1420041010050500013M02606'],
    ['account number: 12345678', 'account 3 12345678'],
    ['routing number 021000021', 'account 3 021000021'],
    ['SSN 219-09-9998', 'us-ssn 3 219-09-9998'],
    ['social security number is 219099998', 'us-ssn 3 219099998'],
    ['Aadhaar 2345 6789 0124', 'in-aadhaar 3 2345 6789 0124'],
    ['CPF 529.982.247-25', 'br-cpf 3 529.982.247-25'],
    ['my cpf: 52998224725', 'br-cpf 3 52998224725'],
    ['DNI 12345678Z', 'es-dni 3 12345678Z'],
    ['NIE X1234567L', 'es-dni 3 X1234567L'],
    ['NHS number 943 476 5919', 'uk-nhs 3 943 476 5919'],
    ['national insurance: AB 12 34 56 C', 'uk-nino 3 AB 12 34 56 C'],
    ['Steuer-ID 86095742719', 'de-tax 3 86095742719'],
    ['RSSMRA85T10A562S', 'it-fiscal-code 3 RSSMRA85T10A562S'],
    ['2 55 08 14 168 025 38', 'fr-nir 3 2 55 08 14 168 025 38'],
    ['PESEL 44051401359', 'pl-pesel 3 44051401359'],
    ['henkilötunnus 131052-308T', 'fi-hetu 3 131052-308T'],
    ['BSN 111222333', 'nl-bsn 3 111222333'],
    ['SIN 046 454 286', 'ca-sin 3 046 454 286'],
    ['personnummer 811218-9876', 'se-personnummer 3 811218-9876'],
    ['11010519491231002X', 'cn-resident-id 3 11010519491231002X'],
    ['passport number C01X00T47', 'passport 3 C01X00T47'],
    ["driver's license number D123 4567 8901", 'driving-licence 3 D123 4567 8901'],
    ['write to ana.lopez@acme.io!', 'email 2 ana.lopez@acme.io'],
    ['mail=jörg@müller.de', 'email 2 jörg@müller.de'],
    ['+49 30 901820', 'phone 2 +49 30 901820'],
    ['call me at (212) 736-5000 today', 'phone 2 (212) 736-5000'],
    ['ring me on 0171 1234567', 'phone 2 0171 1234567'],
    ['https://maps.google.com/?q=48.85837,2.294481', 'coordinates 2 48.85837,2.294481'],
    ['She lives at 221 Baker Street, London', 'address 2 221 Baker Street'],
    ['Er wohnt Hauptstraße 12a', 'address 2 Hauptstraße 12a'],
    ['12 rue de la République', 'address 2 12 rue de la République'],
    ['GPS 48.858370, 2.294481', 'coordinates 2 48.858370, 2.294481'],
    ['at 48°51\'30"N 2°17\'40"E', 'coordinates 2 48°51\'30"N 2°17\'40"E'],
    ['born on 4 July 1985 in Oslo', 'birth-date 2 4 July 1985'],
    ['date of birth: 1985-07-04', 'birth-date 2 1985-07-04'],
    ['Fine. I was diagnosed with asthma. Ok.', 'health 3 I was diagnosed with asthma'],
    ['my lawyer says no', 'legal 3 my lawyer says no'],
    ['my salary is 70k', 'finance 2 my salary is 70k'],
  ])('%s', (text, finding) => {
    expect(told(text)).toEqual([finding]);
  });

  test.each([
    'my card is 4111 1111 1111 1112',
    'IBAN DE89 3704 0044 0532 0130 01',
    'SSN 666-12-3456 and 000-12-3456 and 219-00-9998',
    'Aadhaar 2345 6789 0123',
    'CPF 529.982.247-26',
    'DNI 12345678A',
    'NHS number 943 476 5918',
    'routing number 021000022',
    'BSN 111222334',
    'call me at 123-456',
    'GPS 98.858370, 2.294481',
  ])('not with a wrong check digit or range: %s', (text) => {
    expect(told(text)).toEqual([]);
  });

  test('terms of the settings, as whole words and whatever their case', () => {
    const terms: Term[] = [
      { term: 'Project Heron', level: 3, class: 'custom' },
      { term: 'Łódź', level: 1, class: 'location' },
    ];
    expect(told('İn PROJECT HERON, łódź; heronproject heron', { terms })).toEqual([
      'term 3 PROJECT HERON',
      'term 1 łódź',
    ]);
  });

  test('levels and detectors that the settings change, but for secrets', () => {
    const key = `ghp${'_'}${'a1B2'.repeat(9)}`;
    const options = { levels: { email: 0, github: 0 }, off: ['iban', 'github'] } as const;
    expect(told(`ana@acme.io DE89370400440532013000 ${key}`, options)).toEqual([
      'email 0 ana@acme.io',
      `github 4 ${key}`,
    ]);
  });

  test('where findings overlap, the highest level names one finding over all of them', () => {
    const text = 'my lawyer, ana@acme.io, has password hunter2x as password: hunter2x';
    const findings = scan(text);
    expect(findings.map(({ detector, level, start, end }) => [detector, level, start, end])).toEqual([
      ['password', 4, 0, text.length],
    ]);
  });
});
