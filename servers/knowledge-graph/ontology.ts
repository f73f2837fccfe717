import * as z from 'zod';
import { IzaError } from '../../shared/mcp/errors.ts';

export const ONTOLOGY_MODES = ['open', 'warn', 'strict'] as const;
/** What happens to a type or relation that is not declared: nothing, a warning, or a refusal. */
export type OntologyMode = (typeof ONTOLOGY_MODES)[number];

const name = z.string().trim().min(1).max(100);
const description = z.string().max(500).optional();

/** A type of entities. */
const typeSchema = z.strictObject({ parents: z.array(name).max(10).optional(), description });

const relationSchema = z.strictObject({
  description,
  /** Types of the subject; any unless given. A type stands for those below it, too. */
  domain: z.array(name).max(20).optional(),
  /** Types of the object, or "text", "number", "boolean" for values. */
  range: z.array(name).max(20).optional(),
  /** `one`: a subject has one object at a time, so a later one ends the earlier. */
  cardinality: z.enum(['one', 'many']).default('many'),
  /** Relations of the same group exclude each other at a time: married_to, engaged_to. */
  exclusive: name.optional(),
  /** The relation read from the other end; what is told by that name is kept under this one. */
  inverse: name.optional(),
  /** It holds in both directions. */
  symmetric: z.boolean().optional(),
});

export const ontologySchema = z.strictObject({
  mode: z.enum(ONTOLOGY_MODES).default('open'),
  types: z.record(name, typeSchema).default({}),
  relations: z.record(name, relationSchema).default({}),
});
export type OntologyDocument = z.output<typeof ontologySchema>;
export type RelationDeclaration = OntologyDocument['relations'][string];

/** What a graph may hold, with the questions that are asked of it. */
export interface Ontology {
  readonly version: number;
  readonly document: OntologyDocument;
  /** The declared relation that a name means, and whether subject and object change places under it. */
  relation(name: string): { name: string; reversed: boolean; declared?: RelationDeclaration };
  /** The relations among which a subject has one fact at a time; none when it may have many. */
  excluding(relation: string): readonly string[];
  /** A type in its declared spelling. */
  type(name: string): { name: string; declared: boolean };
  /** Whether a type is one of these or below one of them. */
  isA(type: string, among: readonly string[]): boolean;
  /** Whether one thing can have both types: one is the other, or above it. */
  compatible(a: string, b: string): boolean;
}

/** What holds where nothing is declared. */
export const EMPTY_ONTOLOGY: OntologyDocument = { mode: 'open', types: {}, relations: {} };

/** `Works at`, `works-at` and `worksAt` are the same relation: `works_at`. */
export function relationName(given: string): string {
  return given
    .normalize('NFKC')
    .trim()
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

/** Types are told apart without regard to case and spaces. */
function typeKey(given: string): string {
  return given
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

export function createOntology(document: OntologyDocument, version: number): Ontology {
  const types = new Map(Object.keys(document.types).map((one) => [typeKey(one), one]));
  const relations = new Map(
    Object.entries(document.relations).map(([key, value]) => [relationName(key), value]),
  );
  const inverses = new Map(
    [...relations].flatMap(([key, { inverse }]) =>
      inverse === undefined ? [] : [[relationName(inverse), key]],
    ),
  );
  const above = (type: string): string[] => {
    const seen = new Set<string>();
    const climb = (key: string): void => {
      if (seen.has(key)) return;
      seen.add(key);
      const declared = types.get(key);
      for (const parent of (declared && document.types[declared]?.parents) ?? []) climb(typeKey(parent));
    };
    climb(typeKey(type));
    return [...seen];
  };
  const isA = (type: string, among: readonly string[]): boolean => {
    const wanted = new Set(among.map(typeKey));
    return above(type).some((key) => wanted.has(key));
  };

  return {
    version,
    document,
    relation(given) {
      const key = relationName(given);
      const declared = relations.get(key);
      if (declared) return { name: key, reversed: false, declared };
      const other = inverses.get(key);
      const otherDeclared = other === undefined ? undefined : relations.get(other);
      if (other !== undefined && otherDeclared)
        return { name: other, reversed: true, declared: otherDeclared };
      return { name: key, reversed: false };
    },
    excluding(relation) {
      const declared = relations.get(relation);
      const group = declared?.exclusive;
      if (group !== undefined) {
        return [...relations].filter(([, one]) => one.exclusive === group).map(([key]) => key);
      }
      return declared?.cardinality === 'one' ? [relation] : [];
    },
    type(given) {
      const declared = types.get(typeKey(given));
      return { name: declared ?? given.trim(), declared: declared !== undefined };
    },
    isA,
    compatible: (a, b) => isA(a, [b]) || isA(b, [a]),
  };
}

/**
 * Checks that an ontology is whole: every parent, domain and range is declared, types form no circle, no name is
 * declared twice.
 * @throws IzaError INVALID_INPUT which names the place.
 */
export function checkOntology(document: OntologyDocument): void {
  const types = new Set(Object.keys(document.types).map(typeKey));
  const fail = (pointer: string, what: string): never => {
    throw new IzaError('INVALID_INPUT', `${pointer}: ${what}`, { hint: 'Nothing was changed.' });
  };
  if (types.size < Object.keys(document.types).length) fail('/types', 'two types have the same name.');
  const parentsOf = new Map<string, string[]>();
  for (const [type, { parents = [] }] of Object.entries(document.types)) {
    for (const parent of parents) {
      if (!types.has(typeKey(parent)))
        fail(`/types/${type}/parents`, `${JSON.stringify(parent)} is not declared.`);
    }
    parentsOf.set(typeKey(type), parents.map(typeKey));
  }
  for (const type of parentsOf.keys()) {
    if (reaches(parentsOf, type, type)) fail('/types', `${JSON.stringify(type)} is above itself.`);
  }
  const names = Object.entries(document.relations).flatMap(([key, { inverse, symmetric }]) => {
    if (inverse !== undefined && symmetric)
      fail(`/relations/${key}`, 'a symmetric relation is its own inverse.');
    return [relationName(key), ...(inverse === undefined ? [] : [relationName(inverse)])];
  });
  const twice = names.find((one, index) => one === '' || names.indexOf(one) !== index);
  if (twice !== undefined)
    fail('/relations', `${JSON.stringify(twice)} is declared twice, or has no letters.`);
  for (const [key, { domain = [], range = [] }] of Object.entries(document.relations)) {
    const unknown = [...domain, ...range.filter((one) => !LITERAL_TYPES.includes(one))].find(
      (one) => !types.has(typeKey(one)),
    );
    if (unknown !== undefined)
      fail(`/relations/${key}`, `the type ${JSON.stringify(unknown)} is not declared.`);
  }
}

/** What stands in a range for values. */
export const LITERAL_TYPES: readonly string[] = ['text', 'number', 'boolean'];

function reaches(parents: ReadonlyMap<string, string[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const queue = [...(parents.get(from) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === to) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(parents.get(next) ?? []));
  }
  return false;
}
