/**
 * English words that say nothing about a subject: Snowball's list (https://snowballstem.org/algorithms/english/stop.txt),
 * with its contractions in the pieces that a tokenizer makes of them.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
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

/** Words of a question that say what is wanted rather than what it is about: they count for little. */
export const WEAK_WORDS: ReadonlySet<string> = new Set(
  `kind kinds sort sorts type types thing things stuff way ways lot lots mention mentions mentioned say says said tell
  tells told talk talks talked discuss discussed describe described recent recently currently various different specific
  certain might may could likely also according based regarding related
  go goes going went gone get gets getting got make makes making made take takes taking took taken use uses used using
  come comes came give gives gave given time times people person someone something day date month year week name names
  called long many much often ever new during since did decide decided`.split(/\s+/),
);
