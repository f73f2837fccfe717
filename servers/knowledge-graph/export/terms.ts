import type { Literal } from '../graph.ts';

/** The vocabularies that an export speaks: the common ones where they have a word, our own elsewhere. */
export const PREFIXES = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  owl: 'http://www.w3.org/2002/07/owl#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  dcterms: 'http://purl.org/dc/terms/',
  prov: 'http://www.w3.org/ns/prov#',
  kg: 'urn:iza:knowledge-graph#',
} as const;

/** Where things of a graph are, as its resources are read (resources/uris.ts). */
export type ThingKind = 'entity' | 'fact' | 'episode' | 'support' | 'relation' | 'type';

export function iriOf(graph: string, kind: ThingKind, name: string): string {
  return `kg://${encodeURIComponent(graph)}/${kind}/${segment(name)}`;
}

/** `encodeURIComponent`, and of what it leaves, all that RFC 3987 allows in no IRI or that ends one in some syntax. */
function segment(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The datatype of a value, and how it is written in it. */
export function typedValue(value: Literal): {
  type: 'string' | 'boolean' | 'integer' | 'double';
  text: string;
} {
  if (typeof value === 'string') return { type: 'string', text: value.toWellFormed() };
  if (typeof value === 'boolean') return { type: 'boolean', text: String(value) };
  return {
    type: Number.isSafeInteger(value) ? 'integer' : 'double',
    text: Object.is(value, -0) ? '0' : String(value),
  };
}

/** A moment in ISO 8601, with milliseconds. */
export const momentText = (at: number): string => new Date(at).toISOString();

/** A day where it is one, else a moment. */
export const dayText = (at: number): string => momentText(at).replace('T00:00:00.000Z', '');
