import { publicId } from '../public-id.ts';

/** Where an entity is read: `kg://main/entity/e12`. */
export const entityUri = (graph: string, entity: number): string =>
  `kg://${encodeURIComponent(graph)}/entity/${publicId('entity', entity)}`;

/** Where the size, the types and the relations of a graph are read. */
export const graphUri = (graph: string): string => `kg://${encodeURIComponent(graph)}`;
