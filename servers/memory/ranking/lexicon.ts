import { stem } from '../../../shared/text/words/stem.ts';

/** Words for the same thing in everyday talk, a group a line: any of them may stand for any other. */
const SAME = `
job work career occupation profession position role employment
boss manager supervisor
colleague coworker teammate
company firm business employer startup
quit resign leave
hire recruit
wage salary pay income
money cash funds finance financial savings
buy purchase order
sell sale
cheap affordable inexpensive
expensive costly pricey
house home apartment flat place condo
move relocate relocation
room bedroom
couch sofa
yard garden backyard
rent lease tenant landlord
car vehicle auto
fix repair mend
break damage ruin
accident crash collision
trip travel vacation holiday journey getaway tour visit
roadtrip drive
hotel motel inn hostel resort
flight plane airplane fly airline
beach seaside coast shore ocean sea
mountain hill peak summit
forest wood woods
hike hiking trek trail walk
camp camping campsite tent
nature outdoors outdoor
country nation abroad
city town
picture photo image snapshot
paint painting draw drawing art artwork sketch
artist painter
craft handmade pottery ceramic clay
sculpture statue
music song tune track
sing vocal singer
band group
concert gig show performance festival
play perform
film movie
watch see view
series show television
book novel story read
author writer novelist
write writing journal blog
poem poetry poet
game gaming videogame console
tournament competition contest championship match
win victory champion prize award trophy
lose loss defeat
team squad club
coach trainer mentor
train training practice practise workout exercise
run jog marathon race
fit fitness shape
yoga pilates stretch
swim pool
bike cycle cycling
ski snowboard
dance dancer dancing ballet
food meal dish cuisine
cook recipe bake prepare
cake pastry dessert cookie
dinner supper lunch breakfast brunch
restaurant diner cafe bistro eatery
drink beverage
coffee espresso latte
sick ill illness disease
injure injury hurt wound sprain
pain ache sore
doctor physician surgeon
hospital clinic
medicine medication drug pill
therapy counsel counseling therapist counselor
stress anxiety anxious worry nervous
calm relax peaceful soothe unwind destress
sad upset unhappy depressed down
happy glad joy delighted cheerful
scared afraid fear frightened
proud pride
angry mad furious annoyed
excited thrilled pumped stoked
tired exhausted
surprise shock unexpected
love adore passion passionate
like enjoy fond
hate dislike
friend buddy pal
partner spouse girlfriend boyfriend
wife husband marry marriage wedding
married engaged proposal
divorce breakup separate
baby newborn infant
pregnant expecting pregnancy
child toddler
son boy
daughter girl
brother sister sibling
parent mother father
family relative
grandma grandpa grandparent
adopt adoption foster
pet animal
dog puppy pup
cat kitten kitty
shelter rescue
plant flower
die death pass funeral
religion faith church spiritual
pray prayer
volunteer volunteering charity donate fundraiser fundraise
help assist support aid
community neighborhood local
event gathering gala
party celebrate celebration
birthday anniversary
gift present
meet encounter
talk chat conversation discuss
call phone
teach teacher educate education
learn study course class lesson
school college university
student pupil
degree diploma graduate graduation
exam test quiz
project assignment task
research investigate study
goal aim dream ambition aspiration
plan intend hope
future upcoming
start begin launch open kickoff
end finish complete
stop cease
try attempt
change switch transition
improve better progress
grow growth
hard difficult tough challenge challenging
easy simple
problem issue trouble obstacle setback
idea thought concept
choose pick select
advice tip suggestion recommend recommendation suggest
inspire inspiration motivate motivation encourage
important meaningful significant matter
memory remember recall reminisce
hobby pastime interest activity
collect collection
clothes clothing outfit dress wear fashion
shoe sneaker boot
jewelry necklace ring bracelet pendant
hair haircut
big large huge
small little tiny
old ancient vintage antique
new fresh
beautiful gorgeous stunning pretty
fun enjoyable
computer laptop pc
program code coding software developer
app application
internet online web
phone smartphone mobile
vote election politics political campaign
army military soldier veteran
police officer cop
law lawyer legal attorney
science scientist
storm hurricane flood
rain snow weather
speech talk presentation speak
workshop seminar class training
conference convention summit
interview apply application
promotion promote raise
sponsor sponsorship endorse endorsement deal
customer client
advertise advertising marketing promote
store shop boutique
bank loan mortgage debt
lgbtq gay queer trans transgender lesbian pride
symbol symbolize represent represents mean meaning
sunset sunrise dusk
lake river pond stream
bread loaf dough
`;

/** A kind of thing, then some of its members: a question names the kind, an answer the member. */
const KINDS = `
pet animal: dog cat puppy kitten hamster rabbit bunny guinea turtle snake lizard bird parrot fish goldfish horse
instrument: guitar piano violin drum flute clarinet saxophone cello trumpet ukulele keyboard bass harp
sport: basketball soccer football tennis baseball volleyball hockey golf swim run surf ski snowboard boxing cricket rugby climb skate karate
exercise workout: yoga run jog gym weight pilates swim cycle hike boxing strength aerobics crossfit sprint
martial art: karate judo taekwondo kickboxing boxing jujitsu aikido kungfu
outdoor nature: hike camp fish climb kayak surf garden picnic bike trail beach mountain park lake forest
hobby activity: paint read write garden knit cook bake photography dance sing hike run yoga pottery game chess fish camp swim surf collect
craft art: paint pottery draw sculpture knit sew woodwork photography sketch mural watercolor canvas clay crochet
book: novel fantasy mystery biography memoir fiction author series chapter
movie film: comedy drama thriller horror action documentary trilogy cinema scifi
music genre: jazz rock classical pop rap hiphop country blues metal folk electronic
game: chess poker monopoly boardgame puzzle xbox playstation nintendo rpg strategy card
food dish meal snack: pizza pasta salad soup chicken sushi steak burger taco rice sandwich noodle curry stew lasagna seafood fish vegetable fruit bread chocolate
dessert sweet: cake cookie brownie pie icecream chocolate cupcake muffin tart pudding cream
drink: coffee tea wine beer juice soda smoothie cocktail milk water
fruit: apple banana strawberry blueberry orange mango peach grape berry cherry
vegetable: carrot broccoli spinach potato tomato pepper onion lettuce
flower plant: rose tulip sunflower daisy orchid lily lavender succulent cactus fern herb tomato
tree: oak pine maple redwood birch willow
bird: eagle parrot owl robin duck penguin
color: red blue green yellow purple orange pink black white brown
vehicle transport: car truck van motorcycle bike bus train suv
car: toyota honda ford bmw prius tesla jeep ferrari
family relative: mother father brother sister son daughter aunt uncle cousin grandma grandpa niece nephew wife husband child
child: son daughter
sibling: brother sister
parent: mother father
partner: wife husband boyfriend girlfriend fiance
job career profession: teacher nurse doctor engineer lawyer chef artist writer designer developer manager coach counselor accountant bank waiter police firefighter journalist
degree study major: psychology biology history math chemistry physics engineer business law medicine economics philosophy literature policy science
subject: math history science physics chemistry biology geography
health condition illness: asthma diabetes allergy migraine flu cold cancer arthritis pressure cholesterol gastritis anxiety depression
injury: ankle knee wrist shoulder back leg arm fracture sprain concussion
emotion feel: happy sad proud nervous excited scared grateful angry lonely relieved
city: paris london tokyo rome boston chicago seattle york barcelona berlin madrid miami toronto vancouver sydney dublin amsterdam austin denver portland francisco angeles
country: france england italy spain germany japan china india canada mexico brazil ireland scotland sweden norway greece thailand australia portugal turkey indonesia
state: california florida texas oregon washington colorado minnesota michigan georgia arizona nevada connecticut
place location: park museum beach restaurant cafe mountain lake zoo library gym theater castle church
season: spring summer autumn fall winter
holiday: christmas thanksgiving easter halloween hanukkah
device gadget technology: phone laptop tablet camera watch headphone console drone printer
clothes: shirt dress jacket coat hat shoe jeans sweater jersey scarf
jewelry: necklace ring bracelet earring pendant
furniture: couch table chair bed desk lamp shelf
tool: hammer drill wrench saw
charity cause: homeless shelter hunger orphan veteran donate toy fundraise
religion: church bible god faith christian muslim buddhist jewish catholic
social network media: instagram facebook twitter youtube tiktok blog
company brand: nike gatorade adidas apple google microsoft amazon sony
language: english french spanish german italian japanese chinese korean
award prize: medal trophy certificate scholarship champion
allergy: peanut pollen dairy gluten dust shellfish nut
weather disaster: storm flood rain snow hurricane earthquake fire tornado
insect: bee butterfly ant beetle
sell business: store shop bakery studio brand customer
meeting event: parade festival concert conference party wedding workshop exhibition fair meetup
`;

/** How well another word stands for the one that was asked for. */
const WORTH = { same: 0.6, member: 0.5, kind: 0.3 };

export interface Variant {
  stem: string;
  /** What a match is worth, against 1 for the word itself. */
  worth: number;
  /** Whether it is a member of what the word names, or the kind it belongs to, rather than a synonym. */
  category: boolean;
}

let table: Map<string, Variant[]> | undefined;

/** Other words, by their stems, that may stand for the one with this stem; the best first. */
export function variantsOf(stemmed: string): readonly Variant[] {
  table ??= build();
  return table.get(stemmed) ?? [];
}

function build(): Map<string, Variant[]> {
  const all = new Map<string, Map<string, Variant>>();
  const add = (from: string, to: string, worth: number, category: boolean): void => {
    if (from === to) return;
    const known = all.get(from) ?? new Map<string, Variant>();
    all.set(from, known);
    if ((known.get(to)?.worth ?? 0) < worth) known.set(to, { stem: to, worth, category });
  };
  const stems = (line: string): string[] => line.trim().split(/\s+/).map(stem);
  for (const group of SAME.trim().split('\n').map(stems)) {
    for (const from of group) for (const to of group) add(from, to, WORTH.same, false);
  }
  for (const line of KINDS.trim().split('\n')) {
    const [heads = [], members = []] = line.split(':').map(stems);
    for (const head of heads) {
      for (const member of members) {
        add(head, member, WORTH.member, true);
        add(member, head, WORTH.kind, true);
      }
    }
  }
  return new Map([...all].map(([from, to]) => [from, [...to.values()].sort((a, b) => b.worth - a.worth)]));
}
