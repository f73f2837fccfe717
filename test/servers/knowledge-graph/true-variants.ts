/** Two ways of writing the name of one thing, in the eight ways that resolution takes for one. */
export interface Variants {
  what: string;
  type?: string;
  pairs: readonly (readonly [string, string])[];
}

const list = (names: string): string[] => names.split(/[;\n]/).flatMap((name) => name.trim() || []);
const written = (pairs: string): [string, string][] =>
  list(pairs).map((pair) => pair.split('|').map((name) => name.trim()) as [string, string]);

export const ORGANISATIONS =
  list(`Deutsche Telekom; Northrop Grumman; Procter & Gamble; Berkshire Hathaway; Goldman Sachs
  General Dynamics; Texas Instruments; Johnson & Johnson; Hewlett Packard; Baker Hughes; Rolls-Royce; Tata Consultancy Services
  Microsoft; Nvidia; Salesforce; Siemens; Starbucks; Unilever; Nintendo; Spotify; Bosch; Panasonic; Schlumberger; Adobe
  Booz Allen Hamilton; Charles Schwab; Palo Alto Networks; Western Digital; Electronic Arts; Abbott Laboratories`);

export const PEOPLE =
  list(`Marie Curie; Ada Lovelace; Alan Turing; Grace Hopper; Katherine Johnson; Nelson Mandela; Rosa Parks
  Frida Kahlo; Virginia Woolf; Toni Morrison; Isaac Newton; Charles Darwin; Rachel Carson; Jane Goodall; Amelia Earhart
  Gabriel García Márquez; Ludwig van Beethoven; Vincent van Gogh; Simone de Beauvoir; Leonardo da Vinci; Hedy Lamarr
  Emmy Noether; Srinivasa Ramanujan; Chien-Shiung Wu; Lise Meitner; Rosalind Franklin; Barbara McClintock; Tim Berners-Lee
  Margaret Hamilton; Edsger Dijkstra`);

export const PLACES =
  list(`Rio de Janeiro; Buenos Aires; San Francisco; Los Angeles; Kuala Lumpur; Addis Ababa; Cape Town
  Hong Kong; Abu Dhabi; Costa Rica; Sierra Leone; Sri Lanka; Tel Aviv; Golden Gate Bridge; Eiffel Tower; Machu Picchu
  Sydney Opera House; Brandenburg Gate; Table Mountain; Victoria Falls; Grand Canyon; Mont Blanc; Lake Geneva; Suez Canal
  Tower of London; Great Barrier Reef; Empire State Building; Trafalgar Square; Stonehenge; Reykjavik`);

const CAMEL = (name: string): string =>
  name.replace(/[\s-]+(\p{L})/gu, (_, letter: string) => letter.toUpperCase());

const possessive = (name: string, at: number): [string, string] => [name, `${name}${at % 2 ? "'s" : '’s'}`];

export const TRUE_VARIANTS: readonly Variants[] = [
  {
    what: 'case',
    pairs: [...PEOPLE, ...PLACES].map((name, at) => [
      name,
      at % 2 === 0 ? name.toUpperCase() : name.toLowerCase(),
    ]),
  },
  {
    what: 'diacritics',
    pairs:
      written(`São Paulo | Sao Paulo; Zürich | Zurich; Malmö | Malmo; Kraków | Krakow; Łódź | Lodz; Córdoba | Cordoba
      Düsseldorf | Dusseldorf; Beyoncé | Beyonce; Björk Guðmundsdóttir | Bjork Gudmundsdottir; Søren Kierkegaard | Soren Kierkegaard
      Antonín Dvořák | Antonin Dvorak; Béla Bartók | Bela Bartok; René Descartes | Rene Descartes; Kurt Gödel | Kurt Godel
      Erwin Schrödinger | Erwin Schrodinger; Paul Erdős | Paul Erdos; Gabriel García Márquez | Gabriel Garcia Marquez
      Nestlé | Nestle; L'Oréal | L'Oreal; Citroën | Citroen; Škoda Auto | Skoda Auto; Häagen-Dazs | Haagen-Dazs; Motörhead | Motorhead
      Côte d'Ivoire | Cote d'Ivoire; Curaçao | Curacao; Réunion | Reunion; Tromsø | Tromso; Århus | Arhus; Große Straße | Grosse Strasse
      İstanbul | Istanbul; Đà Nẵng | Da Nang; Châteauroux | Chateauroux`),
  },
  {
    what: 'the-X',
    pairs: [
      ...PLACES.filter((name) => name.includes(' ')),
      'World Bank',
      'European Union',
      'Red Cross',
      'Royal Society',
      'Rolling Stones',
      'Linux Foundation',
    ].map((name) => [name, `The ${name}`]),
  },
  {
    what: 'legal suffix',
    type: 'company',
    pairs: ORGANISATIONS.map((name, at) => [
      name,
      name +
        [
          ', Inc.',
          ' Inc',
          ' Ltd.',
          ' LLC',
          ' PLC',
          ' GmbH',
          ' AG',
          ' SE',
          ' S.A.',
          ' Corporation',
          ' GmbH & Co. KG',
          ', Co., Ltd.',
        ][at % 12],
    ]),
  },
  { what: 'possessive', type: 'person', pairs: PEOPLE.map(possessive) },
  { what: 'possessive', type: 'place', pairs: PLACES.filter((name) => name.includes(' ')).map(possessive) },
  {
    what: 'hyphen, space, underscore',
    pairs: [...PEOPLE, ...ORGANISATIONS]
      .filter((name) => /[ -]/.test(name) && !name.includes('&'))
      .map((name, at) => [name, name.replace(/[ -]/g, ['-', '_', '\u2010', '  '][at % 4] ?? ' ')]),
  },
  {
    what: 'joined words',
    pairs: [
      ...PLACES.filter((name) => /\s/.test(name)).map((name): [string, string] => [name, CAMEL(name)]),
      ...written(`OpenAI | Open AI; YouTube | You Tube; JavaScript | Java Script; PostgreSQL | Postgre SQL; GitHub | Git Hub
        LinkedIn | Linked In; PayPal | Pay Pal; PlayStation | Play Station; B12 | B 12; MI5 | MI 5; 3D | 3 D; J.R.R. Tolkien | J. R. R. Tolkien
        U.S.A. | USA; O'Brien | O Brien; worldhealthorganization | World Health Organization; Windows10 | Windows 10`),
    ],
  },
  {
    what: 'Last, First',
    type: 'person',
    pairs: [
      ...PEOPLE.map((name): [string, string] => [name, name.replace(/^(\S+) (.+)$/, '$2, $1')]),
      ['Martin Luther King Jr.', 'King, Martin Luther, Jr.'],
      ['Johann Sebastian Bach', 'Bach, Johann Sebastian'],
    ],
  },
];
