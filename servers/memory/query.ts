/**
 * English words that say nothing about a subject: Snowball's list (https://snowballstem.org/algorithms/english/stop.txt),
 * with its contractions in the pieces that a tokenizer makes of them.
 */
const STOP_WORDS = new Set(
  `i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
  its itself they them their theirs themselves what which who whom this that these those am is are was were be been
  being have has had having do does did doing would should could ought a an the and but if or because as until while
  of at by for with about against between into through during before after above below to from up down in out on off
  over under again further then once here there when where why how all any both each few more most other some such no
  nor not only own same so than too very can will just
  m re ve d ll s t isn aren wasn weren hasn haven hadn doesn don didn won wouldn shan shouldn couldn mustn let`.split(
    /\s+/,
  ),
);

/** Runs of letters, digits and the marks on them: what SQLite's unicode61 tokenizer keeps together. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;

/** The different words of a query that say what it is about; all of its words when none does. */
export function contentWords(query: string): string[] {
  const words = new Set(Array.from(query.normalize('NFC').matchAll(WORD), ([word]) => word.toLowerCase()));
  const content = [...words].filter((word) => !STOP_WORDS.has(word));
  return content.length > 0 ? content : [...words];
}
