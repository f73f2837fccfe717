import { createRequire } from 'node:module';
import type { CountryCode, PhoneNumber } from 'libphonenumber-js/min';

// Scanning is synchronous, and these packages are loaded when a cheaper test has matched, not before: the phone
// numbers alone cost more than all the rest. `import()` cannot do that in the middle of a synchronous function, so
// it is `require`: in the bundle the bundler's own, which runs a CommonJS module at its first call; in a plain
// module there is none, and Node makes one.

type IsText = (text: string) => boolean;
type IsInLocale = (text: string, locale: string) => boolean;
interface Phones {
  default(text: string, options: { defaultCountry?: CountryCode; extract: false }): PhoneNumber | undefined;
}

const plain = typeof require === 'function' ? undefined : createRequire(import.meta.url);

function once<Value>(load: () => unknown): () => Value {
  let loaded: Value | undefined;
  return () => {
    loaded ??= load() as Value;
    return loaded;
  };
}

const card = once<IsText>(() =>
  plain ? plain('validator/lib/isCreditCard.js') : require('validator/lib/isCreditCard.js'),
);
const iban = once<{ default: IsText }>(() =>
  plain ? plain('validator/lib/isIBAN.js') : require('validator/lib/isIBAN.js'),
);
const jwt = once<IsText>(() => (plain ? plain('validator/lib/isJWT.js') : require('validator/lib/isJWT.js')));
const taxId = once<IsInLocale>(() =>
  plain ? plain('validator/lib/isTaxID.js') : require('validator/lib/isTaxID.js'),
);
const identityCard = once<IsInLocale>(() =>
  plain ? plain('validator/lib/isIdentityCard.js') : require('validator/lib/isIdentityCard.js'),
);
const phones = once<Phones>(() =>
  plain ? plain('libphonenumber-js/min') : require('libphonenumber-js/min'),
);

export const isCreditCard: IsText = (text) => card()(text);
export const isIBAN: IsText = (text) => iban().default(text);
export const isJWT: IsText = (text) => jwt()(text);
export const isTaxID: IsInLocale = (text, locale) => taxId()(text, locale);
export const isIdentityCard: IsInLocale = (text, locale) => identityCard()(text, locale);

/** The number that a text is; nothing where it is none that is assigned. @param country for one without `+`. */
export function isPhoneNumber(text: string, country?: string): boolean {
  const options = { extract: false, ...(country && { defaultCountry: country as CountryCode }) } as const;
  return phones().default(text, options)?.isValid() === true;
}
