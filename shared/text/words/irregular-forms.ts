/** Forms that no rule for endings leads back to their word: the word, then its forms. */
const FORMS = `
arise arose arisen|awake awoke awoken|bear bore borne born|beat beaten|become became|begin began begun|bend bent|
bet bets|bite bit bitten|bleed bled|blow blew blown|break broke broken|breed bred|bring brought|build built|burn burnt|
buy bought|catch caught|choose chose chosen|cling clung|come came|creep crept|deal dealt|dig dug|draw drew drawn|
dream dreamt|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|
find found|flee fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|
freeze froze frozen|get got gotten|give gave given|go went gone|grind ground|grow grew grown|hang hung|hear heard|
hide hid hidden|hold held|keep kept|kneel knelt|know knew known|lay laid|lead led|leap leapt|learn learnt|leave left|
lend lent|light lit|lose lost|make made|mean meant|meet met|pay paid|prove proven|ride rode ridden|ring rang rung|
rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|send sent|sew sewn|shake shook shaken|shine shone|
shoot shot|show shown|shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept|slide slid|speak spoke spoken|
spend spent|spill spilt|spin spun|spring sprang sprung|stand stood|steal stole stolen|stick stuck|sting stung|
strike struck|strive strove striven|swear swore sworn|sweep swept|swell swollen|swim swam swum|swing swung|
take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown|understand understood|
wake woke woken|wear wore worn|weave wove woven|weep wept|win won|wind wound|write wrote written|withdraw withdrew withdrawn|
child children kid kids|man men|woman women|foot feet|tooth teeth|mouse mice|goose geese|life lives|wife wives|
knife knives|leaf leaves|shelf shelves|wolf wolves|half halves|loaf loaves|scarf scarves|person people|
good better best|bad worse worst|far further farthest|two second twice|three third|photo photos photograph photographs pic pics|
mom mum mother mommy mama|dad father daddy papa|grandma grandmother granny|grandpa grandfather|bike bicycle|
tv television|fridge refrigerator|gym gymnasium|vet veterinarian|exam exams|lab laboratory|phone telephone|
favorite favourite fave|color colour|theater theatre|center centre|organize organise|realize realise|travel traveled travelled|
grey gray|neighbor neighbour|program programme|doughnut donut|ok okay|usa america american|uk britain british`;

/** From a form to its word. */
export const IRREGULAR: ReadonlyMap<string, string> = new Map(
  FORMS.split('|').flatMap((line) => {
    const [word = '', ...forms] = line.trim().split(/\s+/);
    return forms.map((form): [string, string] => [form, word]);
  }),
);
