/** What a type is about, as far as spelling is concerned. */
export type Kind = 'person' | 'organisation' | 'place' | 'work' | 'code';

const TYPES: Readonly<Record<Kind, string>> = {
  person:
    'person people human individual character author artist actor musician scientist politician athlete employee',
  organisation:
    'organisation organization company corporation business firm employer enterprise startup vendor supplier customer client competitor partner manufacturer publisher bank agency institution brand legalentity',
  place:
    'place location city town village country state province region county district street address building landmark river mountain island lake airport station',
  work: 'work creativework film movie book novel song album series show tvseries tvshow episode game videogame play poem painting artwork article paper document',
  code: 'package module file folder path repository repo branch function method class interface variable constant symbol identifier crate gem table column field endpoint route command setting',
};

const KIND_OF = new Map(
  Object.entries(TYPES).flatMap(([kind, types]) => types.split(' ').map((type) => [type, kind as Kind])),
);

/** The kind of a type by its name; undefined for types that spelling says nothing about. */
export function kindOf(type: string | undefined): Kind | undefined {
  return type === undefined ? undefined : KIND_OF.get(type.toLowerCase().replace(/[^a-z]/g, ''));
}
