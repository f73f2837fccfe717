import * as z from 'zod';
import { CLASSES, type Level, type ScanOptions } from './finding.ts';
import {
  ACTIONS,
  type Action,
  DEFAULT_POLICY,
  OUTCOMES,
  type Outcome,
  type Policy,
  stricter,
} from './policy.ts';
import { PERSONAL_DETECTORS } from './scan.ts';

const LEVEL = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
const ROW = z.partialRecord(z.enum(ACTIONS), z.enum(OUTCOMES));
const VARIABLE = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable');

/** The section of the settings about what is sensitive. */
export const PRIVACY_CONFIG = z.strictObject({
  terms: z
    .array(
      z.strictObject({
        term: z.string().trim().min(2).max(200),
        level: LEVEL.default(3),
        class: z.enum(CLASSES).default('custom'),
      }),
    )
    .max(1_000)
    .default([])
    .describe('Words and phrases that are sensitive to you.'),
  levels: z
    .partialRecord(z.enum(PERSONAL_DETECTORS), LEVEL)
    .default({})
    .describe('Another level for a detector. Secrets are always level 4.'),
  off: z.array(z.enum(PERSONAL_DETECTORS)).default([]).describe('Detectors that are not wanted.'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'two capital letters, as in ISO 3166-1')
    .optional()
    .describe('Where phone numbers without a country code are from.'),
  policy: z
    .strictObject({
      levels: z
        .strictObject({ 0: ROW, 1: ROW, 2: ROW, 3: ROW, 4: ROW })
        .partial()
        .default({})
        .describe('What differs from the defaults for a level. Level 4 can only become stricter.'),
      classes: z
        .partialRecord(z.enum(CLASSES), ROW)
        .default({})
        .describe('What differs for a class, whatever its level.'),
      withoutKey: z
        .enum(['allow', 'refuse'])
        .default('allow')
        .describe('What becomes of text that is to be sealed when there is no key.'),
    })
    .prefault({}),
  key: z
    .strictObject({
      env: VARIABLE.optional().describe('Variable with the key: 32 bytes in hex or base64.'),
      file: z.string().min(1).optional().describe('File with the key, readable by its owner alone (0600).'),
      passphraseEnv: VARIABLE.optional().describe('Variable with a passphrase that the key is made from.'),
    })
    .refine((key) => Object.values(key).filter(Boolean).length < 2, 'one of env, file and passphraseEnv')
    .prefault({})
    .describe('Where the key is that level 3 is sealed with.'),
});

export type PrivacyConfig = z.output<typeof PRIVACY_CONFIG>;

export function scanOptions({ terms, levels, off, country }: PrivacyConfig): ScanOptions {
  return { terms, levels, off, ...(country && { country }) };
}

/** The defaults with what the settings change. */
export function policyOf({ policy: { levels, classes, withoutKey } }: PrivacyConfig): Policy {
  const rowOf = (level: Level): Record<Action, Outcome> => {
    const usual = DEFAULT_POLICY.levels[level];
    const changed = { ...usual, ...levels[level] };
    if (level < 4) return changed;
    for (const action of ACTIONS) changed[action] = stricter(changed[action], usual[action]);
    return changed;
  };
  return {
    levels: { 0: rowOf(0), 1: rowOf(1), 2: rowOf(2), 3: rowOf(3), 4: rowOf(4) },
    classes,
    withoutKey,
  };
}
