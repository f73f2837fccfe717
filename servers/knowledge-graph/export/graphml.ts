import { XMLBuilder } from 'fast-xml-parser';
import type { ExportedEntity, ExportedFact } from './records.ts';
import { momentText, typedValue } from './terms.ts';
import type { GraphWriter } from './writer.ts';

/** What nodes and edges have, with its type; all of them text where none is said. Lists are JSON. */
const KEYS = {
  node: {
    kind: 'string',
    type: 'string',
    name: 'string',
    summary: 'string',
    also: 'string',
    keys: 'string',
    merged: 'string',
    value_type: 'string',
  },
  edge: {
    fact: 'string',
    relation: 'string',
    valid_from: 'string',
    valid_to: 'string',
    confidence: 'double',
    text: 'string',
    sources: 'string',
  },
} as const;

type Data = Readonly<Record<string, string | undefined>>;

/**
 * GraphML (graphml.graphdrawing.org), one node or edge a line. A value is a node of the kind `value`, with the number
 * of its fact, since an edge needs two ends.
 */
export function graphmlWriter(graph: string): GraphWriter {
  const xml = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    textNodeName: '#',
    suppressEmptyNode: true,
  });
  const element = (name: 'node' | 'edge', attributes: Readonly<Record<string, string>>, data: Data) => {
    const built = Object.entries(data).flatMap(([key, value]) =>
      value === undefined ? [] : [{ '@key': `${name}_${key}`, '#': xmlText(value) }],
    );
    return `${xml.build({ [name]: { ...attributes, data: built } })}\n`;
  };
  const keys = Object.entries(KEYS).flatMap(([domain, names]) =>
    Object.entries(names).map(([name, type]) => ({
      '@id': `${domain}_${name}`,
      '@for': domain,
      '@attr.name': name,
      '@attr.type': type,
    })),
  );

  return {
    begin: () => [
      '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n' +
        keys.map((key) => `${xml.build({ key })}\n`).join('') +
        `${xml.build({ graph: { '@id': graph, '@edgedefault': 'directed' } }).replace(/\/>$|><\/graph>$/, '>')}\n`,
    ],
    entity: ({ id, type, name, summary, also, keys, merged }: ExportedEntity) =>
      element(
        'node',
        { '@id': id },
        {
          kind: 'entity',
          type,
          name,
          summary,
          also: list(also),
          keys: list(keys),
          merged: list(merged.map((one) => one.id)),
        },
      ),
    fact(fact: ExportedFact) {
      const { type, text } = typedValue(fact.value ?? '');
      const value =
        fact.object === undefined
          ? element('node', { '@id': `v${fact.id}` }, { kind: 'value', name: text, value_type: type })
          : '';
      const edge = element(
        'edge',
        { '@id': fact.id, '@source': fact.subject, '@target': fact.object ?? `v${fact.id}` },
        {
          fact: fact.fact,
          relation: fact.relation,
          valid_from: fact.validFrom === undefined ? undefined : momentText(fact.validFrom),
          valid_to: fact.validTo === undefined ? undefined : momentText(fact.validTo),
          confidence: String(fact.confidence),
          text: fact.text,
          sources: list(
            fact.sources.map(({ at, ...source }) => ({
              ...source,
              ...(at !== undefined && { at: momentText(at) }),
            })),
          ),
        },
      );
      return value + edge;
    },
    end: () => ['</graph>\n</graphml>\n'],
  };
}

const list = (items: readonly unknown[]): string | undefined =>
  items.length > 0 ? JSON.stringify(items) : undefined;

/** Text without what no XML 1.0 document may hold, even escaped; line ends as a parser gives them back. */
function xmlText(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
  );
}
