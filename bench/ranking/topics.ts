/**
 * What the generated people talk about. A topic is a block: its name and the values of its slots (others have theirs in POOLS), then turns and questions.
 * `A1 …` is a turn of the one whose life it is, with a number where it holds an answer; `B …` is one of the other.
 * `? 1,2 …` is a question that turns 1 and 2 answer; `?* 1 …` one that turn 1 of every such talk answers together.
 * `[x|y]` is one of these, `{slot}` a value that stays the same in the block, `{when}` a time the turn speaks of,
 * `{day}` and `{month}` that time as a question would name it.
 */
export const TOPICS = `
pet; animal=dog,cat,rabbit,parrot,hamster,turtle; name=Biscuit,Momo,Pepper,Ziggy,Olive,Captain
A1 [Guess what|Big news]! I [adopted|brought home|took in] a {animal} {when}. [His name is {name}|I called him {name}] and [he runs the house already|I am smitten].
B [Aw|Oh wow], that is lovely! [Where did you find him?|How did you come across him?]
A2 [A family near {street} Street could not keep him|At a rescue in {city}|Through a notice in {city}]. [He was so shy at first.|He came right up to me.]
B [He is lucky to have you.|I can tell he is in good hands.]
A3 [He wakes me at five every morning|He is scared of the hoover|He only sleeps on my pillow], [but I would not trade it|it is hilarious].
? 1 When did {A} [adopt|get] [a|the] {animal}?
? 1 What is [the name of {A}'s pet|{A}'s {animal} called]?
? 2 Where did {A} [get|find] {name}?
? 3 What [odd habit|habits] does {A}'s {animal} have?
?* 1 What pets does {A} have?

instrument; thing=violin,guitar,piano,drums,flute,cello
B [What do you do to wind down|How do you unwind] after a [long|rough] day?
A1 [Lately I play the {thing}|I pick up my {thing} and play]. [It clears my head.|I forget everything else.]
B [Nice|Oh, cool]! How long have you been [at it|doing that]?
A2 [About {n} years now|For {n} years, on and off]. [My aunt got me into it.|I am still slow with hard pieces.]
A3 [I even performed|We gave a small show] at {hall} {when}, [my hands were shaking|people clapped for minutes].
? 1 What does {A} do to [relax|destress]?
? 2 How long has {A} [played|been playing] the {thing}?
? 3 When did {A} [perform|give a concert] at {hall}?
?* 1 [Which|What] instruments does {A} play?

trip; with=my sister,my cousin,an old friend,my neighbours; thing=a harbour tour,the old castle,a night market,a glass museum
A1 [I just got back from|We went to|I spent a few days in] {city} {when} with {with}. [So many pictures to sort.|My feet still hurt.]
B [That sounds dreamy|Lucky you]! What was the best part?
A2 [Definitely {thing}|For me it was {thing}]. [I could have stayed all day.|It was nothing like I imagined.]
B I have always wanted to [visit|see] {city2} myself.
? 1 When did {A} [visit|travel to|go to] {city}?
? 1 Who did {A} go to {city} with?
? 2 What did {A} [enjoy|like] most [about|on] the trip to {city}?
? 1 Where did {A} go in {month}?
?* 1 [Which|What] cities has {A} [been to|visited]?

job; job=nurse,baker,translator,gardener,carpenter,librarian; place=the clinic,a family firm,the town hall,a start-up
A1 [Some news on the work front:|Work is changing:] I [signed on|was taken on] as a {job} at {place} {when}.
B Congratulations! [What made you go for it?|Why did you switch?]
A2 [I wanted to work with people again.|Because the old office drained me.|I needed more time for my family.]
B [Makes sense|Good for you]. How is the new boss?
A3 [{boss} is strict but fair|{boss} lets us try things], [I learn a lot|which I like].
? 1 When did {A} start the new job?
? 1 What is {A}'s [job|occupation|profession]?
? 2 Why did {A} [change careers|take the new job]?
? 3 Who is {A}'s [boss|manager]?

injury; part=ankle,knee,wrist,shoulder; doing=climbing stairs,playing football,cleaning the gutters,skating
A1 [Not great, honestly.|Bad week.] I [twisted|hurt] my {part} {doing} {when}.
B [Oh no|Ouch]! What did the doctor say?
A2 [Rest for {n} weeks and no lifting|It should heal in {n} weeks|A brace for {n} weeks]. [I am bored already.|Could be worse.]
B [Take it easy|Let me know if you need groceries].
? 1 How did {A} injure [the|their] {part}?
? 1 When did {A} get hurt?
? 1 What happened to {A} in {month}?
? 2 How long will {A} need to [recover|heal]?
?* 1 What injuries has {A} had?

book; title=The Salt Road,Winter Harbour,A Map of Small Hours,The Lantern Keeper
A1 I [finished|devoured|could not put down] "{title}" {when}. [The ending broke me.|I was up until two.]
B [Who wrote it?|Never heard of it, who is it by?]
A2 [{author}|It is by {author}, who also writes plays]. [I will lend it to you.|You would like it.]
? 1 [What|Which] book did {A} read in {month}?
? 2 Who is the author of the [book|novel] {A} read?
? 1 When did {A} read "{title}"?
?* 1 What books has {A} read?

cooking; dish=lentil soup,mushroom risotto,apple tart,fish curry,walnut bread; for=my parents,the neighbours,a birthday,the choir
B Do you [cook|make things in the kitchen] much these days?
A1 [I made {dish} for {for} {when}|My latest try was {dish}, for {for}]. [Nothing was left.|It came out a bit salty.]
B [Yum|I am hungry now]! [Where did you learn that?|Is it an old recipe?]
A2 [My grandmother taught me|A class in {city} taught me the basics|I copied it from a magazine].
? 1 What [meal|dish] did {A} [prepare|cook] for {for}?
? 2 [Who taught|How did] {A} learn to cook?
?* 1 What has {A} [cooked|baked]?

move
A1 [We finally moved|I moved] to {city} {when}. [Boxes everywhere!|The flat is tiny but bright.]
B [Wow, big step|How exciting]! [What made you leave?|Why {city}?]
A2 [Rent was too high where we were|To be closer to my mother|My partner found work there].
A3 The [new place|flat] is on {street} Street, [above a bakery|across from a school].
? 1 When did {A} [move|relocate]?
? 2 [Why|What was the reason] did {A} move to {city}?
? 3 [On which street|Where] does {A} live [now|]?

child; name=Nora,Felix,Ida,Jonas,Mila,Theo; thing=piano recital,science fair,swimming badge,school play
A1 {name} had [the|a] {thing} {when}. [I cried, of course.|We were so proud.]
B [Sweet|Lovely]! How old is {name} now?
A2 [Just turned {n}|{n} already]! [Time flies.|Hard to believe.]
? 1 When was {name}'s {thing}?
? 2 How old is {A}'s [child|kid]?
?* 1 What are the names of {A}'s children?

buy; item=a camera,a kayak,a sewing machine,a telescope,running shoes,a green coat
A1 I [treated myself to|finally bought|picked up] {item} {when}. [No regrets.|My wallet is crying.]
B [Nice|Ooh, show me]! Where did you get it?
A2 [At {shop}, they had a sale|{shop} had the last one|Second hand, at {shop}].
A3 [It cost {n}0 euros|I paid {n}0 euros for it], [not bad|which is fine for what it is].
? 1 What did {A} [buy|purchase] in {month}?
? 1 What did {A} buy on {day}?
? 2 Where did {A} buy {item}?
? 3 How much did {A} [pay|spend] for {item}?
?* 1 What [items|things] has {A} bought?

hobby; hobby=pottery,bird watching,chess,woodcarving,rock climbing,knitting
A1 I [have started|took up] {hobby} {when}. [I am terrible, and I love it.|It is harder than it looks.]
B [That is so cool|Oh nice]! What got you into it?
A2 [{friend} dragged me along|I saw {friend} do it and had to try|A film inspired me].
B [Keep it up!|You will be great.]
A3 [It taught me patience|I feel calmer since|I have met kind people through it].
? 1 When did {A} [begin|start] {hobby}?
? 1 [Which|What] hobby did {A} take up in {month}?
? 2 [Who|What] inspired {A} to [try|start] {hobby}?
? 3 How has {hobby} [helped|changed] {A}?
?* 1 What [hobbies|activities] does {A} [enjoy|do]?

volunteer; place=a food bank,an animal shelter,the hospice,a repair cafe; event=quilt sale,charity run,soup night
A1 I [help out|lend a hand] at {place} on weekends. [It keeps me grounded.|The people are wonderful.]
B [That is kind of you|I admire that]. [What made you start?|Why that place?]
A2 [They helped my family once|I wanted to give something back|Someone did the same for my father].
A3 We [raised {n}00 euros|collected {n}00 euros] with a {event} {when}.
? 1 Where does {A} volunteer?
? 2 Why does {A} volunteer at {place}?
? 3 How much [money|] did the {event} [raise|bring in]?
? 3 When was the {event}?

wedding
A1 [My brother|My cousin|My best friend] {name} got married {when}, [in a barn|in a garden] near {city}.
B [How romantic|Wonderful]! Did you give a speech?
A2 [I did, and I forgot half of it|No, I sang instead|I read a poem].
? 1 When was {name}'s [wedding|marriage]?
? 1 Where did {name} get married?
? 2 What did {A} do at {name}'s wedding?
? 1 Who got married in {month}?

study; subject=botany,accounting,Portuguese,web design,nursing,history
A1 I [signed up for|enrolled in] a {subject} course at {school} {when}.
B [Brave|Good for you]! What do you want to do with it?
A2 [Open my own practice one day|Change fields in a few years|Nothing, it is just for me].
A3 The [exam|test] is in {n} weeks and I [study every night|have barely begun].
? 1 [What|Which subject] is {A} [studying|learning]?
? 1 When did {A} [enroll|begin the course]?
? 2 What are {A}'s plans [after|for after] the course?

plan; thing=a bike tour along the coast,a small bakery,a vegetable plot,a photo exhibition,a podcast; when2=next month,next year,this summer
A1 [I have been dreaming up a plan:|Between us:] {thing}, {when2} [if all goes well|hopefully].
B [I love that|Ambitious]! What do you still need?
A2 [Money, mostly|A partner who knows numbers|Courage and a van].
? 1 What is {A} planning for {when2}?
? 1 When does {A} [intend|plan] to do {thing}?
? 2 What does {A} [still need|lack] for the plan?

competition; thing=the baking contest,a half marathon,a chess tournament,the village quiz; place=first,second,third
A1 [Still buzzing:|You will not believe it:] we came {place} in {thing} {when}!
B [Congrats|Amazing]! What is the prize?
A2 [A silver cup|A weekend at a spa|A voucher and a lot of glory]. [It is on my shelf.|I keep looking at it.]
? 1 When did {A} [take part in|compete in] {thing}?
? 1 What place did {A} [finish|win] in {thing}?
? 2 What [award|prize] did {A} win?
? 1 What did {A} win [on|around] {day}?

health; thing=migraines,a peanut allergy,asthma,high blood pressure
A1 [The doctor says|Turns out] I have {thing}. [I found out {when}.|They told me {when}.]
B [I am sorry|Oh no]. What helps?
A2 [Long walks and less coffee|Medicine in the morning|Sleep, above all].
? 1 What [health problem|illness|condition] does {A} have?
? 1 When [was {A} diagnosed|did {A} find out about the illness]?
? 2 What helps {A} with {thing}?

gift; item=a silver bracelet,a hand-painted bowl,an old watch,a knitted scarf; from=my grandmother,my best friend,my daughter,a colleague
A1 [Look at this|I wear it every day]: {item}. [image: a photo of {item} on a table]
B [Beautiful|It suits you]! Is there a story behind it?
A2 [{from} gave it to me when I turned {n}|It was a present from {from}]. [It stands for courage.|It reminds me of home.]
? 2 Who gave {A} {item}?
? 2 What does {item} [mean to|symbolize for] {A}?
? 1 What [jewelry|keepsake] does {A} wear?

film; film=Paper Moons,The Quiet Engine,North of June,Seven Doors; with=Leo,Marta,Sven
A1 [Went to the cinema|Movie night] {when}: "{film}", with {with}. [We laughed so much.|I did not get it.]
B [Is it any good?|What is it about?]
A2 [Two sisters who run a lighthouse|A thief who grows honest|A train that never stops].
? 1 [What|Which] movie did {A} watch with {with}?
? 1 When did {A} see "{film}"?
? 2 What is the film {A} saw about?
? 1 Where was {A} on {day}?
?* 1 What movies has {A} [seen|watched]?

car; car=van,scooter,old Volvo
A1 My {car} [broke down|gave up] {when}, [in the middle of nowhere|on the bridge].
B [Oh dear|What a pain]. [How did you get home?|What did you do?]
A2 [A farmer towed me|I walked {n} kilometres|My brother picked me up].
A3 [The mechanic wants {n}00 euros|It needs a new gearbox], [which hurts|so I take the bus].
? 1 When did {A}'s [vehicle|car] break down?
? 2 How did {A} get home [after|when] the {car} [failed|broke down]?
? 3 What [is wrong with|does it take to repair] {A}'s {car}?
`;

/** Talk that answers nothing. */
export const SMALL_TALK = `
[Hey|Hi] {B}! [Long time no talk|Good to hear from you]. [How are you?|How have you been?|What is new with you?]
[Hey|Hello] {B}! [Busy week here|Same old here]. [And you?|What are you up to?]
[Thanks|Thank you], that means a lot[.|, really.]
[Wow|That is great], {B}! [I am happy for you.|You must be proud.]
[Totally|I agree|So true]. [Little things matter most.|It is all about balance.]
[I have always wanted to|Maybe one day I will] [learn the {inst}|travel to {city2}|get a {pet}|write a book|take up painting].
Do you [ever|still] [think about getting a {pet}|play music|travel much|read novels|cook for friends]?
My [sister|colleague|uncle] [has a {pet}|works in {city2}|plays the {inst}|bought a house]. [Funny, right?|People surprise you.]
[The weather has been awful|It rained all week], [so I stayed in|I miss the sun].
[Take care|Talk soon|See you], {B}! [Say hi to everyone.|Have a good one.]
[It is important to|We should all] [slow down|look after ourselves|stay curious]. [Friends help a lot.|Family is everything.]
[That sounds hard|I hear you]. [One step at a time.|You have got this.]
[I read an article about|Did you hear about] [dogs that paint|a train to {city2}|teachers on strike|a new kind of bread]?
[image: a photo of a sunset over a lake] [Look at that sky!|Took this on my walk.]
`;

/** Questions about what nobody ever speaks of. */
export const OFF_TOPIC = `
What is {A}'s passport number?
Which insurance does {A} use?
How tall is {A}?
What did {A} think about the lunar eclipse?
Which newspaper does {A} subscribe to?
Where does {A} keep the spare key?
What blood type does {A} have?
Who repaired {A}'s chimney?
When does {A}'s library card expire?
What is the wifi password at {A}'s office?
Which candidate did {A} support in the election?
How does {A} take tea?
What did {A} order from the tailor?
Why did {A} cancel the newspaper?
Which airline lost {A}'s suitcase?
`;

/** What people put before what they have to say, and after it: thanks, greetings, questions back, and more words. */
export const BEFORE = [
  '[Thanks|Thank you], {B}!',
  '[Hey|Hi] {B}!',
  '[Yeah|Yes|Sure], {B}.',
  '[Wow|Great|Cool], [good for you|happy to hear it]!',
  '[Well|Oh|Ha], [where do I begin|you will laugh|that is a good question].',
];
export const AFTER = [
  '[How about you|And you], {B}?',
  'What have you been up to [lately|these days]?',
  'Have you [ever|] [done|tried] something like that?',
  'Anything [exciting|new] on your side?',
  'It [made|makes] me [really|so] happy, and I think about it a lot.',
  '[Honestly|To be fair], it was a [lot of work|long time coming], but [worth it|I learned a lot].',
  'My family [was|were] [there|around] too, which made it special.',
];

export const POOLS: Readonly<Record<string, readonly string[]>> = {
  city: 'Lisbon,Ghent,Bergen,Turin,Leeds,Porto,Graz,Lyon,Tallinn,Cork,Seville,Split'.split(','),
  city2: 'Vienna,Oslo,Naples,Prague,Bruges,Malta'.split(','),
  street: 'Elm,Mill,Abbey,Station,Chestnut,Quay'.split(','),
  hall: 'the town library,Saint Anne church,the Blue Door cafe,the harbour stage'.split(','),
  boss: 'Mrs Keller,Mr Duarte,Ms Lindqvist,Mr Okafor'.split(','),
  author: 'Helene Marsh,Ruben Castell,Ada Winslow,Piotr Lem'.split(','),
  shop: 'Hendriks,the Corner Depot,Nordlicht,Bell and Sons'.split(','),
  friend: 'Rosa,Emil,Yusuf,Greta,Paula,Stefan'.split(','),
  name: 'Clara,Hugo,Lena,Marco,Signe,Pavel'.split(','),
  school: 'the evening college,the open university,the language institute'.split(','),
  inst: 'accordion,harp,trumpet,banjo'.split(','),
  pet: 'puppy,kitten,goldfish,pony'.split(','),
  n: '3,4,5,6,7,8,9,12'.split(','),
};

export const PEOPLE = 'Anna,Bruno,Carla,David,Elena,Frank,Gina,Henrik,Iris,Jakob,Katrin,Luis'.split(',');
