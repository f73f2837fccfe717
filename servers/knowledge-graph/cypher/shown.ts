import { publicId } from '../public-id.ts';
import type { GraphReader } from './reader.ts';
import { isList, isoOf, type NodeValue, publicNode, type Value } from './values.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue };

/** A value as the tool answers with it: nodes by id, name and type, relationships with the ids at their ends. */
export function shownValue(value: Value, reader: GraphReader): JsonValue {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map((one) => shownValue(one, reader));
  switch (value.kind) {
    case 'node':
      return shownNode(value, reader);
    case 'edge': {
      const { fact, from, to } = value;
      return {
        id: publicId('fact', fact.fact),
        type: fact.relation,
        from: publicId('entity', from),
        to: publicId('entity', to),
        ...(fact.validFrom !== undefined && { valid_from: isoOf(fact.validFrom) }),
        ...(fact.validTo !== undefined && { valid_to: isoOf(fact.validTo) }),
        ...(fact.confidence !== 1 && { confidence: fact.confidence }),
      };
    }
    case 'path':
      return {
        nodes: value.nodes.map((node) => shownNode(node, reader)),
        relationships: value.edges.map((edge) => shownValue(edge, reader)),
      };
    case 'map':
      return Object.fromEntries([...value.entries].map(([name, one]) => [name, shownValue(one, reader)]));
  }
}

function shownNode(node: NodeValue, reader: GraphReader): JsonValue {
  const entity = reader.profile(node.id)?.entity;
  return { id: publicNode(node), name: entity?.name ?? '', type: entity?.type ?? '' };
}
