import type { Statements } from '../../../shared/db/statements.ts';
import type { RelationNames } from './sqlite-row.ts';

/**
 * The numbers of relation names, remembered: for one change, which may be taken back as a whole, or for a connection
 * that sees only what is committed.
 */
export function relationNames(sql: Statements): RelationNames {
  const names = new Map<number, string>();
  const ids = new Map<string, number>();
  const learn = (id: number, name: string): void => {
    names.set(id, name);
    ids.set(name, id);
  };
  return {
    name(id) {
      const known = names.get(id);
      if (known !== undefined) return known;
      const row = sql<[number], { name: string }>('SELECT name FROM relation WHERE id = ?').get(id);
      if (!row) throw new RangeError(`Relation ${id} has no name.`);
      learn(id, row.name);
      return row.name;
    },
    find(name) {
      const known = ids.get(name);
      if (known !== undefined) return known;
      const row = sql<[string], { id: number }>('SELECT id FROM relation WHERE name = ?').get(name);
      if (row) learn(row.id, name);
      return row?.id;
    },
    make(name) {
      const id = Number(sql<[string]>('INSERT INTO relation (name) VALUES (?)').run(name).lastInsertRowid);
      learn(id, name);
      return id;
    },
  };
}
