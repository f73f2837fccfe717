import type { Finding } from '../finding.ts';
import { stretches } from '../stretches.ts';
import type { View } from '../view.ts';

const NAME = "\\p{Lu}[\\p{L}'.’-]{1,24}";
/** House number and street, in the order of a language. Every repetition has a greatest number. */
const STREETS: readonly RegExp[] = [
  new RegExp(
    `(?<![\\p{L}\\p{N}.-])\\d{1,5}[A-Za-z]? (?:[NSEW]\\.? )?(?:(?:${NAME}|\\d{1,3}(?:st|nd|rd|th)) ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Sq|Terrace|Crescent|Parkway|Pkwy|Highway|Hwy)(?![\\p{L}])\\.?(?:,? (?:Apt|Apartment|Suite|Unit|Flat)\\.? ?#?\\w{1,5})?`,
    'gu',
  ),
  /(?<!\p{L})(?:\p{Lu}[\p{Ll}ß-]{1,24}(?:straße|strasse|str\.|allee|gasse|platz|ufer|damm)|\p{Lu}[\p{Ll}ß-]{1,24}[ -](?:Straße|Strasse|Allee|Gasse|Platz|Weg|Ring|Ufer|Damm)) \d{1,4}[a-z]?(?![\p{L}\p{N}])/gu,
  new RegExp(
    `(?<![\\p{L}\\p{N}.-])\\d{1,4}(?: ?bis| ?ter)?,? (?:rue|avenue|boulevard|place|chemin|impasse|quai|allée) (?:(?:de|du|des|la|le|les|d'|l')[ ]?){0,3}(?:${NAME} ?){1,4}`,
    'gu',
  ),
  new RegExp(
    `(?<!\\p{L})(?:[Cc]alle|Avenida|Avda\\.|Paseo|Rua|Via|Viale|Piazza|Corso) (?:(?:de|del|la|las|los|da|do|di|della) ){0,3}(?:${NAME} ?){1,4},? \\d{1,4}(?!\\p{N})`,
    'gu',
  ),
];

/** Words without which there is no such address. */
const WORDS =
  /street|st\b|avenue|ave\b|road|rd\b|boulevard|blvd|lane|ln\b|drive|dr\b|court|ct\b|square|sq\b|terrace|crescent|parkway|pkwy|highway|hwy|straße|strasse|str\.|allee|gasse|platz|ufer|damm|weg|ring \d|rue |place |chemin|impasse|quai|allée|calle|avenida|avda\.|paseo|rua |via |viale|piazza|corso/g;
const REACH = 100;

/** Postal addresses: a house number with a street. A street alone says little. */
export function findAddresses({ text }: View): Finding[] {
  return stretches(WORDS, text, REACH, REACH).flatMap((stretch) => {
    if (!/\d/.test(stretch.text)) return [];
    return STREETS.flatMap((street) =>
      [...stretch.text.matchAll(street)].map(({ index, 0: found }): Finding => {
        const start = stretch.from + index;
        return {
          detector: 'address',
          class: 'location',
          level: 2,
          start,
          end: start + found.trimEnd().length,
        };
      }),
    );
  });
}
