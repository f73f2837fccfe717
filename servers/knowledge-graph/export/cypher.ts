import type { Literal } from '../graph.ts';
import type { ExportedEntity, ExportedFact } from './records.ts';
import { momentText } from './terms.ts';
import type { GraphWriter } from './writer.ts';

/**
 * Statements for Neo4j 5, one a line, that can be run again: everything is found by its graph and id before it is
 * made. A type is a label beside `Entity`, a relation the type of a relationship, both also as they were written in
 * properties; a value is a node `Value` of its own, since a relationship needs two ends.
 */
export function cypherWriter(graph: string): GraphWriter {
  const key = (id: string) => `{graph: ${text(graph)}, id: ${text(id)}}`;
  return {
    begin: () => [
      'CREATE INDEX iza_entity IF NOT EXISTS FOR (n:Entity) ON (n.graph, n.id);\n' +
        'CREATE INDEX iza_value IF NOT EXISTS FOR (n:Value) ON (n.graph, n.id);\n',
    ],
    entity: ({ id, type, name, summary, also, keys, merged }: ExportedEntity) => {
      const properties = map({
        type,
        name,
        summary,
        also,
        keys,
        merged: merged.map((one) => one.id),
      });
      const label = nameOf(type);
      const labels = label === 'Entity' || label === 'Value' ? '' : `, n:${label}`;
      return `MERGE (n:Entity ${key(id)}) SET n += ${properties}${labels};\n`;
    },
    fact: (fact: ExportedFact) => {
      const properties = map({
        relation: fact.relation,
        fact: fact.fact,
        valid_from: fact.validFrom === undefined ? undefined : { moment: fact.validFrom },
        valid_to: fact.validTo === undefined ? undefined : { moment: fact.validTo },
        confidence: fact.confidence,
        text: fact.text,
        episodes: [...new Set(fact.sources.map(({ episode }) => episode))],
        titles: fact.sources.flatMap(({ title }) => title ?? []),
        uris: fact.sources.flatMap(({ uri }) => uri ?? []),
        quotes: fact.sources.flatMap(({ quote }) => quote ?? []),
      });
      const subject = `MATCH (a:Entity ${key(fact.subject)})`;
      const relationship = `MERGE (a)-[r:${nameOf(fact.relation.toUpperCase())} ${key(fact.id)}]->(b) SET r += ${properties};\n`;
      if (fact.object !== undefined) return `${subject} MATCH (b:Entity ${key(fact.object)}) ${relationship}`;
      const value = `MERGE (b:Value ${key(fact.id)}) SET b.value = ${literal(fact.value ?? '')}`;
      return `${subject} ${value} ${relationship}`;
    },
    end: () => [],
  };
}

type Property = Literal | readonly string[] | { moment: number } | undefined;

function map(properties: Readonly<Record<string, Property>>): string {
  const entries = Object.entries(properties).flatMap(([name, value]) => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    return `${name}: ${property(value)}`;
  });
  return `{${entries.join(', ')}}`;
}

function property(value: Exclude<Property, undefined>): string {
  if (typeof value !== 'object') return literal(value);
  if ('moment' in value) return `datetime(${text(momentText(value.moment))})`;
  return `[${value.map(text).join(', ')}]`;
}

function literal(value: Literal): string {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'boolean' || !Number.isInteger(value)) return String(value);
  // Past 64 bits an integer is none in Cypher.
  return Number.isSafeInteger(value) ? String(value) : value.toExponential();
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * A string of Cypher. Its parsers read \uXXXX before they read strings, and take the second of two backslashes for the
 * beginning of one: where a backslash stands before a u, the string is put together of two.
 */
function text(value: string): string {
  const escaped = value.toWellFormed().replace(/[\\'\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign);
  const quoted = `'${escaped.replace(/\\\\(?=[uU])/g, "\\\\' + '")}'`;
  return quoted.includes("' + '") ? `(${quoted})` : quoted;
}

/** A label or type that needs no escapes but backticks: inside them a \u would be read as well. */
function nameOf(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}_]+/gu, '_');
  return `\`${plain || '_'}\``;
}
