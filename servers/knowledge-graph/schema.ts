import { IzaError } from '../../shared/mcp/errors.ts';
import type { By } from './assert.ts';
import { canonOf } from './canon.ts';
import { overlap } from './claims.ts';
import type { GraphDomain } from './deps.ts';
import type { Fact } from './graph.ts';
import { UNKNOWN_TYPE } from './known-entities.ts';
import { checkOntology, createOntology, type Ontology, type OntologyDocument } from './ontology.ts';
import { publicId } from './public-id.ts';
import { readOntology, setOntology } from './read-ontology.ts';
import type { GraphView } from './store/store.ts';

/** Facts of a relation that are looked at. */
const LOOKED_AT = 20_000;
/** What does not fit that is named. */
const NAMED = 20;
/** So many subjects have to have one at a time before a relation is proposed as single-valued. */
const ENOUGH_SUBJECTS = 10;

/** What is declared and what is in use. */
export interface Schema {
  ontology: Ontology;
  types: { name: string; entities: number; declared: boolean }[];
  relations: { name: string; facts: number; declared: boolean }[];
}

export async function readSchema({ store }: GraphDomain, graph: string): Promise<Schema> {
  return store.read(async (view) => {
    const ontology = await readOntology(view, graph);
    const types = await view.types(graph);
    const relations = await view.relations(graph);
    return {
      ontology,
      types: types.map((one) => ({ ...one, declared: ontology.type(one.name).declared })),
      relations: relations.map((one) => ({
        ...one,
        declared: ontology.relation(one.name).declared !== undefined,
      })),
    };
  });
}

/** An ontology that all that is there fits, drawn from it: every type, every relation with the types at its ends. */
export async function proposeSchema({ store }: GraphDomain, graph: string): Promise<OntologyDocument> {
  return store.read(async (view) => {
    const { document } = await readOntology(view, graph);
    const canon = canonOf(await view.merges(graph));
    const types = { ...document.types };
    for (const { name } of await view.types(graph)) {
      if (name !== UNKNOWN_TYPE && createOntology(document, 0).type(name).declared === false)
        types[name] = {};
    }
    const relations = { ...document.relations };
    for (const { name } of await view.relations(graph)) {
      if (createOntology(document, 0).relation(name).declared) continue;
      const rows = await view.factsOf(graph, name, { limit: LOOKED_AT });
      const { subjects, objects } = await typesAtEnds(view, rows, canon.of);
      relations[name] = {
        cardinality: 'many',
        ...(subjects.length > 0 && { domain: subjects }),
        ...(objects.length > 0 && { range: objects }),
        ...(oneAtATime(rows, canon.of) && {
          description:
            'Every subject has one at a time so far: cardinality "one" would make a later fact end the earlier.',
        }),
      };
    }
    return { ...document, types, relations };
  });
}

/**
 * Sets the ontology, unless what is there does not fit it: facts are never changed by it.
 * @throws IzaError INVALID_INPUT where it contradicts itself; CONFLICT where a strict one does not fit what is there.
 */
export async function applySchema(
  { store }: GraphDomain,
  graph: string,
  document: OntologyDocument,
  by: By,
): Promise<{ version: number; misfits: string[] }> {
  checkOntology(document);
  return store.change({ graph, ...by }, async (change) => {
    const misfits = await misfitsOf(change, graph, createOntology(document, 0));
    if (document.mode === 'strict' && misfits.length > 0) {
      throw new IzaError(
        'CONFLICT',
        `What is in the graph does not fit: ${misfits.slice(0, NAMED).join('; ')}.`,
        {
          hint: 'Nothing was changed. Declare these as well, change the facts first, or use mode "warn". Op "propose" gives an ontology that fits.',
        },
      );
    }
    return { version: (await setOntology(change, document)).version, misfits: misfits.slice(0, NAMED) };
  });
}

async function misfitsOf(view: GraphView, graph: string, ontology: Ontology): Promise<string[]> {
  const misfits: string[] = [];
  for (const { name, entities } of await view.types(graph)) {
    if (name !== UNKNOWN_TYPE && !ontology.type(name).declared)
      misfits.push(`type ${name} (${entities} entities)`);
  }
  const canon = canonOf(await view.merges(graph));
  for (const { name, facts } of await view.relations(graph)) {
    const { declared } = ontology.relation(name);
    if (!declared) misfits.push(`relation ${name} (${facts} facts)`);
    const exclusive = ontology.excluding(name);
    if (exclusive.length === 0) continue;
    const rows = await view.factsOf(graph, name, { limit: LOOKED_AT });
    const twice = crowded(rows, canon.of);
    if (twice !== undefined) misfits.push(`${publicId('entity', twice)} has several ${name} at a time`);
  }
  return misfits;
}

async function typesAtEnds(view: GraphView, rows: readonly Fact[], of: (entity: number) => number) {
  const namesOf = async (ids: Iterable<number>): Promise<string[]> => {
    const entities = await view.entities([...new Set(ids)]);
    return [...new Set(entities.map(({ type }) => type))].sort();
  };
  const literals = rows.flatMap(({ value }) =>
    value === undefined ? [] : [typeof value === 'string' ? 'text' : typeof value],
  );
  const subjects = await namesOf(rows.map(({ subject }) => of(subject)));
  const objects = await namesOf(rows.flatMap(({ object }) => (object === undefined ? [] : [of(object)])));
  const known = (types: string[]): string[] => (types.includes(UNKNOWN_TYPE) ? [] : types);
  const ends = known(objects);
  return {
    subjects: known(subjects),
    objects: objects.length > 0 && ends.length === 0 ? [] : [...ends, ...new Set(literals)],
  };
}

function oneAtATime(rows: readonly Fact[], of: (entity: number) => number): boolean {
  return (
    new Set(rows.map(({ subject }) => of(subject))).size >= ENOUGH_SUBJECTS && crowded(rows, of) === undefined
  );
}

/** A subject with two facts that hold at once. */
function crowded(rows: readonly Fact[], of: (entity: number) => number): number | undefined {
  for (const [subject, some] of Map.groupBy(rows, (row) => of(row.subject))) {
    const sorted = some.sort(
      (a, b) => (a.validFrom ?? Number.NEGATIVE_INFINITY) - (b.validFrom ?? Number.NEGATIVE_INFINITY),
    );
    const clash = sorted.some((row, index) => {
      const next = sorted[index + 1];
      return (
        next && overlap({ from: row.validFrom, to: row.validTo }, { from: next.validFrom, to: next.validTo })
      );
    });
    if (clash) return subject;
  }
  return undefined;
}
