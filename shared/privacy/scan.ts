import { decoded } from './encoded.ts';
import type { Finding, ScanOptions } from './finding.ts';
import { joined, spansJoin } from './joined.ts';
import { merge } from './merge.ts';
import { findAddresses } from './personal/addresses.ts';
import { findBirthDates } from './personal/birth-dates.ts';
import { findCards } from './personal/cards.ts';
import { findCoordinates } from './personal/coordinates.ts';
import { findEmails } from './personal/emails.ts';
import { findFinance } from './personal/finance.ts';
import { findHealth } from './personal/health.ts';
import { findIbans } from './personal/iban.ts';
import { findLegal } from './personal/legal.ts';
import { findNationalIds } from './personal/national-ids.ts';
import { findPhones } from './personal/phones.ts';
import { findTerms } from './personal/terms.ts';
import { findAuthorizations } from './secrets/authorization.ts';
import { findJsonWebTokens } from './secrets/json-web-tokens.ts';
import { findNamedValues } from './secrets/named-values.ts';
import { findPrivateKeys } from './secrets/private-keys.ts';
import { findProviderKeys } from './secrets/provider-keys.ts';
import { findSeedPhrases } from './secrets/seed-phrases.ts';
import { findStructuredKeys } from './secrets/structured-keys.ts';
import { findUrlCredentials } from './secrets/url-credentials.ts';
import { plainView, undisguised, type View } from './view.ts';

type Detector = (view: View, options: ScanOptions) => Finding[];

/** Formats that are strict enough to be looked for where lines were joined. */
const STRICT: readonly Detector[] = [
  findProviderKeys,
  findStructuredKeys,
  findJsonWebTokens,
  findUrlCredentials,
  findAuthorizations,
  findNamedValues,
];

const SECRETS: readonly Detector[] = [...STRICT, findPrivateKeys, findSeedPhrases];

const PERSONAL: readonly Detector[] = [
  findCards,
  findIbans,
  findNationalIds,
  findEmails,
  findPhones,
  findAddresses,
  findCoordinates,
  findBirthDates,
  findHealth,
  findLegal,
  findFinance,
  findTerms,
];

/**
 * What is sensitive in a text, in order and without overlaps. Synchronous, no model and no network, in time linear
 * in the length. Secrets are also found when they are broken over lines, escaped for a URL or JSON, interspersed
 * with characters that do not show, or in base64.
 */
export function scan(text: string, options: ScanOptions = {}): Finding[] {
  const found: Finding[] = [];
  const look = (view: View, detectors: readonly Detector[], wanted = (_: Finding) => true) => {
    for (const detect of detectors) {
      for (const finding of detect(view, options)) {
        if (!wanted(finding)) continue;
        const [start, end] = view.source(finding.start, finding.end);
        found.push({ ...finding, start, end });
      }
    }
  };
  const views = [plainView(text), undisguised(text)].filter((view) => view !== undefined);
  for (const view of views) {
    look(view, SECRETS);
    look(view, PERSONAL);
    const whole = joined(view);
    if (whole) look(whole, STRICT, ({ start, end }) => spansJoin(whole, start, end));
    for (const each of whole ? [view, whole] : [view]) {
      for (const inner of decoded(each)) look(inner, SECRETS);
    }
  }
  return merge(wantedOf(found, options)).filter(({ start, end }) => end > start);
}

/** With the levels of the settings, and without what they turn off. */
function wantedOf(findings: readonly Finding[], { levels = {}, off = [] }: ScanOptions): Finding[] {
  return findings.flatMap((finding) => {
    if (finding.class === 'secret') return [finding];
    if (off.includes(finding.detector)) return [];
    return [{ ...finding, level: levels[finding.detector] ?? finding.level }];
  });
}

/** The names of detectors whose level can be set or that can be turned off. */
export const PERSONAL_DETECTORS = [
  'card',
  'card-code',
  'iban',
  'account',
  'finance',
  'us-ssn',
  'in-aadhaar',
  'br-cpf',
  'es-dni',
  'uk-nhs',
  'uk-nino',
  'de-tax',
  'it-fiscal-code',
  'fr-nir',
  'pl-pesel',
  'fi-hetu',
  'nl-bsn',
  'ca-sin',
  'se-personnummer',
  'cn-resident-id',
  'passport',
  'driving-licence',
  'birth-date',
  'email',
  'phone',
  'address',
  'coordinates',
  'health',
  'legal',
] as const;
