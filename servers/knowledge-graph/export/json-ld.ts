import type { ExportedEntity, ExportedFact, ExportedSource } from './records.ts';
import { iriOf, momentText, PREFIXES, type ThingKind, typedValue } from './terms.ts';
import type { GraphWriter } from './writer.ts';

const id = (iri: string) => ({ '@id': iri, '@type': '@id' });
const time = (iri: string) => ({ '@id': iri, '@type': 'xsd:dateTime' });

/** What the words of the document mean (JSON-LD 1.1): the same triples as the Turtle (turtle.ts). */
export const CONTEXT = {
  '@version': 1.1,
  ...PREFIXES,
  name: 'rdfs:label',
  text: 'rdfs:label',
  summary: 'dcterms:description',
  also: 'skos:altLabel',
  keys: 'dcterms:identifier',
  merged: id('owl:sameAs'),
  subject: id('rdf:subject'),
  relation: id('rdf:predicate'),
  object: id('rdf:object'),
  value: 'rdf:object',
  validFrom: time('kg:validFrom'),
  validTo: time('kg:validTo'),
  confidence: { '@id': 'kg:confidence', '@type': 'xsd:double' },
  sources: 'prov:qualifiedDerivation',
  episode: id('prov:entity'),
  quote: 'kg:quote',
  extractor: 'kg:extractor',
  kind: 'kg:kind',
  title: 'dcterms:title',
  uri: 'dcterms:source',
  at: time('dcterms:date'),
};

/** One node a line, so that two exports can be compared by line. */
export function jsonLdWriter(graph: string): GraphWriter {
  let nodes = 0;
  const iri = (kind: ThingKind, name: string) => iriOf(graph, kind, name);
  const line = (node: object): string => `${nodes++ === 0 ? '' : ','}\n${JSON.stringify(node)}`;
  const episodes = new Set<string>();

  const supportOf = (source: ExportedSource) => ({
    '@id': iri('support', source.id),
    '@type': 'prov:Derivation',
    episode: iri('episode', source.episode),
    quote: source.quote,
    extractor: source.extractor,
  });
  const episodeOf = (source: ExportedSource) => ({
    '@id': iri('episode', source.episode),
    '@type': 'prov:Entity',
    kind: source.kind,
    title: source.title,
    uri: source.uri,
    at: source.at === undefined ? undefined : momentText(source.at),
  });

  return {
    begin: () => [`{"@context":${JSON.stringify(CONTEXT)},\n"@graph":[`],
    entity(entity: ExportedEntity) {
      return line({
        '@id': iri('entity', entity.id),
        '@type': iri('type', entity.type),
        name: entity.name,
        summary: entity.summary,
        ...(entity.also.length > 0 && { also: entity.also }),
        ...(entity.keys.length > 0 && { keys: entity.keys }),
        ...(entity.merged.length > 0 && { merged: entity.merged.map((one) => iri('entity', one.id)) }),
      });
    },
    fact(fact: ExportedFact) {
      const [subject, relation] = [iri('entity', fact.subject), iri('relation', fact.relation)];
      const value = typedValue(fact.value ?? '');
      const typed = { '@type': `xsd:${value.type}`, '@value': value.text };
      const object = fact.object === undefined ? undefined : iri('entity', fact.object);
      const fresh = fact.sources.filter(({ episode }, at, all) => {
        const first = all.findIndex((one) => one.episode === episode) === at;
        return first && !episodes.has(episode);
      });
      for (const { episode } of fresh) episodes.add(episode);
      return [
        { '@id': subject, [relation]: object === undefined ? typed : { '@id': object } },
        {
          '@id': iri('fact', fact.id),
          '@type': 'rdf:Statement',
          subject,
          relation,
          ...(object === undefined ? { value: typed } : { object }),
          ...(fact.validFrom !== undefined && { validFrom: momentText(fact.validFrom) }),
          ...(fact.validTo !== undefined && { validTo: momentText(fact.validTo) }),
          confidence: String(fact.confidence),
          text: fact.text,
          ...(fact.sources.length > 0 && { sources: fact.sources.map(supportOf) }),
        },
        ...fresh.map(episodeOf),
      ]
        .map(line)
        .join('');
    },
    end: () => ['\n]}\n'],
  };
}
