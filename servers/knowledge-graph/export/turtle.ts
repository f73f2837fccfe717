import { DataFactory, type Literal, type NamedNode, Writer } from 'n3';
import type { ExportedEntity, ExportedFact } from './records.ts';
import { iriOf, momentText, PREFIXES, type ThingKind, typedValue } from './terms.ts';
import type { GraphWriter } from './writer.ts';

const { namedNode, literal, quad } = DataFactory;

const term = (prefix: keyof typeof PREFIXES, name: string): NamedNode =>
  namedNode(`${PREFIXES[prefix]}${name}`);

/**
 * RDF 1.1 in Turtle. A fact is a triple of its own and a reification of it (rdf:Statement) that says when it holds
 * and where it comes from (PROV-O): RDF 1.2 has triple terms for that, which few readers know yet.
 */
export function turtleWriter(graph: string): GraphWriter {
  let text = '';
  const sink = {
    write(chunk: string, _encoding: string, done?: () => void) {
      text += chunk;
      done?.();
    },
    end: (done?: () => void) => done?.(),
  };
  const writer = new Writer(sink, { prefixes: PREFIXES, end: false });
  const node = (kind: ThingKind, name: string) => namedNode(iriOf(graph, kind, name));
  const say = (subject: NamedNode, predicate: NamedNode, object: NamedNode | Literal | undefined) => {
    if (object) writer.addQuad(quad(subject, predicate, object));
  };
  const words = (value: string | undefined) =>
    value === undefined ? undefined : literal(value.toWellFormed());
  const moment = (at: number | undefined) =>
    at === undefined ? undefined : literal(momentText(at), term('xsd', 'dateTime'));
  const taken = (): string => {
    const some = text;
    text = '';
    return some;
  };
  const episodes = new Set<string>();

  return {
    begin: () => [taken()],
    entity(entity: ExportedEntity) {
      const self = node('entity', entity.id);
      say(self, term('rdf', 'type'), node('type', entity.type));
      say(self, term('rdfs', 'label'), words(entity.name));
      say(self, term('dcterms', 'description'), words(entity.summary));
      for (const name of entity.also) say(self, term('skos', 'altLabel'), words(name));
      for (const key of entity.keys) say(self, term('dcterms', 'identifier'), words(key));
      for (const { id } of entity.merged) say(self, term('owl', 'sameAs'), node('entity', id));
      return taken();
    },
    fact(fact: ExportedFact) {
      const self = node('fact', fact.id);
      const [subject, relation] = [node('entity', fact.subject), node('relation', fact.relation)];
      const object = fact.object === undefined ? literalOf(fact) : node('entity', fact.object);
      say(subject, relation, object);
      say(self, term('rdf', 'type'), term('rdf', 'Statement'));
      say(self, term('rdf', 'subject'), subject);
      say(self, term('rdf', 'predicate'), relation);
      say(self, term('rdf', 'object'), object);
      say(self, term('kg', 'validFrom'), moment(fact.validFrom));
      say(self, term('kg', 'validTo'), moment(fact.validTo));
      say(self, term('kg', 'confidence'), literal(String(fact.confidence), term('xsd', 'double')));
      say(self, term('rdfs', 'label'), words(fact.text));
      for (const source of fact.sources) {
        say(self, term('prov', 'qualifiedDerivation'), node('support', source.id));
      }
      for (const source of fact.sources) {
        const support = node('support', source.id);
        const episode = node('episode', source.episode);
        say(support, term('rdf', 'type'), term('prov', 'Derivation'));
        say(support, term('prov', 'entity'), episode);
        say(support, term('kg', 'quote'), words(source.quote));
        say(support, term('kg', 'extractor'), words(source.extractor));
        if (episodes.has(source.episode)) continue;
        episodes.add(source.episode);
        say(episode, term('rdf', 'type'), term('prov', 'Entity'));
        say(episode, term('kg', 'kind'), words(source.kind));
        say(episode, term('dcterms', 'title'), words(source.title));
        say(episode, term('dcterms', 'source'), words(source.uri));
        say(episode, term('dcterms', 'date'), moment(source.at));
      }
      return taken();
    },
    async end() {
      await new Promise<void>((resolve, reject) =>
        writer.end((error) => (error ? reject(error) : resolve())),
      );
      return [taken()];
    },
  };
}

function literalOf({ value = '' }: ExportedFact): Literal {
  const { type, text } = typedValue(value);
  return literal(text, term('xsd', type));
}
