import { RECORD_KINDS, type RecordKind } from '../graph.ts';
import type { Neo4j } from './neo4j-client.ts';
import type { WordKind } from './store.ts';

/** The labels of one store, and the names of its indexes. */
export interface Neo4jNames {
  /** What stands before every label, so that several stores fit into one database; nothing by default. */
  space: string;
  /** The label of the rows of a kind. */
  row(kind: RecordKind): string;
  /** The full-text index of a kind. */
  words(kind: WordKind): string;
  change: string;
  erasure: string;
  graph: string;
  receipt: string;
  counter: string;
}

/** @throws RangeError for a space that is no word of letters and digits. */
export function neo4jNames(space = ''): Neo4jNames {
  // Labels are part of the statements.
  if (!/^([A-Za-z][A-Za-z0-9]*)?$/.test(space))
    throw new RangeError('A space is a word of letters and digits.');
  const label = (name: string): string => `${space}Kg${name[0]?.toUpperCase()}${name.slice(1)}`;
  return {
    space,
    row: label,
    words: (kind) => `${label(kind)}_words`,
    change: label('change'),
    erasure: label('erasure'),
    graph: label('graph'),
    receipt: label('receipt'),
    counter: label('counter'),
  };
}

/** What rows are found by besides their numbers, their graph and the change that ended them. */
const INDEXED: Partial<Record<RecordKind, readonly string[]>> = {
  entity: ['entity', 'type'],
  alias: ['entity', 'key'],
  fact: ['fact', 'subject', 'object', 'relation'],
  support: ['fact', 'episode'],
  episode: ['key'],
  chunk: ['episode'],
  mention: ['chunk', 'entity'],
};
const WORD_KINDS: readonly WordKind[] = ['chunk', 'fact', 'alias'];
/** Raised when constraints or indexes change, which are then made anew where they are missing. */
const VERSION = 1;

/** Constraints and indexes, each by its name. */
export function schemaOf(names: Neo4jNames): Map<string, string> {
  const all = new Map<string, string>();
  const unique = (label: string, property: string): void => {
    const name = `${label}_${property}_unique`;
    all.set(name, `CREATE CONSTRAINT ${name} IF NOT EXISTS FOR (n:${label}) REQUIRE n.${property} IS UNIQUE`);
  };
  const index = (label: string, ...properties: string[]): void => {
    const name = `${label}_${properties.join('_')}`;
    const on = properties.map((property) => `n.${property}`).join(', ');
    all.set(name, `CREATE INDEX ${name} IF NOT EXISTS FOR (n:${label}) ON (${on})`);
  };
  for (const kind of RECORD_KINDS) {
    const label = names.row(kind);
    unique(label, 'row');
    index(label, 'graph', 'row');
    index(label, 'ended');
    for (const property of INDEXED[kind] ?? []) index(label, property);
  }
  unique(names.row('episode'), 'item');
  unique(names.change, 'seq');
  index(names.change, 'at');
  index(names.erasure, 'seq');
  unique(names.graph, 'name');
  unique(names.receipt, 'id');
  index(names.receipt, 'at');
  unique(names.counter, 'name');
  for (const kind of WORD_KINDS) {
    all.set(
      names.words(kind),
      `CREATE FULLTEXT INDEX ${names.words(kind)} IF NOT EXISTS FOR (n:${names.row(kind)}) ON EACH [n.words]
       OPTIONS {indexConfig: {\`fulltext.analyzer\`: 'english', \`fulltext.eventually_consistent\`: false}}`,
    );
  }
  return all;
}

/** Makes what is missing, and the counter. Several processes may do so at once. */
export async function ensureSchema(neo4j: Neo4j, names: Neo4jNames): Promise<void> {
  const counter = `${names.counter} {name: 'counter'}`;
  const [found] = await neo4j.read((tx) => tx.run(`MATCH (c:${counter}) RETURN c.schema AS schema`));
  if (found?.schema === VERSION) return;
  await createSchema(neo4j, schemaOf(names));
  await neo4j.write((tx) =>
    tx.run(`MERGE (c:${counter}) ON CREATE SET c.seq = 0, c.at = 0 SET c.schema = $version`, {
      version: VERSION,
    }),
  );
}

/** A transaction makes either data or these. */
export async function createSchema(neo4j: Neo4j, schema: ReadonlyMap<string, string>): Promise<void> {
  await neo4j.write(async (tx) => {
    for (const statement of schema.values()) await tx.run(statement);
  });
  await neo4j.write((tx) => tx.run('CALL db.awaitIndexes(300)'));
}
