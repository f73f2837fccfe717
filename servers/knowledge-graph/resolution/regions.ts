import { fold } from './fold.ts';

/** The states of the USA and the provinces of Canada and Australia, which come after a comma as countries do. */
const STATES =
  'alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|' +
  'indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|' +
  'montana|nebraska|nevada|new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|' +
  'oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|' +
  'west virginia|wisconsin|wyoming|ontario|quebec|nova scotia|new brunswick|manitoba|british columbia|alberta|' +
  'saskatchewan|newfoundland|queensland|victoria|tasmania|new south wales|england|scotland|wales|northern ireland|' +
  'usa|uk|us|dc|uae|holland|bavaria|saxony|tuscany|sicily|catalonia|andalusia|punjab|kerala|gujarat|bihar';

let regions: Set<string> | undefined;

/**
 * Whether a text names a country or a state, as after the comma of "Paris, Texas". Countries are those that Intl knows
 * in English, and two capitals are taken for the postal code of a state.
 */
export function isRegion(text: string): boolean {
  regions ??= new Set([...STATES.split('|'), ...countries()]);
  return /^\p{Lu}{2}$/u.test(text) || regions.has(fold(text));
}

function countries(): string[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return letters.flatMap((first) =>
    letters.flatMap((second) => {
      const name = names.of(first + second);
      return name ? [fold(name)] : [];
    }),
  );
}
