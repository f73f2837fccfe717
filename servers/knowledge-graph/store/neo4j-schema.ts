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
  /** What is believed now, as people query it (neo4j-projection.ts), and how far that has come. */
  entity: string;
  value: string;
  copy: string;
  source: string;
  sourceItem: string;
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
    entity: `${space}Entity`,
    value: `${space}Value`,
    copy: label('copy'),
    source: label('source'),
    sourceItem: label('sourceItem'),
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

/** Statements that make constraints and indexes where they are missing. */
function schemaMaker() {
  const statements: string[] = [];
  return {
    statements,
    unique(label: string, property: string): void {
      statements.push(
        `CREATE CONSTRAINT ${label}_${property}_unique IF NOT EXISTS FOR (n:${label}) REQUIRE n.${property} IS UNIQUE`,
      );
    },
    index(label: string, ...properties: string[]): void {
      const on = properties.map((property) => `n.${property}`).join(', ');
      statements.push(
        `CREATE INDEX ${label}_${properties.join('_')} IF NOT EXISTS FOR (n:${label}) ON (${on})`,
      );
    },
  };
}

function rowSchema(names: Neo4jNames): string[] {
  const { statements, unique, index } = schemaMaker();
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
  unique(names.source, 'key');
  index(names.source, 'graph');
  unique(names.sourceItem, 'key');
  index(names.sourceItem, 'source', 'externalId');
  for (const kind of WORD_KINDS) {
    statements.push(
      `CREATE FULLTEXT INDEX ${names.words(kind)} IF NOT EXISTS FOR (n:${names.row(kind)}) ON EACH [n.words]
       OPTIONS {indexConfig: {\`fulltext.analyzer\`: 'english', \`fulltext.eventually_consistent\`: false}}`,
    );
  }
  return statements;
}

/** What the projection needs, beside a store or alone. */
export function projectionSchema(names: Neo4jNames): string[] {
  const { statements, unique, index } = schemaMaker();
  unique(names.entity, 'entity');
  index(names.entity, 'row');
  index(names.entity, 'id');
  index(names.entity, 'name');
  unique(names.value, 'row');
  unique(names.copy, 'name');
  statements.push(
    `CREATE INDEX ${names.space}merged_into IF NOT EXISTS FOR ()-[m:MERGED_INTO]-() ON (m.merge)`,
  );
  return statements;
}

/** Makes what is missing, and the counter. Several processes may do so at once. */
export async function ensureSchema(neo4j: Neo4j, names: Neo4jNames): Promise<void> {
  const counter = `${names.counter} {name: 'counter'}`;
  const [found] = await neo4j.read((tx) => tx.run(`MATCH (c:${counter}) RETURN c.schema AS schema`));
  if (found?.schema === VERSION) return;
  await createSchema(neo4j, [...rowSchema(names), ...projectionSchema(names)]);
  await neo4j.write((tx) =>
    tx.run(`MERGE (c:${counter}) ON CREATE SET c.seq = 0, c.at = 0 SET c.schema = $version`, {
      version: VERSION,
    }),
  );
}

/** A transaction makes either data or these. */
export async function createSchema(neo4j: Neo4j, statements: readonly string[]): Promise<void> {
  await neo4j.write(async (tx) => {
    for (const statement of statements) await tx.run(statement);
  });
  await neo4j.write((tx) => tx.run('CALL db.awaitIndexes(300)'));
}
