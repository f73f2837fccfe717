/** Words within names that are not capitalised: English ones, and particles of family names. */
export const CONNECTORS: ReadonlySet<string> = new Set(
  'of the and de la le les du des del della di da dos das van von der den ter ten zu zur al el bin ibn y e'.split(
    ' ',
  ),
);

/** Words that begin sentences, and are no name by that. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'a about above after again against all almost along already also although always among an and another any anyone ' +
    'anything are around as ask at away back be because been before being below besides between both but by call can ' +
    'cannot could did do does doing done down due during each either else enough even every everyone everything except ' +
    'few finally first for from further get give given go had has have having he hence her here hers him his how however ' +
    'i if in indeed inside instead into is it its itself just keep last later least less let like many may maybe me ' +
    'meanwhile might mine more moreover most much must my near neither never next no nobody none nor not note nothing ' +
    'now of off often on once one only onto or other others otherwise our ours out outside over own perhaps please put ' +
    'quite rather really run same see seen set several shall she should similarly since so some someone something ' +
    'sometimes soon still such take than thanks that the their theirs them then there therefore these they this those ' +
    'though three through thus to today together tomorrow tonight too toward two under unless unlike until up upon us ' +
    'use used using very via was we well were what whatever when whenever where whereas wherever whether which while ' +
    'who whoever whole whom whose why will with within without would yes yesterday yet you your yours ' +
    'ok okay hi hello dear sorry thank'
  ).split(' '),
);

/** Words that stay small in the titles of works, beside connectors. */
export const SMALL_IN_TITLES: ReadonlySet<string> = new Set(
  'a an as at but by for from in into on or to up with vs'.split(' '),
);

/** They are dates, not names; months begin names too, as in "June Carter". */
export const WEEKDAYS: ReadonlySet<string> = new Set(
  'monday tuesday wednesday thursday friday saturday sunday'.split(' '),
);
export const MONTHS: ReadonlySet<string> = new Set(
  'january february march april may june july august september october november december'.split(' '),
);
