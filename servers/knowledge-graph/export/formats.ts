import type { GraphWriter } from './writer.ts';

export const EXPORT_FORMATS = ['jsonld', 'turtle', 'graphml', 'cypher', 'csv', 'mermaid', 'html'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface FormatTraits {
  /** What the names of its files end in: of the one with the entities, and of the one with the facts where that is another. */
  files: readonly string[];
  /** Entities that it can show; as many as are asked for unless given. */
  mostEntities?: number;
  /** Facts that it can show. */
  mostFacts?: number;
  /** Sources given for each fact; all unless given. */
  mostSources?: number;
  writer(graph: string): Promise<GraphWriter>;
}

/** What is known of each format; the code that writes it is loaded when it is asked for. */
export const FORMATS: Readonly<Record<ExportFormat, FormatTraits>> = {
  jsonld: {
    files: ['.jsonld'],
    writer: async (graph) => (await import('./json-ld.ts')).jsonLdWriter(graph),
  },
  turtle: {
    files: ['.ttl'],
    writer: async (graph) => (await import('./turtle.ts')).turtleWriter(graph),
  },
  graphml: {
    files: ['.graphml'],
    writer: async (graph) => (await import('./graphml.ts')).graphmlWriter(graph),
  },
  cypher: {
    files: ['.cypher'],
    writer: async (graph) => (await import('./cypher.ts')).cypherWriter(graph),
  },
  csv: {
    files: ['-entities.csv', '-facts.csv'],
    writer: async () => (await import('./csv.ts')).csvWriter(),
  },
  // Past some hundred boxes its layout takes minutes and shows nothing.
  mermaid: {
    files: ['.mmd'],
    mostEntities: 200,
    mostFacts: 400,
    mostSources: 0,
    writer: async () => (await import('./mermaid.ts')).mermaidWriter(),
  },
  html: {
    files: ['.html'],
    mostEntities: 2_000,
    mostFacts: 20_000,
    mostSources: 5,
    writer: async (graph) => (await import('../viewer/html.ts')).htmlWriter(graph),
  },
};
