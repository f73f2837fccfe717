import { createNameIndex } from '../../../../servers/knowledge-graph/resolution/name-index.ts';
import { normaliseName } from '../../../../servers/knowledge-graph/resolution/read-name.ts';
import type {
  Known,
  KnownName,
  Mention,
  TypesFit,
} from '../../../../servers/knowledge-graph/resolution/resolve.ts';

export interface Entity {
  id: number;
  name: string;
  type?: string;
  keys?: string[];
  aliases?: { name: string; how: 'alias' | 'acronym' | 'former' }[];
}

/** What a store knows, of entities in a list. */
export function knownOf(entities: readonly Entity[], distinct: readonly [number, number][] = []): Known {
  const index = createNameIndex();
  const byName = new Map<string, KnownName[]>();
  const byId = new Map(entities.map((entity) => [entity.id, entity]));
  for (const { id, name, type, keys, aliases = [] } of entities) {
    for (const each of [{ name, how: 'name' as const }, ...aliases]) {
      const key = normaliseName(each.name);
      byName.set(key, [...(byName.get(key) ?? []), { id, type, keys, ...each }]);
      index.add(id, each.name);
    }
  }
  return {
    byKey: (key) => entities.filter(({ keys }) => keys?.includes(key)).map(({ id }) => id),
    named: (key) => byName.get(key) ?? [],
    near: (name, limit) =>
      index
        .near(name, limit)
        .map((near) => ({ ...near, type: byId.get(near.id)?.type, keys: byId.get(near.id)?.keys })),
    distinct: (a, b) => distinct.some(([x, y]) => (x === a && y === b) || (x === b && y === a)),
    typeOf: (id) => byId.get(id)?.type,
  };
}

export const mention = (name: string, more: Partial<Mention> = {}): Mention => ({
  keys: [],
  aliases: [],
  ...more,
  name,
});

export const sameType: TypesFit = (a, b) => a === b;
