import { parse } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';
import { Parser } from 'n3';
import { describe, expect, test } from 'vitest';
import { setUp } from '../set-up.ts';
import { expand, type Line, lineOf } from './expand.ts';
import { littleGraph, ODD } from './little-graph.ts';

async function exported(format: string, args: object = {}): Promise<string[]> {
  const server = await setUp();
  await littleGraph(server);
  const { parts } = await server.value('kg_export', { format, ...args });
  return (parts as { text: string }[]).map(({ text }) => text);
}

const KG = 'kg://main';
const XSD = 'http://www.w3.org/2001/XMLSchema#';

function turtleLines(text: string): Line[] {
  return new Parser()
    .parse(text)
    .map(({ subject, predicate, object }) =>
      lineOf(
        subject.value,
        predicate.value,
        object.value,
        object.termType === 'Literal' ? object.datatype.value : undefined,
      ),
    );
}

describe('turtle', () => {
  test('says each fact, when it held and who says so', async () => {
    const [text = ''] = await exported('turtle');
    const lines = new Set(turtleLines(text));
    for (const [subject, predicate, object, datatype] of [
      ['entity/e1', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type', `${KG}/type/Person`],
      ['entity/e1', 'http://www.w3.org/2000/01/rdf-schema#label', 'Ada Lovelace', `${XSD}string`],
      ['entity/e1', 'http://purl.org/dc/terms/description', ODD, `${XSD}string`],
      ['entity/e1', 'http://purl.org/dc/terms/identifier', 'ada@example.org', `${XSD}string`],
      ['entity/e3', 'http://www.w3.org/2002/07/owl#sameAs', `${KG}/entity/e5`],
      ['entity/e1', `${KG}/relation/wrote_about`, `${KG}/entity/e2`],
      ['entity/e1', `${KG}/relation/age`, '36', `${XSD}integer`],
      ['entity/e1', `${KG}/relation/height`, '-1.5', `${XSD}double`],
      ['entity/e1', `${KG}/relation/famous`, 'true', `${XSD}boolean`],
      // Of the one that was merged into e3.
      ['entity/e3', `${KG}/relation/lived_in`, `${KG}/entity/e4`],
      ['fact/f1', 'urn:iza:knowledge-graph#validFrom', '1843-01-01T00:00:00.000Z', `${XSD}dateTime`],
      ['fact/f1', 'urn:iza:knowledge-graph#confidence', '0.9', `${XSD}double`],
      ['fact/f3', 'urn:iza:knowledge-graph#validTo', '1852-11-27T00:00:00.000Z', `${XSD}dateTime`],
      ['fact/f1', 'http://www.w3.org/ns/prov#qualifiedDerivation', `${KG}/support/s1`],
      ['support/s1', 'urn:iza:knowledge-graph#quote', 'weaves algebraical patterns', `${XSD}string`],
      ['support/s1', 'http://www.w3.org/ns/prov#entity', `${KG}/episode/ep1`],
      ['episode/ep1', 'http://purl.org/dc/terms/title', 'Notes, "translated"', `${XSD}string`],
      ['episode/ep1', 'http://purl.org/dc/terms/source', 'https://example.org/notes?a=1&b=2', `${XSD}string`],
    ] as const) {
      expect(lines).toContain(lineOf(`${KG}/${subject}`, predicate, object, datatype));
    }
  });
});

describe('jsonld', () => {
  test('is the same triples, by the rules of JSON-LD', async () => {
    const [[json = ''], [turtle = '']] = [await exported('jsonld'), await exported('turtle')];
    const lines = expand(JSON.parse(json));
    expect(new Set(lines)).toEqual(new Set(turtleLines(turtle)));
    expect(new Set(lines).size).toBeGreaterThan(80);
  });
});

describe('graphml', () => {
  test('is read by an XML parser as the same nodes and edges', async () => {
    const [text = ''] = await exported('graphml');
    const attributes = { ignoreAttributes: false, attributeNamePrefix: '@', textNodeName: '#' };
    const parser = new XMLParser({
      ...attributes,
      parseTagValue: false,
      trimValues: false,
      isArray: (name) => name === 'data',
    });
    const { graphml } = parser.parse(text);
    const data = (one: { data: { '@key': string; '#': string }[] }) =>
      Object.fromEntries(one.data.map((each) => [each['@key'], each['#']]));
    expect(graphml['@xmlns']).toBe('http://graphml.graphdrawing.org/xmlns');
    expect(graphml.graph['@edgedefault']).toBe('directed');
    const known = new Set(graphml.key.map((key: { '@id': string }) => key['@id']));
    const { node, edge } = graphml.graph;
    const used = [...node, ...edge].flatMap((one) => Object.keys(data(one)));
    expect(used.filter((key) => !known.has(key))).toEqual([]);
    expect(node.map((one: { '@id': string }) => one['@id'])).toEqual([
      'e1',
      'e2',
      'e3',
      'e4',
      'vf4',
      'vf5',
      'vf6',
      'vf7',
    ]);
    expect(data(node[0])).toEqual({
      node_kind: 'entity',
      node_type: 'Person',
      node_name: 'Ada Lovelace',
      node_summary: ODD,
      node_also: '["Countess"]',
      node_keys: '["ada@example.org"]',
    });
    expect(data(node[5])).toEqual({ node_kind: 'value', node_name: '-1.5', node_value_type: 'double' });
    expect(edge.map((one: Record<string, string>) => [one['@id'], one['@source'], one['@target']])).toEqual([
      ['f1', 'e1', 'e2'],
      ['f3', 'e1', 'e4'],
      ['f4', 'e1', 'vf4'],
      ['f5', 'e1', 'vf5'],
      ['f6', 'e1', 'vf6'],
      ['f7', 'e1', 'vf7'],
      ['f2', 'e3', 'e2'],
      ['f8', 'e3', 'e4'],
    ]);
    const { edge_sources: sources = '', ...rest } = data(edge[0]);
    expect(rest).toEqual({
      edge_fact: 'f1',
      edge_relation: 'wrote_about',
      edge_valid_from: '1843-01-01T00:00:00.000Z',
      edge_confidence: '0.9',
    });
    expect(JSON.parse(sources)).toEqual([
      {
        id: 's1',
        episode: 'ep1',
        kind: 'document',
        title: 'Notes, "translated"',
        uri: 'https://example.org/notes?a=1&b=2',
        quote: 'weaves algebraical patterns',
        at: '1843-08-14T00:00:00.000Z',
        extractor: 'host',
      },
    ]);
  });
});

describe('csv', () => {
  test('is read by a CSV parser, with no cell that a spreadsheet would run', async () => {
    const [entities = '', facts = ''] = await exported('csv');
    const rows = parse(entities, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];
    expect(rows.map(({ id, type, name }) => [id, type, name])).toEqual([
      ['e1', 'Person', 'Ada Lovelace'],
      ['e2', 'Machine', 'Analytical Engine'],
      ['e3', 'Person', 'Charles Babbage'],
      ['e4', 'Place', 'London'],
    ]);
    expect(rows[0]).toMatchObject({
      summary: ODD,
      also: '["Countess"]',
      keys: '["ada@example.org"]',
      merged: '',
    });
    expect(rows[2]).toMatchObject({ merged: '["e5"]' });
    const said = parse(facts, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];
    expect(
      said.map(({ id, subject, relation, object, value }) => [id, subject, relation, object || value]),
    ).toEqual([
      ['f1', 'e1', 'wrote_about', 'e2'],
      ['f3', 'e1', 'lived_in', 'e4'],
      ['f4', 'e1', 'age', '36'],
      ['f5', 'e1', 'height', '-1.5'],
      ['f6', 'e1', 'famous', 'true'],
      ['f7', 'e1', 'note', '\'=HYPERLINK("https://example.org")'],
      ['f2', 'e3', 'designed', 'e2'],
      ['f8', 'e3', 'lived_in', 'e4'],
    ]);
    expect(said[6]).toMatchObject({
      valid_from: '1834-01-01T00:00:00.000Z',
      valid_to: '1871-01-01T00:00:00.000Z',
      confidence: '1',
    });
  });

  test.each(['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠1'])(
    'a cell %j becomes text',
    async (cell) => {
      const { csvRecord } = await import('../../../../servers/knowledge-graph/export/csv.ts');
      const [[first]] = parse(csvRecord([cell, 2]), { record_delimiter: '\r\n' }) as [[string]];
      expect(first).toBe(`'${cell}`);
    },
  );

  test('quotes what it must and nothing else', async () => {
    const { csvRecord } = await import('../../../../servers/knowledge-graph/export/csv.ts');
    expect(csvRecord(['a', 'b,c', 'd"e', 'f\r\ng', undefined, -2, false])).toBe(
      'a,"b,c","d""e","f\r\ng",,-2,false\r\n',
    );
  });
});

describe('mermaid', () => {
  // A label in quotes: letters, digits, spaces, a few signs and entity codes.
  const LABEL = String.raw`"(?:[\p{L}\p{N} .,…–-]|#\d+;)*(?:<br/>(?:[\p{L}\p{N} .,…–-]|#\d+;)*)?"`;
  const NODE = new RegExp(`^  e\\d+\\[${LABEL}\\]$`, 'u');
  const EDGE = new RegExp(`^  e\\d+ -->\\|${LABEL}\\| (?:e\\d+|f\\d+(?:_\\d+)?\\(\\[${LABEL}\\]\\))$`, 'u');

  test('is a flowchart of nothing but boxes and arrows', async () => {
    const [text = ''] = await exported('mermaid');
    const [head, ...lines] = text.trimEnd().split('\n');
    expect(head).toBe('flowchart LR');
    expect(lines.slice(0, 4).filter((line) => NODE.test(line))).toHaveLength(4);
    expect(lines.slice(4).filter((line) => !EDGE.test(line))).toEqual([]);
    expect(lines.slice(4)).toHaveLength(8);
    expect(lines).toContain('  e1["Ada Lovelace<br/>Person"]');
    expect(lines).toContain('  e1 -->|"lived in 1846-01-01 – 1852-11-27"| e4');
    expect(lines).toContain(
      '  e1 -->|"note"| f7(["#61;HYPERLINK#40;#34;https#58;#47;#47;example.org#34;#41;"])',
    );
  });

  test('shows two hundred entities at most, those with most facts, and says how many it left out', async () => {
    const { value } = await setUp();
    const names = Array.from({ length: 210 }, (_, at) => `Thing ${'abcdefghij'[at % 10]}${at}x`);
    for (const half of [names.slice(0, 150), names.slice(150)]) {
      await value('kg_assert', {
        entities: half.map((name) => ({ name, type: 'Thing' })),
        on_ambiguous: 'create',
      });
    }
    await value('kg_assert', { facts: [{ subject: 'e205', relation: 'next_to', object: 'e210' }] });
    const { parts, ...rest } = await value('kg_export', { format: 'mermaid' });
    expect(rest).toMatchObject({ entities: 200, facts: 1, left_out: { entities: 10, facts: 0 } });
    const [{ text }] = parts as [{ text: string }];
    expect(text).toContain('  e205 -->|"next to"| e210\n');
    expect(text).toContain('  e198[');
    expect(text).not.toContain('  e199[');
  });
});

test.each(['jsonld', 'turtle', 'graphml', 'cypher', 'csv', 'mermaid'])(
  '%s is the same bytes for the same graph, wherever it is',
  async (format) => {
    expect(await exported(format)).toEqual(await exported(format));
  },
);
