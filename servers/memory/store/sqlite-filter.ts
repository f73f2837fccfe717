import type { Filter } from './store.ts';

/** Since when a memory holds, as the index of beginnings has it. */
export const BEGIN = 'coalesce(m.valid_from, m.created_at)';

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
      `m.id IN (SELECT n.memory_id FROM mention n WHERE n.entity_id IN (
        SELECT e.id FROM entity e WHERE e.norm IN (SELECT value FROM json_each(@entities))
        UNION SELECT a.entity_id FROM alias a WHERE a.norm IN (SELECT value FROM json_each(@entities))))`,
      { entities: JSON.stringify(entities) },
    );
  }
  if (speaker !== undefined) add('m.speaker = @speaker', { speaker });
  if (session !== undefined) add('m.conversation_id = @session', { session });
  if (between) {
    add(`${BEGIN} >= @begin AND ${BEGIN} < @end`, { begin: between[0], end: between[1] });
  }
  return { where: conditions.join('\n  AND '), values };
}

export function anyWord(words: readonly string[]): string {
  return words.map(quoted).join(' OR ');
}

export function allWordsOfOne(groups: readonly (readonly string[])[]): string {
  return groups.map((words) => `(${words.map(quoted).join(' AND ')})`).join(' OR ');
}

/** Each word is an FTS5 string, in which only the double quote has a meaning; so no text is ever syntax. */
function quoted(word: string): string {
  return `"${word.replaceAll('"', '""').replaceAll('\0', ' ')}"`;
}
