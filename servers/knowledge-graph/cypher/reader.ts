import type { Canon } from '../canon.ts';
import type { Entity, Fact, Literal } from '../graph.ts';
import type { Moment } from '../moment.ts';
import { type Ontology, relationName } from '../ontology.ts';
import type { GraphView } from '../store/store.ts';
import type { Budget } from './budget.ts';
import type { EdgeValue } from './values.ts';

/** What a query asks of nodes, so that nothing else is read. */
export interface Wanted {
  /** Names of properties anywhere in the query. */
  properties: ReadonlySet<string>;
}

/** What is known of a node once it was read. */
export interface Profile {
  entity: Entity;
  aliases: readonly string[];
  keys: readonly string[];
  /** Values of facts, by relation. */
  values: ReadonlyMap<string, readonly Literal[]>;
}

export interface GraphReader {
  readonly view: GraphView;
  readonly graph: string;
  readonly moment: Moment;
  readonly canon: Canon;
  readonly ontology: Ontology;
  /** Reads what the query asks of these nodes, unless that was done. */
  load(nodes: readonly number[]): Promise<void>;
  profile(node: number): Profile | undefined;
  /** Relationships at these nodes; from them (`out`), to them (`in`). All types unless given. */
  adjacent(
    nodes: readonly number[],
    direction: 'out' | 'in',
    types: readonly string[] | undefined,
  ): Promise<ReadonlyMap<number, readonly EdgeValue[]>>;
  /** Whether an entity of this type has the label: it is the type, or above it. */
  isA(type: string, label: string): boolean;
}

/** What every node has, besides the values of facts. */
export const OWN_PROPERTIES: ReadonlySet<string> = new Set([
  'id',
  'name',
  'type',
  'summary',
  'aliases',
  'keys',
]);
/** Entities asked about at once. */
const BATCH = 500;

/** Reads a graph of one moment through the port, as nodes and relationships; merged entities are one node. */
export function createReader(
  view: GraphView,
  graph: string,
  moment: Moment,
  canon: Canon,
  ontology: Ontology,
  wanted: Wanted,
  budget: Budget,
): GraphReader {
  const profiles = new Map<number, Profile>();
  const around = new Map<string, Map<number, readonly EdgeValue[]>>();
  const relations = [
    ...new Set([...wanted.properties].filter((one) => !OWN_PROPERTIES.has(one)).map(relationName)),
  ].filter((one) => one !== '');
  const named = wanted.properties.has('aliases') || wanted.properties.has('keys');

  const facts = async (nodes: readonly number[], direction: 'out' | 'in', types?: readonly string[]) => {
    const limit = budget.left() + 1;
    const rows = await view.facts(canon.all(nodes), { ...moment, direction, relations: types, limit });
    budget.read(rows.length);
    return rows;
  };

  const load = async (nodes: readonly number[]): Promise<void> => {
    const fresh = [...new Set(nodes)].filter((one) => !profiles.has(one));
    for (let at = 0; at < fresh.length; at += BATCH) {
      const some = fresh.slice(at, at + BATCH);
      budget.read(some.length);
      const entities = await view.entities(some, moment.knownAt);
      const aliases = named ? await view.aliases(canon.all(some), moment.knownAt) : [];
      const values = relations.length > 0 ? await facts(some, 'out', relations) : [];
      const aliasesOf = Map.groupBy(aliases, ({ entity }) => canon.of(entity));
      const valuesOf = Map.groupBy(values, ({ subject }) => canon.of(subject));
      for (const entity of entities) {
        const mine = aliasesOf.get(entity.entity) ?? [];
        profiles.set(entity.entity, {
          entity,
          aliases: distinct(mine.filter(({ kind }) => kind !== 'key').map(({ name }) => name)),
          keys: distinct(mine.filter(({ kind }) => kind === 'key').map(({ name }) => name)),
          values: byRelation(valuesOf.get(entity.entity) ?? []),
        });
      }
    }
  };

  return {
    view,
    graph,
    moment,
    canon,
    ontology,
    load,
    profile: (node) => profiles.get(node),
    async adjacent(nodes, direction, types) {
      const key = `${direction} ${types?.join(' ') ?? '*'}`;
      const known = around.get(key) ?? new Map<number, readonly EdgeValue[]>();
      around.set(key, known);
      const fresh = [...new Set(nodes)].filter((one) => !known.has(one));
      for (let at = 0; at < fresh.length; at += BATCH) {
        const some = fresh.slice(at, at + BATCH);
        const rows = await facts(some, direction, types);
        const edges = rows.flatMap((fact): EdgeValue[] =>
          fact.object === undefined || fact.graph !== graph
            ? []
            : [{ kind: 'edge', fact, from: canon.of(fact.subject), to: canon.of(fact.object) }],
        );
        const byEnd = Map.groupBy(edges, ({ from, to }) => (direction === 'out' ? from : to));
        for (const one of some) known.set(one, byEnd.get(one) ?? []);
      }
      return known;
    },
    isA: (type, label) => ontology.isA(type, [label]),
  };
}

function byRelation(rows: readonly Fact[]): ReadonlyMap<string, readonly Literal[]> {
  const values = new Map<string, Literal[]>();
  for (const { relation, value } of rows) {
    if (value === undefined) continue;
    const some = values.get(relation) ?? [];
    if (!some.includes(value)) some.push(value);
    values.set(relation, some);
  }
  return values;
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)];
