import { describe, expect, test } from 'vitest';
import { PRIVACY_CONFIG, policyOf, scanOptions } from '../../../shared/privacy/config.ts';
import type { Finding } from '../../../shared/privacy/finding.ts';
import { ACTIONS, DEFAULT_POLICY, decide } from '../../../shared/privacy/policy.ts';

const finding = (kind: Finding['class'], level: Finding['level'], detector: string = kind): Finding => ({
  detector,
  class: kind,
  level,
  start: 0,
  end: 4,
});
const SECRET = finding('secret', 4, 'github');
const HEALTH = finding('health', 3);
const EMAIL = finding('contact', 2, 'email');

describe('the policy', () => {
  test('the defaults, by level and action', () => {
    const table = ([0, 1, 2, 3, 4] as const).map((level) =>
      ACTIONS.map((action) => decide([finding('custom', level)], action, DEFAULT_POLICY, true).outcome).join(
        ' ',
      ),
    );
    expect(table).toEqual([
      'allow allow allow allow allow allow',
      'allow allow allow allow allow ask',
      'allow allow allow allow allow refuse',
      'encrypt encrypt refuse refuse allow refuse',
      'redact redact redact redact redact refuse',
    ]);
  });

  test('the strictest decides; what else is to be done is told', () => {
    expect(decide([EMAIL, HEALTH, SECRET], 'store', DEFAULT_POLICY, true)).toEqual({
      outcome: 'redact',
      redact: [SECRET],
      encrypt: true,
      because: ['github'],
    });
    expect(decide([EMAIL, SECRET], 'share')).toEqual({
      outcome: 'refuse',
      redact: [],
      encrypt: false,
      because: ['email', 'github'],
    });
    expect(decide([], 'share')).toEqual({ outcome: 'allow', redact: [], encrypt: false, because: [] });
  });

  test('without a key level 3 is stored as it is, or refused where the settings say so', () => {
    expect(decide([HEALTH], 'store').outcome).toBe('allow');
    expect(decide([HEALTH], 'store', { ...DEFAULT_POLICY, withoutKey: 'refuse' }).outcome).toBe('refuse');
  });

  test('a level alone: what would be redacted is refused', () => {
    expect(decide(4, 'store').outcome).toBe('refuse');
    expect(decide(3, 'store', DEFAULT_POLICY, true)).toEqual({
      outcome: 'encrypt',
      redact: [],
      encrypt: true,
      because: [],
    });
    expect(decide(1, 'share').outcome).toBe('ask');
  });

  test('the settings change it, but never weaken it for secrets', () => {
    const config = PRIVACY_CONFIG.parse({
      terms: [{ term: 'Heron', level: 2 }],
      levels: { email: 1 },
      off: ['phone'],
      country: 'DE',
      policy: {
        levels: { 2: { share: 'ask' }, 4: { store: 'allow', show: 'refuse' } },
        classes: { health: { show: 'ask' }, secret: { sendToModel: 'allow', index: 'refuse' } },
        withoutKey: 'refuse',
      },
    });
    const policy = policyOf(config);
    expect(decide([EMAIL], 'share', policy).outcome).toBe('ask');
    expect(decide([SECRET], 'store', policy).outcome).toBe('redact');
    expect(decide([SECRET], 'show', policy).outcome).toBe('refuse');
    expect(decide([SECRET], 'sendToModel', policy).outcome).toBe('redact');
    expect(decide([SECRET], 'index', policy).outcome).toBe('refuse');
    expect(decide([HEALTH], 'show', policy).outcome).toBe('ask');
    expect(decide([HEALTH], 'store', policy).outcome).toBe('refuse');
    expect(scanOptions(config)).toEqual({
      terms: [{ term: 'Heron', level: 2, class: 'custom' }],
      levels: { email: 1 },
      off: ['phone'],
      country: 'DE',
    });
  });

  test('the defaults of the settings are the default policy', () => {
    expect(policyOf(PRIVACY_CONFIG.parse({}))).toEqual(DEFAULT_POLICY);
  });

  test.each([
    { terms: [{ term: 'x' }] },
    { terms: [{ term: 'word', level: 5 }] },
    { levels: { github: 0 } },
    { off: ['jwt'] },
    { policy: { levels: { 2: { lend: 'ask' } } } },
    { policy: { classes: { health: { show: 'perhaps' } } } },
    { country: 'Germany' },
    { key: { env: 'IZA_KEY', file: '/key' } },
    { key: { env: 'a b' } },
    { unknown: 1 },
  ])('refused: %j', (settings) => {
    expect(PRIVACY_CONFIG.safeParse(settings).success).toBe(false);
  });
});
