export const CLASSES = [
  'secret',
  'financial',
  'identity',
  'contact',
  'location',
  'health',
  'legal',
  'custom',
] as const;

export type SensitivityClass = (typeof CLASSES)[number];

/** 0 public, 1 internal, 2 personal, 3 sensitive, 4 secret. */
export const LEVELS = [0, 1, 2, 3, 4] as const;

export type Level = (typeof LEVELS)[number];

/** Where something sensitive is. It has no field for the value, so that it can be logged and shown. */
export interface Finding {
  /** What was recognised, such as `github` or `iban`: letters, digits and hyphens. */
  detector: string;
  class: SensitivityClass;
  level: Level;
  /** UTF-16 units from the start of the text; `end` is past the last one. */
  start: number;
  end: number;
}

/** A word or phrase that the person counts as sensitive. Found as a whole word, whatever its case. */
export interface Term {
  term: string;
  level: Level;
  class: SensitivityClass;
}

export interface ScanOptions {
  terms?: readonly Term[];
  /** Another level for a detector than its own. Secrets stay secrets: it is not heeded for them. */
  levels?: Readonly<Record<string, Level>>;
  /** Detectors that are not wanted. Not heeded for secrets. */
  off?: readonly string[];
  /** Where a phone number without a country code is from: ISO 3166-1 alpha-2. */
  country?: string;
}
