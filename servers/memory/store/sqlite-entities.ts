import type { Statements } from '../../../shared/db/statements.ts';
import { present } from './sqlite-row.ts';
import type { Entity, MemoryChange, MemoryView } from './store.ts';

type EntityRow = Omit<Entity, 'aliases' | 'type'> & { type: string | null; aliases: string };

const ENTITY = `SELECT e.id, s.name AS scope, e.name, e.type,
  (SELECT json_group_array(name) FROM (SELECT a.name FROM alias a WHERE a.entity_id = e.id ORDER BY a.norm)) AS aliases`;
const FROM = 'FROM entity e JOIN scope s ON s.id = e.scope_id';
/** CROSS JOIN keeps SQLite from reading all entities and asking of each whether it was found. */
const FOUND = 'FROM found f CROSS JOIN entity e ON e.id = f.id CROSS JOIN scope s ON s.id = e.scope_id';
const BY_ID = `${ENTITY} ${FROM} WHERE e.id = ?`;
const IN_SCOPE = 'e.scope_id = (SELECT id FROM scope WHERE name = ?)';
const BY_NAME = `SELECT e.id FROM entity e WHERE ${IN_SCOPE} AND e.norm = ?`;
const BY_ALIAS = `SELECT min(e.id) AS id FROM entity e JOIN alias a ON a.entity_id = e.id
  WHERE ${IN_SCOPE} AND a.norm = ? HAVING min(e.id) IS NOT NULL`;

type KnownRow = { norm: string; id: number; type: string | null };

const NORMS = 'json_each(@norms) AS wanted';
const NAMED = `SELECT e.norm, e.id, e.type FROM ${NORMS}
  CROSS JOIN entity e ON e.norm = wanted.value AND e.scope_id = (SELECT id FROM scope WHERE name = @scope)`;
const ALIASED = `SELECT a.norm, min(e.id) AS id, e.type FROM ${NORMS} CROSS JOIN alias a ON a.norm = wanted.value
  CROSS JOIN entity e ON e.id = a.entity_id AND e.scope_id = (SELECT id FROM scope WHERE name = @scope) GROUP BY a.norm`;

/**
 * Ids of memories grow with time, and the index of an entity's mentions has them in order: of each entity only its
 * newest are read, and only the newest of all are looked up.
 */
const MENTIONING = `SELECT m.seq FROM (
    SELECT DISTINCT n.memory_id FROM json_each(@ids) AS e CROSS JOIN mention n ON n.entity_id = e.value
      AND n.memory_id >= coalesce((
        SELECT o.memory_id FROM mention o WHERE o.entity_id = e.value ORDER BY o.memory_id DESC LIMIT 1 OFFSET @limit - 1), '')
    ORDER BY n.memory_id DESC LIMIT @limit) AS x
  CROSS JOIN memory m ON m.id = x.memory_id AND m.retired_at IS NULL ORDER BY m.seq DESC`;

function toEntity({ type, aliases, ...row }: EntityRow): Entity {
  return { ...row, aliases: JSON.parse(aliases) as string[], ...present({ type }) };
}

/** Questions about people, places and things that memories are about. */
export function entityView(
  sql: Statements,
): Pick<
  MemoryView,
  | 'entity'
  | 'entities'
  | 'exportedEntities'
  | 'entityCount'
  | 'entitiesNamed'
  | 'mentioning'
  | 'namesAbout'
  | 'about'
> {
  return {
    entity(scope, norm) {
      // One search by an index each, and most names are new: an OR of both would look at every entity of the scope.
      const found =
        sql<[string, string], { id: number }>(BY_NAME).get(scope, norm) ??
        sql<[string, string], { id: number }>(BY_ALIAS).get(scope, norm);
      const row = found && sql<[number], EntityRow>(BY_ID).get(found.id);
      return row && toEntity(row);
    },
    entities: (scopes, limit, offset = 0) =>
      sql<[string, number, number], EntityRow & { memories: number }>(
        `${ENTITY}, (SELECT count(*) FROM mention n JOIN memory m ON m.id = n.memory_id AND m.retired_at IS NULL
           WHERE n.entity_id = e.id) AS memories
         ${FROM} WHERE s.name IN (SELECT value FROM json_each(?)) ORDER BY memories DESC, e.norm, e.id LIMIT ? OFFSET ?`,
      )
        .all(JSON.stringify(scopes), limit, offset)
        .map(({ memories, ...row }) => ({ ...toEntity(row), memories })),
    exportedEntities: (scope, after, limit) =>
      sql<[string, string, number], EntityRow & { norm: string }>(
        `${ENTITY}, e.norm ${FROM} WHERE s.name = ? AND e.norm > ? ORDER BY e.norm LIMIT ?`,
      )
        .all(scope, after, limit)
        .map(({ norm, ...row }) => ({ ...toEntity(row), normalisedName: norm })),
    entityCount: (scopes) =>
      sql<[string], { n: number }>(
        `SELECT count(*) AS n ${FROM} WHERE s.name IN (SELECT value FROM json_each(?))`,
      ).get(JSON.stringify(scopes))?.n ?? 0,
    entitiesNamed(scopes, norms, limit) {
      const asked = { scopes: JSON.stringify(scopes), norms: JSON.stringify(norms), limit };
      return sql<[object], EntityRow>(
        `WITH wanted (norm) AS (SELECT value FROM json_each(@norms)),
           found (id) AS (
             SELECT e.id FROM wanted w CROSS JOIN entity e ON e.norm = w.norm
             UNION SELECT e.id FROM wanted w CROSS JOIN entity e ON e.norm > w.norm || ' ' AND e.norm < w.norm || '!'
             UNION SELECT a.entity_id FROM wanted w CROSS JOIN alias a ON a.norm = w.norm)
         ${ENTITY} ${FOUND} WHERE s.name IN (SELECT value FROM json_each(@scopes)) ORDER BY e.norm, e.id LIMIT @limit`,
      )
        .all(asked)
        .map(toEntity);
    },
    mentioning: (ids, limit) =>
      sql<[object], { seq: number }>(MENTIONING)
        .all({ ids: JSON.stringify(ids), limit })
        .map(({ seq }) => seq),
    namesAbout(ids) {
      const rows = sql<[string], { id: string; name: string }>(
        `SELECT w.value AS id, e.name FROM json_each(?) AS w
         CROSS JOIN mention n ON n.memory_id = w.value CROSS JOIN entity e ON e.id = n.entity_id ORDER BY e.norm`,
      ).all(JSON.stringify(ids));
      const found = new Map<string, string[]>();
      for (const { id, name } of rows) found.set(id, [...(found.get(id) ?? []), name]);
      return found;
    },
    about: (id) =>
      sql<[string], EntityRow>(
        `${ENTITY} ${FROM} JOIN mention n ON n.entity_id = e.id WHERE n.memory_id = ? ORDER BY e.norm`,
      )
        .all(id)
        .map(toEntity),
  };
}

/** Changes to them. They are not versioned: what is said about them is. */
export function entityChange(
  sql: Statements,
  scopeId: (name: string) => number,
  view: Pick<MemoryView, 'entity'>,
): Pick<MemoryChange, 'saveEntity' | 'saveEntities' | 'restoreEntity' | 'addAlias' | 'removeEntity'> {
  const insert = (scope: string, name: string, norm: string, type: string | undefined): number =>
    Number(
      sql('INSERT INTO entity (scope_id, name, norm, type) VALUES (?, ?, ?, ?)').run(
        scopeId(scope),
        name,
        norm,
        type ?? null,
      ).lastInsertRowid,
    );
  const setType = (id: number, type: string): void => {
    sql('UPDATE entity SET type = ? WHERE id = ?').run(type, id);
  };
  return {
    saveEntity(scope, name, norm, type) {
      const known = view.entity(scope, norm);
      if (!known) {
        const id = insert(scope, name, norm, type);
        return { id, scope, name, aliases: [], ...(type !== undefined && { type }) };
      }
      if (type === undefined || known.type === type) return known;
      setType(known.id, type);
      return { ...known, type };
    },
    saveEntities(scope, entities) {
      const asked = { scope, norms: JSON.stringify([...new Set(entities.map(({ norm }) => norm))]) };
      const rows = [
        ...sql<[object], KnownRow>(ALIASED).all(asked),
        ...sql<[object], KnownRow>(NAMED).all(asked),
      ];
      const known = new Map(rows.map(({ norm, id, type }) => [norm, { id, type }]));
      for (const { name, norm, type } of entities) {
        // SQLite's JSON ends a text at a NUL.
        const found = known.get(norm) ?? (norm.includes('\0') ? view.entity(scope, norm) : undefined);
        if (!found) known.set(norm, { id: insert(scope, name, norm, type), type: type ?? null });
        else {
          if (type !== undefined && found.type !== type) setType(found.id, type);
          known.set(norm, { id: found.id, type: type ?? found.type ?? null });
        }
      }
      return new Map([...known].map(([norm, { id }]) => [norm, id]));
    },
    restoreEntity(scope, name, norm, type) {
      const row = sql<unknown[], { id: number }>(
        `INSERT INTO entity (scope_id, name, norm, type) VALUES (?, ?, ?, ?)
         ON CONFLICT (scope_id, norm) DO UPDATE SET type = coalesce(type, excluded.type) RETURNING id`,
      ).get(scopeId(scope), name, norm, type ?? null);
      if (!row) throw new Error('an entity that was just saved is not there');
      return row.id;
    },
    addAlias: (entity, name, norm) => {
      sql('INSERT INTO alias (entity_id, name, norm) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(
        entity,
        name,
        norm,
      );
    },
    removeEntity: (entity) => {
      sql('DELETE FROM entity WHERE id = ?').run(entity);
    },
  };
}
