import { present } from './sqlite-row.ts';
import type { Session } from './store.ts';

export const SESSION = `SELECT c.id, s.name AS scope, c.name, c.title, c.started_at AS startedAt, c.last_at AS lastAt,
  (SELECT count(*) FROM memory m WHERE m.conversation_id = c.id AND m.retired_at IS NULL AND m.status = 'active') AS messages
  FROM conversation c JOIN scope s ON s.id = c.scope_id`;

export type SessionRow = Omit<Session, 'title'> & { title: string | null };

export function toSession({ title, ...row }: SessionRow): Session {
  return { ...row, ...present({ title }) };
}
