/** Words of which a name has one and never another: a name with another of the group, or with none, is another name. */
const CONTRASTS: readonly (readonly [what: string, words: string])[] = [
  [
    'direction',
    'north south east west northern southern eastern western northeast northwest southeast southwest northeastern northwestern southeastern southwestern upper lower central inner outer left right nord sud ost norte sur este oeste',
  ],
  ['generation', 'jr sr junior senior elder younger pere fils'],
  [
    'gender',
    'mr mrs ms miss mister madam sir dame lord lady king queen prince princess duke duchess emperor empress count countess baron baroness tsar tsarina men mens women womens man woman boys girls boy girl male female father mother brother sister brothers sisters son daughter actor actress god goddess uncle aunt husband wife herr frau don dona senor senora monsieur madame',
  ],
  [
    'size',
    'tiny small medium large big little great greater lesser minor major mini micro nano macro mega max midi slim compact wide long short full half double single xs xl xxl grand petit',
  ],
  [
    'edition',
    'pro plus ultra lite light air home enterprise professional ultimate standard premium basic starter community deluxe express developer student business essentials remastered extended fe turbo sport gt gti rs edge fold flip mk mkii',
  ],
  [
    'stage',
    'alpha beta gamma delta epsilon omega sigma theta lambda rc preview nightly stable canary lts dev staging production prod test debug draft final',
  ],
  [
    'age or order',
    'new old ancient modern early late former ex pre post neo next last previous original classic young upcoming',
  ],
  ['negation', 'no not non never without anti counter un'],
  ['rank', 'vice deputy assistant acting interim associate chief co sub under'],
  [
    'team',
    'reserves academy youth u17 u18 u19 u20 u21 u23 ladies futsal fc cf afc united city rovers wanderers athletic county town albion hotspur',
  ],
  ['month', 'january february march april may june july august september october november december'],
  ['day', 'monday tuesday wednesday thursday friday saturday sunday'],
  ['season', 'spring summer autumn fall winter'],
  [
    'colour',
    'red blue green yellow black white orange purple pink brown grey gray gold silver golden violet rose scarlet crimson',
  ],
  [
    'kind of street or place',
    'street avenue road lane drive boulevard court square terrace crescent alley highway parkway bridge park station airport island islands mount mountain lake river valley bay beach hill hills castle cathedral church museum library hospital hotel stadium',
  ],
  [
    'kind of body',
    'university college school institute academy bank insurance holding holdings group international global foundation association society ministry department federation capital ventures partners systems technologies labs studios pictures records entertainment media press energy pharma motors airlines cloud research financial securities',
  ],
  [
    'part of a package',
    'core cli api sdk client server utils util common types plugin plugins js ts py rs go dom native runtime compiler parser loader adapter driver legacy web mobile ios android desktop frontend backend docs examples',
  ],
  [
    'person or thing',
    'prize award airport day memorial stadium museum film soundtrack album song tour band novel series game season episode',
  ],
];

const GROUPS = CONTRASTS.map(([what, words]) => ({ what, words: new Set(words.split(' ')) }));

/** The first group in which the words of two names differ, in words; undefined when they differ in none. */
export function contrastBetween(a: readonly string[], b: readonly string[]): string | undefined {
  for (const { what, words } of GROUPS) {
    const odd = (mine: readonly string[], theirs: readonly string[]): string[] =>
      mine.filter((word) => words.has(word) && !theirs.includes(word)).sort();
    const [left, right] = [odd(a, b), odd(b, a)];
    if (left.length + right.length > 0) return difference(what, left, right);
  }
  return undefined;
}

/** "the years differ: 2019, 2020", the same whichever name comes first; "only one has a year: 2019". */
export function difference(what: string, a: readonly string[], b: readonly string[]): string {
  const [first, second] = [a, b].map((all) => all.join(' ')).sort() as [string, string];
  return first === ''
    ? `only one has this (${what}): ${second}`
    : `they differ in ${what}: ${first}, ${second}`;
}
