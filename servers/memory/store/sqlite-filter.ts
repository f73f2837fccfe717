import type { Filter } from './store.ts';

/** A filter as SQL on `memory m` joined with `scope s`, and its parameters. */
export function filterSql(filter: Filter, now: number): { where: string; values: Record<string, unknown> } {
  const {
    scopes,
    kinds,
    tags,
    entities,
    speaker,
    session,
    statuses = ['active'],
    validAt,
    knownAt,
    between,
  } = filter;
  const conditions = ['s.name IN (SELECT value FROM json_each(@scopes))'];
  const values: Record<string, unknown> = { scopes: JSON.stringify(scopes) };
  const add = (sql: string, more: Record<string, unknown>): void => {
    conditions.push(sql);
    Object.assign(values, more);
  };
  add('m.status IN (SELECT value FROM json_each(@statuses))', { statuses: JSON.stringify(statuses) });
  if (knownAt === undefined) conditions.push('m.retired_at IS NULL');
  else {
    add('m.recorded_at <= @knownAt AND (m.retired_at IS NULL OR m.retired_at > @knownAt)', { knownAt });
  }
  if (validAt !== 'any') {
    add(
      '(m.valid_from IS NULL OR m.valid_from <= @validAt) AND (m.valid_to IS NULL OR m.valid_to > @validAt)',
      {
        validAt: validAt ?? now,
      },
    );
  }
  if (kinds) add('m.kind IN (SELECT value FROM json_each(@kinds))', { kinds: JSON.stringify(kinds) });
  if (tags && tags.length > 0) {
    add(
      `NOT EXISTS (SELECT 1 FROM json_each(@tags) AS wanted
        WHERE wanted.value NOT IN (SELECT value FROM json_each(m.tags)))`,
      { tags: JSON.stringify(tags) },
    );
  }
  if (entities && entities.length > 0) {
    add(
      `EXISTS (SELECT 1 FROM mention n JOIN entity e ON e.id = n.entity_id WHERE n.memory_id = m.id
        AND (e.norm IN (SELECT value FROM json_each(@entities))
          OR EXISTS (SELECT 1 FROM alias a WHERE a.entity_id = e.id
            AND a.norm IN (SELECT value FROM json_each(@entities)))))`,
      { entities: JSON.stringify(entities) },
    );
  }
  if (speaker !== undefined) add('m.speaker = @speaker', { speaker });
  if (session !== undefined) add('m.conversation_id = @session', { session });
  if (between) {
    add('coalesce(m.valid_from, m.created_at) >= @begin AND coalesce(m.valid_from, m.created_at) < @end', {
      begin: between[0],
      end: between[1],
    });
  }
  return { where: conditions.join('\n  AND '), values };
}

/** Each word is an FTS5 string, in which only the double quote has a meaning; so no text is ever syntax. */
export function anyWord(words: readonly string[]): string {
  return words.map((word) => `"${word.replaceAll('"', '""').replaceAll('\0', ' ')}"`).join(' OR ');
}
