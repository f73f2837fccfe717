import { checkOntology, createOntology, EMPTY_ONTOLOGY, type Ontology, ontologySchema } from './ontology.ts';
import type { GraphChange, GraphView, KnownAt } from './store/store.ts';

/** The ontology of a graph; the empty one where none was ever set. */
export async function readOntology(view: GraphView, graph: string, knownAt?: KnownAt): Promise<Ontology> {
  const row = await view.ontology(graph, knownAt);
  return row
    ? createOntology(ontologySchema.parse(row.document), row.version)
    : createOntology(EMPTY_ONTOLOGY, 0);
}

/**
 * Makes a document the ontology of a graph from now on. What is there already is not looked at: kg_schema says before
 * what would not fit.
 * @throws IzaError INVALID_INPUT when the document contradicts itself.
 */
export async function setOntology(change: GraphChange, document: Ontology['document']): Promise<Ontology> {
  checkOntology(document);
  const before = await change.ontology(change.graph);
  if (before) await change.end('ontology', before.row);
  const version = (before?.version ?? 0) + 1;
  await change.add('ontology', { version, document });
  return createOntology(document, version);
}
