/**
 * Characters that a person does not see and a model reads: control characters, the controls that turn the direction of
 * text (https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings), spaces without width, and the tags and
 * supplementary variation selectors, in which whole sentences can be hidden (https://www.unicode.org/reports/tr36/).
 * Joiners and the selectors of emoji stay: scripts need them.
 */
const UNSEEN =
  /[[\p{Cc}--[\t\n]]\u200B\u2060-\u2064\uFEFF\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}\u{E0100}-\u{E01EF}]/gv;

/** All that some program takes for the end of a line. */
const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

/** What many local servers put between the turns of a conversation; in data it would be read as the end of one. */
const TURN_MARK = /<\|(?=[\w-]{1,40}\|>)/g;

/** Text from outside without tricks: its lines end with \n, what cannot be seen shows as U+FFFD, and marks of the form `<|…|>` end no turn. */
export function plainText(text: string): string {
  return text.toWellFormed().replace(LINE_ENDS, '\n').replace(UNSEEN, '\uFFFD').replace(TURN_MARK, '< |');
}

/** The same for text that is JSON, where an escape says it without loss. */
export function plainJson(json: string): string {
  return json
    .replace(LINE_ENDS, escaped)
    .replace(UNSEEN, escaped)
    .replace(TURN_MARK, () => '\\u003c|');
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
