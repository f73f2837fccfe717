type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
interface Term {
  iri: string;
  type?: string;
}

/** One triple as a line: subject, predicate and object, the object with its datatype where it is a literal. */
export type Line = string;

export const lineOf = (subject: string, predicate: string, object: string, datatype?: string): Line =>
  JSON.stringify([subject, predicate, object, datatype ?? null]);

const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const XSD_STRING = 'http://www.w3.org/2001/XMLSchema#string';

/**
 * Reads JSON-LD 1.1 to triples by its rules of expansion, as far as they are needed here: prefixes, terms, coercion
 * to @id and to datatypes, value objects, nodes in nodes, full addresses as keys. Anything else is an error.
 */
export function expand(document: { '@context': Record<string, Json>; '@graph': Json[] }): Line[] {
  const context = document['@context'];
  const iri = (name: string): string => {
    const [prefix = '', ...rest] = name.split(':');
    const base = context[prefix];
    return rest.length > 0 && typeof base === 'string' && !rest[0]?.startsWith('//')
      ? `${base}${rest.join(':')}`
      : name;
  };
  const termOf = (key: string): Term => {
    const defined = context[key];
    if (typeof defined === 'string') return { iri: iri(defined) };
    if (typeof defined === 'object' && defined && !Array.isArray(defined)) {
      return { iri: iri(String(defined['@id'])), type: String(defined['@type']) };
    }
    if (key.includes('://')) return { iri: key };
    throw new Error(`The context does not define ${key}.`);
  };
  const lines: Line[] = [];
  const value = (subject: string, { iri: predicate, type }: Term, one: Json): void => {
    if (Array.isArray(one)) {
      for (const each of one) value(subject, { iri: predicate, ...(type && { type }) }, each);
    } else if (typeof one === 'object' && one) {
      if ('@value' in one)
        lines.push(lineOf(subject, predicate, String(one['@value']), iri(String(one['@type']))));
      else lines.push(lineOf(subject, predicate, node(one)));
    } else if (typeof one !== 'string') throw new Error(`A bare ${JSON.stringify(one)} at ${predicate}.`);
    else if (type === '@id') lines.push(lineOf(subject, predicate, iri(one)));
    else lines.push(lineOf(subject, predicate, one, type ? iri(type) : XSD_STRING));
  };
  const node = (one: { [key: string]: Json }): string => {
    const { '@id': id, '@type': type, ...rest } = one;
    const subject = iri(String(id));
    if (type !== undefined) lines.push(lineOf(subject, RDF_TYPE, iri(String(type))));
    for (const [key, some] of Object.entries(rest)) value(subject, termOf(key), some);
    return subject;
  };
  for (const one of document['@graph']) node(one as { [key: string]: Json });
  return lines;
}
